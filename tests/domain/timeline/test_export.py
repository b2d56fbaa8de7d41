"""An export carries all that a stranger needs, and discloses no more than was asked."""

import json
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.events import ContactPointAdded
from tandem.casefiles.models import ContactPointKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.events import NoteWritten
from tandem.timeline import Chain, export, record
from tandem.timeline.encoding import commitment_of
from tandem.timeline.export import exported
from tests.domain.timeline.tampering import unguarded
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
NUMBER = ContactPointAdded(ContactPointKind.PHONE, value="+33639980001")
FIELDS = {
    "encoding", "case_file_id", "agency_id", "creditor_id", "chain", "sequence", "id", "key_id", "kind", "milestone",
    "occurred_at", "recorded_at", "supersedes", "public", "sealed", "commitment", "previous_hash", "hash",
}  # fmt: skip


async def records_of(case_file_id: UUID, *chains: Chain, disclose: bool = False) -> list[dict[str, object]]:
    async with transaction(AWA):
        return [each async for each in exported(case_file_id, chains, disclose=disclose)]


async def made_with_a_number() -> MadeCase:
    made = await make_case()
    async with transaction(AWA):
        await record(AWA, made.case_file, NUMBER)
    return made


async def test_a_record_is_ready_for_json_and_names_all_that_is_hashed(db: None) -> None:
    made = await made_with_a_number()

    first, second = await records_of(made.case_file.id, Chain.PARTIES)

    assert first.keys() == second.keys() == FIELDS
    assert json.loads(json.dumps(second)) == second
    assert (first["kind"], first["sequence"], second["kind"], second["sequence"]) == (
        "case_file_placed",
        1,
        "contact_point_added",
        2,
    )
    assert second["previous_hash"] == first["hash"]
    assert isinstance(second["recorded_at"], int)
    assert "+33639980001" not in json.dumps(second)


async def test_a_disclosed_event_shows_its_key_salt_and_text(db: None) -> None:
    made = await made_with_a_number()

    _, second = await records_of(made.case_file.id, Chain.PARTIES, disclose=True)

    shown = second["disclosed"]
    assert isinstance(shown, dict)
    assert json.loads(shown["plaintext"])["data"] == {"value": "+33639980001"}
    assert len(bytes.fromhex(shown["key"])) == 32
    assert commitment_of(bytes.fromhex(shown["salt"]), shown["plaintext"].encode()).hex() == second["commitment"]


async def test_after_an_erasure_the_chain_is_whole_and_nothing_is_disclosed(committed: DatabaseUrls) -> None:
    made = await made_with_a_number()
    before = await records_of(made.case_file.id, Chain.PARTIES)
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("UPDATE timeline_keys SET wrapped = NULL")
    await owner.close()

    after = await records_of(made.case_file.id, Chain.PARTIES, disclose=True)

    assert after == before


async def test_a_seal_that_was_exchanged_stops_the_disclosure_and_is_named(committed: DatabaseUrls) -> None:
    made = await made_with_a_number()
    async with unguarded(committed) as owner:
        await owner.execute("UPDATE timeline_events SET sealed = sealed || '\\x00' WHERE sequence = 2")

    assert len(await records_of(made.case_file.id, Chain.PARTIES)) == 2
    with pytest.raises(ValueError, match=rf"case file {made.case_file.id}, chain parties, event 2 .* does not open"):
        await records_of(made.case_file.id, Chain.PARTIES, disclose=True)


async def test_chains_come_one_after_the_other_and_only_those_of_the_acting_side(db: None) -> None:
    made = await make_case()
    for actor, chain in ((AWA, Chain.AGENCY), (HELENE, Chain.CREDITOR)):
        async with transaction(actor):
            await record(actor, made.case_file, NoteWritten(new_id(), body="..."), chain=chain)

    seen = [each["chain"] for each in await records_of(made.case_file.id, *Chain)]

    assert seen == ["agency", "parties"]


async def test_a_long_chain_is_read_in_parts(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_AT_ONCE", 2)
    made = await make_case()
    for _ in range(4):
        async with transaction(AWA):
            await record(AWA, made.case_file, NUMBER)

    assert [each["sequence"] for each in await records_of(made.case_file.id, Chain.PARTIES)] == [1, 2, 3, 4, 5]

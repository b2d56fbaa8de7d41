"""Appending to many chains at once gives the same chains as appending one by one."""

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from tandem.casefiles.events import ClaimsAdded, ContactPointAdded
from tandem.casefiles.models import ContactPointKind
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.notes.events import NoteWritten
from tandem.organizations.actor import System
from tandem.timeline import Chain, bulk, record
from tandem.timeline.bulk import record_many
from tandem.timeline.queries import timeline_of
from tandem.timeline.sealing import Sealed, event_key, key_for, unseal
from tandem.timeline.verify import Tally, verify
from tests.support.builders import make_case

ADDED = ClaimsAdded("B-1", 1, Money(1_00, "EUR"))
HELENE = actor_of_cast("helene")


async def test_events_join_chains_that_single_ones_began_and_go_on(committed: DatabaseUrls) -> None:
    made = [(await make_case()).case_file for _ in range(7)]
    number = ContactPointAdded(ContactPointKind.PHONE, value="+33639980001")

    async with transaction(HELENE):
        await record_many(HELENE, [(case_file, event) for event in (ADDED, number) for case_file in made])
        await record_many(HELENE, [(made[0], NoteWritten(new_id(), body="À voir."))], chain=Chain.CREDITOR)
    async with transaction(HELENE):
        await record(HELENE, made[0], ADDED)

    owner = await asyncpg.connect(committed.owner)
    tally = Tally()
    assert [fault async for fault in verify(owner, tally)] == []
    assert (tally.events, tally.chains) == (7 * 3 + 2, 8)
    await owner.close()
    shown = [entry for _, entry in (await timeline_of(HELENE, made[0].id, 50, None)).items if entry.chain == "parties"]
    assert [(entry.kind, entry.sequence) for entry in shown] == [
        ("claims_added", 4),
        ("contact_point_added", 3),
        ("claims_added", 2),
        ("case_file_placed", 1),
    ]
    assert shown[1].data == {"contact_kind": "phone", "value": "+33639980001"}
    assert (shown[1].actor_name, shown[1].actor_organization) == ("Hélène Roy", "Bâti-Loire SAS")


async def test_personal_data_is_sealed_under_the_key_of_its_debtor(committed: DatabaseUrls) -> None:
    made = [(await make_case()).case_file for _ in range(2)]

    async with transaction(HELENE):
        await record_many(
            HELENE, [(each, ContactPointAdded(ContactPointKind.EMAIL, value=f"{each.id}@x.example")) for each in made]
        )

    async with transaction(HELENE):
        for each in made:
            row = await database.row(
                "SELECT id, public, sealed, commitment FROM timeline_events WHERE case_file_id = $1 AND sequence = 2",
                each.id,
            )
            assert row is not None
            key = await key_for(each.agency_id, each.creditor_id, each.debtor_id, each.mandate_id)
            opened = unseal(event_key(key, row["id"]), row["id"], Sealed(row["sealed"], row["commitment"]))
            assert str(each.id) not in row["public"]
            assert "Roy" not in row["public"]
            assert opened.decode() == f'{{"actor":{{"name":"Hélène Roy"}},"data":{{"value":"{each.id}@x.example"}}}}'


async def test_more_events_than_fit_at_once_are_all_written(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_AT_ONCE", 3)
    made = (await make_case()).case_file

    async with transaction(HELENE):
        await record_many(HELENE, [(made, ADDED)] * 10)

    owner = await asyncpg.connect(committed.owner)
    assert [fault async for fault in verify(owner, Tally())] == []
    assert await owner.fetchval("SELECT sequence FROM timeline_heads WHERE case_file_id = $1", made.id) == 11
    await owner.close()


async def test_another_creditor_writes_to_no_chain(committed: DatabaseUrls) -> None:
    made = (await make_case()).case_file
    nadia = System(cast_id("energie"))

    with pytest.raises(OperationalError, match="row-level security"):
        async with transaction(nadia):
            await record_many(nadia, [(made, ADDED)])

    owner = await asyncpg.connect(committed.owner)
    assert await owner.fetchval("SELECT count(*) FROM timeline_events") == 1
    await owner.close()

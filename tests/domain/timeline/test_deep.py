"""What the pages show is held against what was sealed."""

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.events import NoteWritten
from tandem.timeline import Chain, record
from tandem.timeline.verify import deep_faults
from tests.domain.timeline.tampering import unguarded
from tests.support.builders import MadeCase, make_case

AWA = actor_of_cast("awa")


async def noted() -> MadeCase:
    made = await make_case()
    async with transaction(AWA):
        await record(AWA, made.case_file, NoteWritten(new_id(), body="Rappelé."), chain=Chain.PARTIES)
    return made


async def found(connection: asyncpg.Connection) -> list[str]:
    return [str(fault).split("): ", 1)[1] for fault in [one async for one in deep_faults(connection)]]


async def test_the_pages_of_the_demo_show_what_the_chains_say(told: DatabaseUrls) -> None:
    owner = await asyncpg.connect(told.owner)

    assert [str(fault) async for fault in deep_faults(owner)] == []
    await owner.close()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("data = jsonb_set(data, '{body}', '\"Autre chose\"')", "the page shows another body than the chain"),
        ("data = data - 'body'", "the page shows another body than the chain"),
        ("data = data || '{\"more\": 1}'", "the page shows another more than the chain"),
        ("actor_name = 'Personne'", "the page shows another actor_name than the chain"),
        ("actor_organization = 'Autre'", "the page shows another actor_organization than the chain"),
        ("occurred_at = occurred_at - interval '1 day'", "the page shows another occurred_at than the chain"),
        ("milestone = NOT milestone", "the page shows another milestone than the chain"),
        ("superseded_by = gen_random_uuid()", "the page shows another superseded_by than the chain"),
        ("event_id = gen_random_uuid()", "no page shows it: its entry is gone"),
    ],
)
async def test_a_page_that_says_something_else_is_named(committed: DatabaseUrls, change: str, problem: str) -> None:
    made = await noted()
    owner = await asyncpg.connect(committed.owner)
    assert await found(owner) == []
    await owner.execute(f"UPDATE timeline_entries SET {change} WHERE sequence = 2")

    first, *more = [fault async for fault in deep_faults(owner, [made.case_file.id])]

    assert (first.case_file_id, first.chain, first.sequence, first.problem) == (
        made.case_file.id,
        "parties",
        2,
        problem,
    )
    alone = ["the page shows it, and no such event is in the chain"] if "event_id" in change else []
    assert [fault.problem for fault in more] == alone
    await owner.close()


async def test_a_seal_under_another_key_is_named(committed: DatabaseUrls) -> None:
    await noted()
    async with unguarded(committed) as owner:
        await owner.execute("UPDATE timeline_events SET commitment = sha256('x') WHERE sequence = 2")

        assert await found(owner) == ["its seal does not open to what was committed to: it was changed"]


async def test_a_correction_that_the_page_hides_is_named(committed: DatabaseUrls) -> None:
    made = await make_case()
    async with transaction(AWA):
        first = await record(AWA, made.case_file, NoteWritten(new_id(), body="Payé."), chain=Chain.PARTIES)
        other = NoteWritten(new_id(), body="Pas payé.")
        await record(AWA, made.case_file, other, chain=Chain.PARTIES, supersedes=first)
    owner = await asyncpg.connect(committed.owner)
    assert await found(owner) == []

    await owner.execute("UPDATE timeline_entries SET superseded_by = NULL WHERE event_id = $1", first)

    [fault] = [fault async for fault in deep_faults(owner)]
    assert (fault.event_id, fault.problem) == (first, "the page shows another superseded_by than the chain")
    await owner.close()


@pytest.mark.parametrize("stored", ["set_byte(wrapped, 20, 255 - get_byte(wrapped, 20))", "'x'"])
async def test_a_key_that_does_not_open_is_named_and_the_rest_is_looked_at(
    committed: DatabaseUrls, stored: str
) -> None:
    spoiled, other = await make_case(), await make_case()
    owner = await asyncpg.connect(committed.owner)
    await owner.execute(
        f"UPDATE timeline_keys SET wrapped = {stored} WHERE debtor_id = $1", spoiled.case_file.debtor_id
    )
    await owner.execute("UPDATE timeline_entries SET kind = 'other' WHERE case_file_id = $1", other.case_file.id)

    faults = {fault.case_file_id: fault.problem async for fault in deep_faults(owner)}

    assert faults == {
        spoiled.case_file.id: "its key does not open under the master key: the one or the other was changed",
        other.case_file.id: "the page shows another kind than the chain",
    }
    await owner.close()


async def test_a_key_whose_row_is_gone_is_named(committed: DatabaseUrls) -> None:
    await make_case()
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("DELETE FROM timeline_keys")

    assert await found(owner) == ["the row of its key is gone; an erasure leaves the row"]
    await owner.close()


async def test_of_an_erased_person_only_what_is_public_may_be_shown(committed: DatabaseUrls) -> None:
    await noted()
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("UPDATE timeline_keys SET wrapped = NULL")
    assert "the page shows another body than the chain" in await found(owner)

    await owner.execute("UPDATE timeline_entries SET data = data - 'body', actor_name = NULL")

    assert await found(owner) == []
    await owner.close()

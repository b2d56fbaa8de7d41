"""Appending: order, audience, and what the database itself refuses."""

import asyncio

import asyncpg
import pytest

from tandem.casefiles.commands import move_case_file
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.events import ClaimsAdded
from tandem.casefiles.models import Stage
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.notes.events import NoteWritten
from tandem.timeline import Chain, record
from tandem.timeline.errors import AlreadySuperseded
from tandem.timeline.queries import timeline_of
from tandem.timeline.sealing import KeyDestroyed
from tandem.timeline.verify import Tally, verify
from tests.support.builders import make_case

ADDED = ClaimsAdded("B-1", 1, Money(1_00, "EUR"))


async def test_a_command_leaves_one_event_in_the_words_of_its_kind(db: None) -> None:
    awa = actor_of_cast("awa")
    made = await make_case()

    await move_case_file(awa, made.case_file.id, stage=Stage.PRE_LEGAL)

    newest = (await timeline_of(awa, made.case_file.id, 1, None)).items[0][1]
    assert (newest.kind, newest.sequence, newest.actor_name) == ("stage_changed", 2, "Awa Diallo")
    assert newest.data == {"from_stage": "amicable", "to_stage": "pre_legal", "close_code": None}


async def test_each_side_sees_its_own_chain_and_the_shared_one(db: None) -> None:
    awa, helene = actor_of_cast("awa"), actor_of_cast("helene")
    made = await make_case()
    for actor, chain in ((awa, Chain.AGENCY), (helene, Chain.CREDITOR), (awa, Chain.PARTIES)):
        async with transaction(actor):
            await record(actor, made.case_file, NoteWritten(new_id(), body="Rappeler."), chain=chain)

        seen = {entry.chain for _, entry in (await timeline_of(actor, made.case_file.id, 50, None)).items}
        assert seen <= {"parties", "agency" if actor is awa else "creditor"}

    for_awa = [entry.chain for _, entry in (await timeline_of(awa, made.case_file.id, 50, None)).items]
    assert sorted(for_awa) == ["agency", "parties", "parties"]


async def test_another_agency_finds_nothing_and_writes_nothing(db: None) -> None:
    tom = actor_of_cast("tom")
    made = await make_case()

    with pytest.raises(CaseFileNotFound):
        await move_case_file(tom, made.case_file.id, stage=Stage.PRE_LEGAL)

    seen = await timeline_of(actor_of_cast("awa"), made.case_file.id, 50, None)
    assert len(seen.items) == 1
    assert (await timeline_of(tom, made.case_file.id, 50, None)).items == []


async def test_an_event_goes_only_where_the_audience_rule_of_its_kind_lets_it(db: None) -> None:
    awa = actor_of_cast("awa")
    made = await make_case()

    with pytest.raises(ValueError, match="'claims_added' belongs to parties, not to agency"):
        async with transaction(awa):
            await record(awa, made.case_file, ADDED, chain=Chain.AGENCY)
    with pytest.raises(ValueError, match="'note_written' belongs to agency, creditor, parties, not to None"):
        async with transaction(awa):
            await record(awa, made.case_file, NoteWritten(new_id(), body="Rappeler."))

    assert len((await timeline_of(awa, made.case_file.id, 50, None)).items) == 1


async def test_a_correction_names_what_it_corrects_and_corrects_it_once(db: None) -> None:
    awa = actor_of_cast("awa")
    made = await make_case()
    async with transaction(awa):
        first = await record(awa, made.case_file, ADDED)

    async with transaction(awa):
        second = await record(awa, made.case_file, ADDED, supersedes=first)

    with pytest.raises(AlreadySuperseded):
        async with transaction(awa):
            await record(awa, made.case_file, ADDED, supersedes=first)
    note = NoteWritten(new_id(), body="Rappeler.")
    with pytest.raises(AlreadySuperseded):
        async with transaction(awa):
            await record(awa, made.case_file, note, chain=Chain.AGENCY, supersedes=second)
    newer, older = [entry for _, entry in (await timeline_of(awa, made.case_file.id, 2, None)).items]
    assert (older.event_id, older.superseded_by, older.supersedes) == (first, second, None)
    assert (newer.event_id, newer.superseded_by, newer.supersedes) == (second, None, first)


async def test_the_database_refuses_to_change_remove_or_empty_events(committed: DatabaseUrls) -> None:
    made = await make_case()
    owner = await asyncpg.connect(committed.owner)

    for statement in (
        "UPDATE timeline_events SET kind = 'other'",
        "DELETE FROM timeline_events",
        "TRUNCATE timeline_events",
        "TRUNCATE timeline_events_07",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(statement)

    tally = Tally()
    assert [fault async for fault in verify(owner, tally)] == []
    assert tally.events == 1
    assert made.case_file.stage is Stage.AMICABLE
    await owner.close()


async def test_a_key_destroyed_while_a_writer_waits_for_its_place_is_not_used_again(committed: DatabaseUrls) -> None:
    awa = actor_of_cast("awa")
    made = await make_case()
    owner = await asyncpg.connect(committed.owner)

    async def append() -> None:
        async with transaction(awa):
            await record(awa, made.case_file, ADDED)

    async with owner.transaction():
        await owner.execute("SELECT FROM timeline_heads WHERE case_file_id = $1 FOR UPDATE", made.case_file.id)
        writing = asyncio.create_task(append())
        await _until_somebody_waits(owner)
        await owner.execute("UPDATE timeline_keys SET wrapped = NULL WHERE debtor_id = $1", made.case_file.debtor_id)

    with pytest.raises(KeyDestroyed):
        await writing
    assert await owner.fetchval("SELECT count(*) FROM timeline_entries") == 1
    assert [fault async for fault in verify(owner, Tally())] == []
    await owner.close()


async def _until_somebody_waits(owner: asyncpg.Connection) -> None:
    for _ in range(1_000):
        if await owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for a lock")


async def test_the_refusals_hold_in_every_session_also_in_one_that_replays_replication(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    modes = await owner.fetch(
        "SELECT tgenabled, count(*) FROM pg_trigger WHERE tgname LIKE 'append_only%' "
        "AND tgrelid::regclass::text LIKE 'timeline_events%' GROUP BY tgenabled"
    )
    await owner.close()

    # Two on each partition and one on the table itself, in mode ALWAYS.
    assert [tuple(row) for row in modes] == [(b"A", 65)]

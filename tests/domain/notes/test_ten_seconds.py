"""Ten seconds to undo, to the edge: the clock, a worker that dies in between, two withdrawals, both at once.

That a note which waits or was withdrawn is seen on no surface is tried in tests/api/test_audiences.py.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import asyncpg
import pytest
import time_machine

from tandem.casefiles.errors import AlreadyWithdrawn
from tandem.casefiles.publishing import PUBLISHES_AFTER, Audience, PublicationState
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading, transaction
from tandem.notes.commands import publish_note, withdraw_note, write_note
from tandem.notes.models import Note
from tandem.notes.tasks import publish
from tandem.organizations.actor import System
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tests.support.builders import MadeCase, make_case
from tests.support.services import Template, database_of, orm

assert publish.__name__  # its import registers the handler
MORNING = datetime.fromisoformat("2026-11-24T10:30:00+01:00")
AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still until moved."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
async def owner(clock: time_machine.Traveller, template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own with real commits, the ORM on it as the worker role."""
    async with database_of(template) as urls, orm(urls.worker):
        connection = await asyncpg.connect(urls.owner)
        yield connection
        await connection.close()


async def shared_note() -> tuple[MadeCase, Note]:
    made = await make_case()
    return made, await write_note(AWA, made.case_file.id, body="Trop vite ?", audience=Audience.PARTIES)


async def recorded(owner: asyncpg.Connection, made: MadeCase) -> list[tuple[str, int]]:
    """Chain and sequence of every note that any chain of the case file has."""
    rows = await owner.fetch(
        "SELECT chain, sequence FROM timeline_events WHERE case_file_id = $1 AND kind = 'note_written'",
        made.case_file.id,
    )
    return [tuple(row) for row in rows]


async def _publish_and_die(note: Note) -> None:
    async with transaction(System(AWA.organization_id)):
        await publish_note(System(AWA.organization_id), note.id)
        raise ConnectionResetError


async def state_of(note: Note) -> PublicationState:
    async with reading(AWA):
        return (await Note.get(id=note.id)).state


@pytest.mark.parametrize(
    ("waited", "published"),
    [
        (timedelta(0), False),
        (PUBLISHES_AFTER - timedelta(microseconds=1), False),
        (PUBLISHES_AFTER, True),
        (PUBLISHES_AFTER + timedelta(seconds=1), True),
    ],
    ids=["at once", "a microsecond early", "on the tenth second", "later"],
)
async def test_it_is_taken_on_the_tenth_second_and_no_sooner(
    owner: asyncpg.Connection, clock: time_machine.Traveller, waited: timedelta, published: bool
) -> None:
    made, note = await shared_note()

    clock.move_to(MORNING + waited)
    for row_id, _ in await claim():
        await tasks.run(row_id)

    assert await recorded(owner, made) == ([("parties", 2)] if published else [])
    assert await state_of(note) is (PublicationState.RECORDED if published else PublicationState.PUBLISHING)


async def test_a_note_that_nobody_has_published_yet_can_be_withdrawn_after_the_ten_seconds(
    owner: asyncpg.Connection, clock: time_machine.Traveller
) -> None:
    made, note = await shared_note()
    clock.move_to(MORNING + timedelta(minutes=1))

    assert await withdraw_note(AWA, note.id) == "Trop vite ?"
    for row_id, _ in await claim():
        await tasks.run(row_id)

    assert await recorded(owner, made) == []
    assert await owner.fetchval("SELECT done_at IS NOT NULL FROM outbox")


async def test_a_worker_that_dies_after_taking_it_publishes_nothing_that_was_withdrawn(
    owner: asyncpg.Connection, clock: time_machine.Traveller
) -> None:
    made, note = await shared_note()
    clock.move_to(MORNING + PUBLISHES_AFTER)
    [(row_id, _)] = await claim()  # and this worker is never heard of again

    await withdraw_note(AWA, note.id)
    assert await claim() == []
    clock.move_to(MORNING + timedelta(minutes=2))
    [(again, _)] = await claim()
    await tasks.run(again)

    assert again == row_id
    assert await recorded(owner, made) == []
    assert await state_of(note) is PublicationState.WITHDRAWN


async def test_a_worker_that_dies_before_its_commit_has_recorded_nothing(owner: asyncpg.Connection) -> None:
    made, note = await shared_note()

    with pytest.raises(ConnectionResetError):
        await _publish_and_die(note)

    assert await recorded(owner, made) == []
    assert (
        await owner.fetchval(
            "SELECT sequence FROM timeline_heads WHERE case_file_id = $1 AND chain = 'parties'", made.case_file.id
        )
        == 1
    )
    assert await withdraw_note(AWA, note.id) == "Trop vite ?"


async def test_two_withdrawals_at_once_give_the_words_back_once(owner: asyncpg.Connection) -> None:
    made, note = await shared_note()

    answers = await asyncio.gather(withdraw_note(AWA, note.id), withdraw_note(AWA, note.id), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == [AlreadyWithdrawn.__name__, "str"]
    assert await recorded(owner, made) == []


async def test_two_workers_and_a_withdrawal_at_once_end_in_one_of_two_ways(owner: asyncpg.Connection) -> None:
    scope = System(AWA.organization_id)
    for _ in range(6):
        made, note = await shared_note()

        await asyncio.gather(
            publish_note(scope, note.id),
            withdraw_note(AWA, note.id),
            publish_note(scope, note.id),
            return_exceptions=True,
        )

        ended = (await state_of(note), await recorded(owner, made))
        assert ended in (
            (PublicationState.RECORDED, [("parties", 2)]),
            (PublicationState.WITHDRAWN, []),
        )

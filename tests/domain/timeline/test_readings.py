"""How far somebody has read: their own, never further than the heads they see, never back."""

from dataclasses import replace

import asyncpg
import pytest

from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.publishing import Audience
from tandem.casefiles.queries import case_files_for
from tandem.casefiles.reading import mark_timeline_read
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.errors import InvalidInput
from tandem.notes.commands import write_note
from tandem.organizations.actor import Actor
from tandem.timeline import Chain
from tandem.timeline.readings import readings_by_case_file, unread_by_case_file
from tandem.worklist.queries import worklist_for
from tests.support.builders import MadeCase, make_case
from tests.support.statements import statements

AWA, MARC, HELENE, LUCAS = (
    actor_of_cast("awa"),
    actor_of_cast("marc"),
    actor_of_cast("helene"),
    actor_of_cast("lucas", "bati-loire"),
)
db = pytest.mark.usefixtures("db")


async def _heights(actor: Actor, made: MadeCase) -> dict[str, int] | None:
    found = (await readings_by_case_file(actor, [made.case_file.id])).get(made.case_file.id)
    return found.heights if found else None


async def _unread(actor: Actor, made: MadeCase) -> int | None:
    return (await unread_by_case_file(actor, [made.case_file.id]))[made.case_file.id]


async def _write(actor: Actor, made: MadeCase, times: int = 1) -> None:
    for number in range(times):
        await write_note(actor, made.case_file.id, body=f"Note {number}", audience=Audience.OWN_SIDE)


@db
async def test_nothing_counts_before_the_first_reading_and_what_comes_after_it_does() -> None:
    made = await make_case()

    before = await _unread(AWA, made)
    await mark_timeline_read(AWA, made.case_file.id, heights={Chain.PARTIES: 1})
    read = await _unread(AWA, made)
    await _write(AWA, made, 2)

    assert (before, read, await _unread(AWA, made)) == (None, 0, 2)


@db
async def test_two_devices_never_take_back_what_the_other_has_read() -> None:
    made = await make_case()
    await _write(AWA, made, 5)

    await mark_timeline_read(AWA, made.case_file.id, heights={Chain.PARTIES: 1, Chain.AGENCY: 4})
    await mark_timeline_read(AWA, made.case_file.id, heights={Chain.PARTIES: 0, Chain.AGENCY: 2})
    await mark_timeline_read(AWA, made.case_file.id, heights={})

    assert await _heights(AWA, made) == {"agency": 4, "creditor": 0, "parties": 1}
    assert await _unread(AWA, made) == 1


@db
async def test_the_time_is_that_of_the_last_new_thing_read() -> None:
    made = await make_case()
    key = made.case_file.id
    await _write(AWA, made)

    await mark_timeline_read(AWA, key, heights={Chain.PARTIES: 1})
    first = (await readings_by_case_file(AWA, [key]))[key].read_at
    await mark_timeline_read(AWA, key, heights={Chain.PARTIES: 1})
    again = (await readings_by_case_file(AWA, [key]))[key].read_at
    await mark_timeline_read(AWA, key, heights={Chain.AGENCY: 1})

    assert first == again
    assert (await readings_by_case_file(AWA, [key]))[key].read_at > first


@db
async def test_nobody_reads_or_counts_beyond_what_they_see() -> None:
    made = await make_case()
    await _write(AWA, made, 7)
    await _write(HELENE, made, 3)
    everything = dict.fromkeys(Chain, 10**12)

    await mark_timeline_read(HELENE, made.case_file.id, heights=everything)
    read = await _heights(HELENE, made)
    await _write(AWA, made, 4)
    unread = await _unread(HELENE, made)
    await _write(HELENE, made)

    assert read == {"agency": 0, "creditor": 3, "parties": 1}
    assert (unread, await _unread(HELENE, made)) == (0, 1)


@db
async def test_a_reading_is_ones_own_and_not_a_colleagues() -> None:
    made = await make_case()
    await mark_timeline_read(AWA, made.case_file.id, heights={Chain.PARTIES: 1})

    assert await _heights(MARC, made) is None
    assert await _heights(LUCAS, made) is None
    assert await _unread(MARC, made) is None


@db
@pytest.mark.parametrize(
    "actor", [actor_of_cast("tom", "atlas"), actor_of_cast("nadia", "energie"), actor_of_cast("yann")]
)
async def test_a_case_file_out_of_reach_cannot_be_read(actor: Actor) -> None:
    made = await make_case()

    with pytest.raises(CaseFileNotFound):
        await mark_timeline_read(actor, made.case_file.id, heights={Chain.PARTIES: 1})

    assert await _heights(actor, made) is None


@db
async def test_a_sequence_that_is_none_is_refused() -> None:
    made = await make_case()

    with pytest.raises(InvalidInput) as refusal:
        await mark_timeline_read(AWA, made.case_file.id, heights={Chain.PARTIES: -1})

    assert refusal.value.field == "heights"
    assert await _heights(AWA, made) is None


@db
async def test_lists_count_what_is_unread_in_the_statement_of_the_page() -> None:
    made, other = await make_case(), await make_case()
    await mark_timeline_read(AWA, made.case_file.id, heights={Chain.PARTIES: 1})
    await mark_timeline_read(HELENE, made.case_file.id, heights={Chain.PARTIES: 1})
    await _write(AWA, made, 3)

    with statements() as sent:
        queue = await worklist_for(AWA, 200, None, None)
        listed = await case_files_for(HELENE, CaseFileFilter(), CaseFileSort.NEWEST, 200, None)

    assert len(sent) == 2
    in_queue = {item.case_file.id: item.case_file.timeline_unread for _, item in queue.items}
    in_list = {case_file.id: case_file.timeline_unread for _, case_file in listed.items}
    assert (in_queue[made.case_file.id], in_queue[other.case_file.id]) == (3, None)
    assert (in_list[made.case_file.id], in_list[other.case_file.id]) == (0, None)


async def test_row_level_security_shows_and_takes_only_ones_own_rows(committed: DatabaseUrls) -> None:
    made = await make_case()
    key = made.case_file.id
    await mark_timeline_read(AWA, key, heights={Chain.PARTIES: 1})
    connection = await asyncpg.connect(committed.web)

    own = await _rows_of(connection, AWA)
    colleague = await _rows_of(connection, MARC)
    other_agency = await _rows_of(
        connection, replace(AWA, organization_id=actor_of_cast("tom", "atlas").organization_id)
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _insert(connection, AWA, for_whom=MARC, made=made)
    await connection.close()

    assert (own, colleague, other_agency) == (1, 0, 0)


async def _act(connection: asyncpg.Connection, actor: Actor) -> None:
    await connection.execute(
        "SELECT set_config('tandem.organization_id', $1, true), set_config('tandem.membership_id', $2, true)",
        str(actor.organization_id),
        str(actor.membership_id),
    )


async def _rows_of(connection: asyncpg.Connection, actor: Actor) -> int:
    async with connection.transaction():
        await _act(connection, actor)
        return int(await connection.fetchval("SELECT count(*) FROM timeline_readings"))


async def _insert(connection: asyncpg.Connection, actor: Actor, *, for_whom: Actor, made: MadeCase) -> None:
    async with connection.transaction():
        await _act(connection, actor)
        await connection.execute(
            "INSERT INTO timeline_readings (membership_id, case_file_id, agency_id, creditor_id, agency, creditor, "
            "parties, read_at) VALUES ($1, $2, $3, $4, 1, 1, 1, now())",
            for_whom.membership_id,
            made.case_file.id,
            made.case_file.agency_id,
            made.case_file.creditor_id,
        )

"""From one case file to the next: the queue's order, without what was passed, is held, or is before a colleague."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.holds import place_hold
from tandem.casefiles.listing import AssignmentFilter
from tandem.casefiles.models import CaseFile, HoldKind
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.models import Channel
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tandem.timeline import Chain, record
from tandem.worklist.openings import LOOKED_AT_FOR, PASSED_FOR, Narrowed, look_at, open_next, place_of
from tests.support.builders import MadeCase, make_case

AWA, MARC, HELENE, TOM = (actor_of_cast(name) for name in ("awa", "marc", "helene", "tom"))
WHOLE = Narrowed()
# Only these cases: a word that no other name has.
OURS = Narrowed(search="Zwischenzug")


@pytest.fixture(autouse=True)
def morning() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


async def queued(*amounts: int) -> list[MadeCase]:
    """Case files of a search of their own, the most urgent first."""
    return [await make_case(name=f"Zwischenzug {number}", amounts=(cents,)) for number, cents in enumerate(amounts)]


async def next_of(made: MadeCase, narrowed: Narrowed = OURS) -> UUID | None:
    found = (await place_of(AWA, made.case_file.id, narrowed)).next
    return found.case_file.id if found else None


async def test_the_next_is_the_most_urgent_that_was_not_passed(db: None) -> None:
    first, second, third = await queued(10_000_00, 1_000_00, 100_00)

    await look_at(AWA, first.case_file.id)
    place = await place_of(AWA, first.case_file.id, OURS)

    assert (place.place, place.total) == (1, 3)
    assert place.next
    assert (place.next.case_file.id, place.next.case_file.outstanding) == (second.case_file.id, 1_000_00)
    assert "WORK_AMOUNT" in [reason.code for reason in place.next.reasons]
    opened = await open_next(AWA, first.case_file.id, OURS)
    assert opened
    assert opened.case_file.id == second.case_file.id
    assert await next_of(second) == third.case_file.id


async def test_at_the_end_there_is_none_until_a_day_later_or_the_debtor_wrote(
    db: None, morning: time_machine.Traveller
) -> None:
    first, second = await queued(1_000_00, 100_00)
    for made in (first, second):
        await look_at(AWA, made.case_file.id)
    assert await next_of(second) is None
    assert await open_next(AWA, second.case_file.id, OURS) is None

    morning.shift(timedelta(minutes=10))
    async with transaction(AWA):
        debtor = System(AWA.organization_id, kind="debtor")
        message = InboundMessageReceived(Channel.SMS, sender=first.phone.value, body="Je paie lundi")
        await record(debtor, first.case_file, message, chain=Chain.PARTIES)

    assert await next_of(second) == first.case_file.id
    await look_at(AWA, first.case_file.id)
    assert await next_of(first) is None
    morning.shift(PASSED_FOR)
    assert await next_of(first) == second.case_file.id


async def test_what_a_colleague_has_before_them_is_passed_over_for_as_long_as_they_have(
    db: None, morning: time_machine.Traveller
) -> None:
    first, second, third = await queued(10_000_00, 1_000_00, 100_00)
    await look_at(MARC, second.case_file.id)

    assert await next_of(first) == third.case_file.id
    assert list(await look_at(AWA, second.case_file.id)) == [MARC.person_name]
    # Whoever goes on to another one has the first before them no more.
    morning.shift(timedelta(seconds=1))
    await look_at(MARC, third.case_file.id)
    assert list(await look_at(AWA, second.case_file.id)) == []
    morning.shift(LOOKED_AT_FOR)
    assert await next_of(first) == third.case_file.id


async def test_what_is_held_does_not_come_next_and_a_part_of_the_queue_stays_that_part(db: None) -> None:
    first, held, mine = await queued(10_000_00, 1_000_00, 100_00)
    async with transaction(HELENE):
        await place_hold(HELENE, held.case_file, HoldKind.DIRECTIVE, "raison", until=None)
    async with transaction(AWA):
        await CaseFile.filter(id=mine.case_file.id).update(assignee_id=AWA.membership_id)

    assert await next_of(first) == mine.case_file.id
    assigned = Narrowed("Zwischenzug", AssignmentFilter(assignee_id=MARC.membership_id))
    assert await next_of(first, assigned) is None


async def test_who_may_not_see_a_case_file_learns_nothing_of_it_and_writes_nothing(db: None) -> None:
    [made] = await queued(1_000_00)

    with pytest.raises(CaseFileNotFound):
        await look_at(TOM, made.case_file.id)
    for outsider in (HELENE,):
        with pytest.raises(NotPermitted):
            await look_at(outsider, made.case_file.id)
        with pytest.raises(NotPermitted):
            await open_next(outsider, made.case_file.id, WHOLE)
    theirs = await place_of(TOM, made.case_file.id, OURS)

    assert theirs is None
    assert await database.row("SELECT count(*) AS n FROM case_file_looks") == {"n": 0}


async def test_two_who_ask_at_once_get_two(committed: None) -> None:
    first, second, third = await queued(10_000_00, 1_000_00, 100_00)

    opened = await asyncio.gather(*(open_next(who, first.case_file.id, OURS) for who in (AWA, MARC)))

    assert {one.case_file.id for one in opened if one} == {second.case_file.id, third.case_file.id}

"""Two real connections at once: what one has committed, the other has seen."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tandem.casefiles.access import case_file_for_update
from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import CaseFile, ContactPoint, HoldKind, Segment
from tandem.contacts.access import ReachedAttempt, attempt_for_update
from tandem.contacts.dispatch import dispatch
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.reconcile import reconcile_once
from tandem.contacts.webhooks import receive
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.outbox import Job
from tandem_channels.contract import DeliveryStatus
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, HELENE, callback, plan, reread, states_told, told, work
from tests.support.builders import MadeCase, make_case
from tests.support.locks import until_waiting
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed


@pytest.fixture(autouse=True)
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own as the worker role, with real commits; its owner looks on."""
    async with database_of(template) as urls, orm(urls.worker):
        looking = await asyncpg.connect(urls.owner)
        yield looking
        await looking.close()


async def job_of(attempt: ContactAttempt) -> Job:
    row = await database.row(
        "SELECT id, payload FROM outbox WHERE payload ->> 'attempt_id' = $1 ORDER BY created_at DESC", str(attempt.id)
    )
    assert row
    return Job(row["id"], {"attempt_id": str(attempt.id)}, 1)


async def hold_slowly(made: MadeCase, locked: asyncio.Event, go_on: asyncio.Event) -> None:
    """A directive's own order: lock the case file, place the hold, commit."""
    async with transaction(HELENE):
        reached = await case_file_for_update(HELENE, made.case_file.id)
        locked.set()
        await go_on.wait()
        await place_hold(HELENE, reached.row, HoldKind.DIRECTIVE, "client stratégique")


async def test_a_dispatch_that_meets_a_hold_half_way_waits_for_it_and_sends_nothing(
    fakes: Fakes, owner: asyncpg.Connection
):
    made = await make_case()
    attempt = await plan(made)
    locked, go_on = asyncio.Event(), asyncio.Event()
    holding = asyncio.create_task(hold_slowly(made, locked, go_on))
    await locked.wait()

    sending = asyncio.create_task(dispatch(AGENCY, attempt.id, await job_of(attempt)))
    await until_waiting(owner, 1)
    go_on.set()
    await asyncio.gather(holding, sending)

    assert (await reread(attempt)).state is AttemptState.BLOCKED
    assert fakes.sms.accepted == []


@pytest.mark.parametrize("round_", range(6))
async def test_a_hold_and_a_dispatch_at_once_end_with_one_truth(fakes: Fakes, round_: int):
    made = await make_case()
    attempt = await plan(made)
    locked, go_on = asyncio.Event(), asyncio.Event()
    go_on.set()
    job = await job_of(attempt)

    steps = [hold_slowly(made, locked, go_on), dispatch(AGENCY, attempt.id, job)]
    await asyncio.gather(*(steps if round_ % 2 else reversed(steps)))

    state = (await reread(attempt)).state
    assert (state, len(fakes.sms.accepted)) in {(AttemptState.BLOCKED, 0), (AttemptState.ACCEPTED, 1)}
    # Whatever left, left before the hold was in force.
    if state is AttemptState.ACCEPTED:
        hold = await database.row("SELECT since FROM holds WHERE case_file_id = $1", made.case_file.id)
        assert hold is None or (await reread(attempt)).sending_at <= hold["since"]


async def test_two_workers_with_the_same_attempt_send_it_once(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    job = await job_of(attempt)

    await asyncio.gather(*(dispatch(AGENCY, attempt.id, job) for _ in range(4)))

    assert len(fakes.sms.accepted) == 1
    assert await states_told(made) == ["accepted"]


async def test_a_limit_holds_across_two_creditors_of_one_person(fakes: Fakes):
    made = await make_case(segment=Segment.CONSUMER)
    other = await make_case(segment=Segment.CONSUMER, creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    # By two collectors: one has one call in hand at a time.
    calls = [await plan(made, Channel.VOICE), await plan(other, Channel.VOICE, actor=actor_of_cast("marc"))]
    jobs = [await job_of(call) for call in calls]

    await asyncio.gather(*(dispatch(AGENCY, call.id, job) for call, job in zip(calls, jobs, strict=True)))

    states = sorted([(await reread(call)).state for call in calls])
    assert states == [AttemptState.ACCEPTED, AttemptState.DEFERRED]
    assert len(fakes.voice.accepted) == 1


async def test_one_event_received_four_times_at_once_is_new_once():
    made = await make_case()
    attempt = await plan(made)
    await work()
    event = callback(attempt, DeliveryStatus.DELIVERED)

    new = await asyncio.gather(*(receive([event]) for _ in range(4)))

    assert sum(new) == 1


async def test_a_callback_and_a_sweep_at_once_agree(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    await work()
    await receive([callback(attempt, DeliveryStatus.DELIVERED)])

    await asyncio.gather(work(), reconcile_once(), reconcile_once())

    assert (await reread(attempt)).state is AttemptState.DELIVERED
    assert [entry.sequence for entry in await told(made)] == [2, 3, 4]


async def test_whoever_waited_for_the_locks_reads_case_file_and_attempt_as_they_are_then(
    fakes: Fakes, owner: asyncpg.Connection
):
    made = await make_case()
    attempt = await plan(made)
    locked, go_on = asyncio.Event(), asyncio.Event()

    async def changes() -> None:
        async with transaction(AGENCY):
            reached = await attempt_for_update(AGENCY, attempt.id)
            locked.set()
            await go_on.wait()
            await ContactAttempt.filter(id=attempt.id).update(provider_status="queued")
            await CaseFile.filter(id=reached.case_file.id).update(last_contact_at=MORNING)

    async def reads() -> ReachedAttempt:
        async with transaction(AGENCY):
            return await attempt_for_update(AGENCY, attempt.id)

    changing = asyncio.create_task(changes())
    await locked.wait()
    reading_them = asyncio.create_task(reads())
    await until_waiting(owner, 1)
    go_on.set()
    await changing

    reached = await reading_them
    assert (reached.attempt.provider_status, reached.case_file.last_contact_at) == ("queued", MORNING)

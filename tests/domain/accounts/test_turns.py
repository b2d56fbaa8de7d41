"""The pace of a sender under several workers at once, turns between creditors, and a provider that asks to wait."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from tandem import contacts
from tandem.contacts.channels import Channels
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.pacing import turns
from tandem.contacts.pacing.backoff import Backoff
from tandem.contacts.pacing.rates import interval
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem_channels.contract import OutboundSms, RateLimited, Unavailable
from tandem_channels.fake import FakeFindableChannel
from tandem_channels.segments import count_segments
from tests.domain.contacts_db.steps import AGENCY, HELENE, plan, reread
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
MORNING = datetime.fromisoformat("2026-11-24T10:30:00+01:00")
WORKERS = 6
BACKOFF = Backoff(timedelta(seconds=4), timedelta(seconds=60))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as moving:
        yield moving


@pytest.fixture
def sms() -> Iterator[FakeFindableChannel[OutboundSms]]:
    fake: FakeFindableChannel[OutboundSms] = FakeFindableChannel()
    contacts.configure(Channels(sms=fake, public_url="https://app.example", backoff=BACKOFF))
    yield fake
    contacts.configure(Channels())


@pytest.fixture(autouse=True)
async def own_database(template: Template, clock: object, sms: object) -> AsyncIterator[None]:
    """A database of the test's own as the worker role: what workers share is only there."""
    async with database_of(template) as urls:
        async with orm(urls.owner, pool=2):
            await database.execute("UPDATE senders SET per_second = 2 WHERE channel = 'sms'")
        async with orm(urls.worker, pool=WORKERS):
            yield


async def planned(how_many: int, creditor: str, mandate: str) -> list[ContactAttempt]:
    return [await plan(await make_case(creditor=creditor, mandate=mandate)) for _ in range(how_many)]


async def one_round() -> int:
    """What is due, by all workers at once."""
    rows = await claim()
    for start in range(0, len(rows), WORKERS):
        await asyncio.gather(*(tasks.run(row_id) for row_id, _ in rows[start : start + WORKERS]))
    return len(rows)


async def until_quiet(clock: time_machine.Traveller, *, most: int = 400) -> None:
    """Let the time pass in steps of a quarter of a second until nothing is left to do."""
    for _ in range(most):
        while await one_round():
            continue
        left = await database.row("SELECT count(*) AS n FROM outbox WHERE done_at IS NULL AND failed_at IS NULL")
        if left == {"n": 0}:
            return
        clock.shift(0.25)
    raise AssertionError("it never came to an end")


async def own_rows(sql: str) -> list[dict[str, object]]:
    """As the agency: nobody else sees these tables."""
    async with transaction(AGENCY):
        return await database.rows(sql)


def segments(message: OutboundSms) -> int:
    return count_segments(message.body).segments


async def test_however_many_workers_a_sender_keeps_its_pace_and_everything_leaves_once(
    clock: time_machine.Traveller, sms: FakeFindableChannel[OutboundSms]
):
    attempts = await planned(14, "bati-loire", "MR-2026-001")

    await until_quiet(clock)

    assert sorted(message.attempt_id for message, _, _ in sms.accepted) == sorted(str(one.id) for one in attempts)
    assert {(await reread(one)).state for one in attempts} == {AttemptState.ACCEPTED}
    left = [(at, segments(message)) for message, _, at in sms.accepted]
    largest = max(size for _, size in left)
    for start, _ in left:
        for end, _ in left:
            if end >= start:
                within = sum(size for at, size in left if start <= at <= end)
                assert within <= 2 * ((end - start).total_seconds() + 1) + largest
    took = (left[-1][0] - left[0][0]).total_seconds()
    assert took >= (sum(size for _, size in left) - 2 - largest) / 2 - 0.25
    assert took <= sum(size for _, size in left) / 2 + 3
    assert await own_rows("SELECT attempt_id FROM sender_queue") == []


async def test_a_creditor_with_many_waits_behind_itself_and_not_before_another(
    clock: time_machine.Traveller, sms: FakeFindableChannel[OutboundSms]
):
    many = await planned(12, "bati-loire", "MR-2026-001")
    while await one_round():
        continue
    few = await planned(3, "clinique", "MR-2026-003")

    await until_quiet(clock)

    order = [message.attempt_id for message, _, _ in sms.accepted]
    last_of_few = max(order.index(str(one.id)) for one in few)
    overtaken = sum(order.index(str(one.id)) > last_of_few for one in many)
    assert len(order) == 15
    # Of the many about as many leave meanwhile as of the few, beside those that had a turn already.
    assert overtaken >= 12 - 3 - 3 - 3


async def test_who_is_stopped_while_waiting_takes_nobody_s_turn(
    clock: time_machine.Traveller, sms: FakeFindableChannel[OutboundSms]
):
    attempts = await planned(5, "bati-loire", "MR-2026-001")
    while await one_round():
        continue
    waiting = await own_rows("SELECT attempt_id FROM sender_queue WHERE granted_at IS NULL ORDER BY place")
    stopped = waiting[-1]["attempt_id"]
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=stopped).update(state=AttemptState.CANCELLED)

    await until_quiet(clock)

    assert {message.attempt_id for message, _, _ in sms.accepted} == {str(one.id) for one in attempts} - {str(stopped)}
    assert await own_rows("SELECT attempt_id FROM sender_queue") == []


@pytest.mark.parametrize("answer", [RateLimited(None), Unavailable("refused")], ids=["429", "unavailable"])
async def test_a_provider_that_asks_to_wait_is_asked_ever_less_and_no_try_is_a_failure(
    clock: time_machine.Traveller, sms: FakeFindableChannel[OutboundSms], answer: Exception
):
    [attempt] = await planned(1, "bati-loire", "MR-2026-001")
    asked: list[datetime] = []
    send = sms.send

    async def seen(message: OutboundSms) -> object:
        asked.append(datetime.now(UTC))
        return await send(message)

    sms.send = seen  # type: ignore[method-assign, assignment]
    for _ in range(4):
        sms.answer_next(answer)  # type: ignore[arg-type]

    await until_quiet(clock)

    waits = [later - earlier for earlier, later in pairwise(asked)]
    expected = [BACKOFF.wait(failures, str(attempt.id)) for failures in (1, 2, 3, 4)]
    assert all(wait >= least for wait, least in zip(waits, expected, strict=True))
    assert all(wait <= least + timedelta(seconds=3) for wait, least in zip(waits, expected, strict=True))
    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    rows = await database.rows("SELECT attempts, last_error, failed_at FROM outbox WHERE topic = 'contacts.dispatch'")
    assert {(row["attempts"], row["last_error"], row["failed_at"]) for row in rows} == {(1, None, None)}
    assert await own_rows("SELECT failures FROM sender_buckets") == [{"failures": 0}]


async def test_while_one_waits_for_the_provider_the_sender_rests_for_the_others(
    clock: time_machine.Traveller, sms: FakeFindableChannel[OutboundSms]
):
    sms.answer_next(RateLimited(30.0))
    await planned(1, "bati-loire", "MR-2026-001")
    while await one_round():
        continue
    await planned(3, "clinique", "MR-2026-003")

    while await one_round():
        continue
    clock.shift(20)
    while await one_round():
        continue
    assert sms.accepted == []

    await until_quiet(clock)
    assert len(sms.accepted) == 4
    assert min(at for _, _, at in sms.accepted) >= MORNING + timedelta(seconds=30)


async def test_a_lost_round_is_asked_for_again(clock: time_machine.Traveller, sms: FakeFindableChannel[OutboundSms]):
    attempts = await planned(4, "bati-loire", "MR-2026-001")
    while await one_round():
        continue
    lost = await database.execute("DELETE FROM outbox WHERE topic = $1 AND done_at IS NULL", turns.TURN)
    assert lost == 1
    clock.shift(120)
    later = await planned(1, "bati-loire", "MR-2026-001")

    await until_quiet(clock)

    assert {message.attempt_id for message, _, _ in sms.accepted} == {str(one.id) for one in attempts + later}


# Seconds that a sender rests. Carriers take a segment a second of a long code (S41 of the notes on compliance, §4:
# https://www.twilio.com/docs/api/errors/21611 and 63017); SendGrid takes 600 requests a minute of an account.
PACES = [
    ("a long code, a segment", "long_code", None, 1, 1.0),
    ("a text of three", "long_code", None, 3, 3.0),
    ("with a pace of its own", "long_code", 10.0, 1, 0.1),
    ("a short code", "short_code", None, 1, 0.01),
    ("a name", "alphanumeric", None, 1, 0.1),
    ("e-mail", "email", None, 1, 0.1),
    ("whatever is not known, a call too", None, None, 1, 1.0),
]


@pytest.mark.parametrize(
    ("kind", "per_second", "units", "rests"), [row[1:] for row in PACES], ids=[case for case, *_ in PACES]
)
def test_a_sender_without_a_pace_of_its_own_has_that_of_its_kind(
    kind: str | None, per_second: float | None, units: int, rests: float
):
    assert interval(kind, per_second, units) == timedelta(seconds=rests)


async def test_the_row_of_a_sender_is_the_agency_s_own():
    await planned(1, "bati-loire", "MR-2026-001")
    await one_round()

    sql = "SELECT agency_id, channel FROM sender_buckets"
    assert await own_rows(sql) == [{"agency_id": cast_id("lenoir"), "channel": Channel.SMS.value}]
    async with transaction(HELENE):
        assert await database.rows(sql) == []
    async with transaction(actor_of_cast("sofia")):
        assert await database.rows(sql) == []

"""Callbacks: stored once, handled once, in any order, to the same end."""

import itertools
from datetime import timedelta

import pytest

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import AttemptState, Channel, OptOut
from tandem.contacts.webhooks import receive
from tandem.kit import database
from tandem.kit.database import reading
from tandem_channels.contract import Cause, DeliveryStatus, Unconfirmed
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, call_back, callback, plan, reread, states_told, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
LIFE = (DeliveryStatus.QUEUED, DeliveryStatus.SENT, DeliveryStatus.DELIVERED)


async def test_a_delivered_message_is_told():
    made = await make_case()
    attempt = await plan(made)
    await work()

    await call_back(*(callback(attempt, status) for status in LIFE))

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.DELIVERED
    assert attempt.provider_status == "delivered"
    assert attempt.settled_at is not None
    assert await states_told(made) == ["accepted", "delivered"]


@pytest.mark.parametrize("order", list(itertools.permutations(LIFE)), ids=lambda order: "-".join(order))
async def test_shuffled_callbacks_end_alike(order: tuple[DeliveryStatus, ...]):
    made = await make_case()
    attempt = await plan(made)
    await work()

    for status in order:
        await call_back(callback(attempt, status))

    attempt = await reread(attempt)
    assert (attempt.state, attempt.provider_status) == (AttemptState.DELIVERED, "delivered")
    assert await states_told(made) == ["accepted", "delivered"]


@pytest.mark.parametrize("order", list(itertools.permutations((DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED))))
async def test_an_email_given_back_has_failed_whichever_came_first(order: tuple[DeliveryStatus, ...]):
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()

    for status in order:
        await call_back(callback(attempt, status))

    assert (await reread(attempt)).state is AttemptState.FAILED


async def test_the_same_event_twice_is_handled_once():
    made = await make_case()
    attempt = await plan(made)
    await work()
    event = callback(attempt, DeliveryStatus.DELIVERED, key="the-same")

    assert await receive([event]) == 1
    assert await receive([event]) == 0
    await work()

    rows = await database.rows("SELECT handled_at FROM provider_events WHERE event_id = 'the-same'")
    assert len(rows) == 1
    assert rows[0]["handled_at"] is not None
    assert await states_told(made) == ["accepted", "delivered"]


async def test_a_handler_that_runs_twice_changes_nothing():
    made = await make_case()
    attempt = await plan(made)
    await work()
    await receive([callback(attempt, DeliveryStatus.DELIVERED)])
    await database.execute(
        "INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts) "
        "SELECT gen_random_uuid(), organization_id, topic, payload, created_at, available_at, 0 FROM outbox "
        "WHERE topic = 'contacts.provider_event'"
    )

    await work()

    assert await states_told(made) == ["accepted", "delivered"]


async def test_a_callback_settles_a_lost_answer(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(Unconfirmed("timed out"), but_accept=True)
    await work()

    await call_back(callback(attempt, DeliveryStatus.SENT))

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.ACCEPTED
    assert attempt.provider_id == "fake-1"
    assert await states_told(made) == ["unconfirmed", "accepted"]


async def test_a_callback_that_is_faster_than_the_receipt_is_not_stepped_back(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(Unconfirmed("timed out"), but_accept=True)
    await work()
    await call_back(callback(attempt, DeliveryStatus.DELIVERED))

    await call_back(callback(attempt, DeliveryStatus.QUEUED))

    assert (await reread(attempt)).state is AttemptState.DELIVERED


async def test_a_callback_of_nobody_is_kept_and_harmless():
    made = await make_case()
    attempt = await plan(made)
    stranger = callback(attempt, DeliveryStatus.DELIVERED)

    await call_back(
        type(stranger)(**{**_fields(stranger), "attempt_id": None, "dedupe_key": "a"}),
        type(stranger)(**{**_fields(stranger), "attempt_id": "not-ours", "dedupe_key": "b"}),
    )

    rows = await database.rows("SELECT handled_at FROM provider_events WHERE event_id IN ('a', 'b')")
    assert [row["handled_at"] is not None for row in rows] == [True, True]


def _fields(event: object) -> dict[str, object]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}  # type: ignore[attr-defined]


async def test_a_bounce_makes_the_address_invalid_and_stops_what_waits():
    made = await make_case()
    waiting = await plan(made, Channel.EMAIL, send_at=MORNING + timedelta(days=1))
    attempt = await plan(made, Channel.EMAIL)
    await work()

    await call_back(callback(attempt, DeliveryStatus.UNDELIVERED, code="5.1.1", cause=Cause.ADDRESS_INVALID))

    assert (await reread(attempt)).state is AttemptState.FAILED
    async with reading(AGENCY):
        assert (await ContactPoint.get(id=made.email.id)).invalid_reason == "provider 5.1.1"
    stopped = await reread(waiting)
    assert stopped.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in stopped.reasons] == ["ADDRESS_INVALID"]


@pytest.mark.parametrize("status", [DeliveryStatus.COMPLAINED, DeliveryStatus.UNSUBSCRIBED])
async def test_a_complaint_is_an_opt_out(status: DeliveryStatus):
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()

    await call_back(callback(attempt, status, cause=Cause.OPTED_OUT))

    async with reading(AGENCY):
        [opted_out] = await OptOut.filter(address=made.email.value, lifted_at=None)
    assert (opted_out.channel, opted_out.provisional) == (Channel.EMAIL, False)

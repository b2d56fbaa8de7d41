"""Proof of delivery: the provider's words with their times, each once, in the order in which they happened."""

from datetime import timedelta

import pytest

from tandem.contacts.models import Channel, DeliveryReport
from tandem.contacts.reports import reports_by_attempt
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem_channels.contract import CallEvent, CallLeg, CallStatus, DeliveryStatus, Provider
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AWA, HELENE, call_back, callback, plan, reread, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")


def words(reports: list[DeliveryReport]) -> list[tuple[str, str | None]]:
    return [(report.status, report.code) for report in reports]


async def test_the_receipt_and_each_callback_are_kept_with_their_times(fakes: Fakes) -> None:
    attempt = await plan(await make_case())
    await work()
    sent, delivered = MORNING + timedelta(seconds=2), MORNING + timedelta(seconds=9)

    await call_back(
        callback(attempt, DeliveryStatus.DELIVERED, occurred_at=delivered),
        callback(attempt, DeliveryStatus.SENT, occurred_at=sent),
    )

    [(_, receipt, _)] = fakes.sms.accepted
    reports = (await reports_by_attempt(AWA, [attempt.id]))[attempt.id]
    assert words(reports) == [(receipt.status, None), ("sent", None), ("delivered", None)]
    assert [report.occurred_at for report in reports] == [None, sent, delivered]
    assert {report.received_at for report in reports} == {MORNING}
    assert reports[0].provider_id == receipt.provider_id
    assert reports[0].event_id is None
    assert len({report.event_id for report in reports}) == 3


async def test_the_same_callback_twice_is_one_report() -> None:
    attempt = await plan(await make_case())
    await work()

    for _ in range(2):
        await call_back(callback(attempt, DeliveryStatus.DELIVERED, key="the same"))

    assert len((await reports_by_attempt(AWA, [attempt.id]))[attempt.id]) == 2


async def test_a_late_word_moves_nothing_and_is_kept() -> None:
    attempt = await plan(await make_case())
    await work()

    await call_back(callback(attempt, DeliveryStatus.UNDELIVERED, code="30003"), callback(attempt, DeliveryStatus.SENT))

    reports = (await reports_by_attempt(AWA, [attempt.id]))[attempt.id]
    assert ("undelivered", "30003") in words(reports)
    assert ("sent", None) in words(reports)


async def test_a_call_says_whose_leg() -> None:
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()

    await call_back(
        CallEvent(  # type: ignore[arg-type]
            Provider.FAKE,
            "leg",
            str(attempt.id),
            "fake-2",
            CallLeg.DEBTOR,
            CallStatus.IN_PROGRESS,
            {},
            occurred_at=MORNING,
        )
    )

    reports = (await reports_by_attempt(AWA, [attempt.id]))[attempt.id]
    assert ("debtor", "in-progress", MORNING) in [(each.leg, each.status, each.occurred_at) for each in reports]


@pytest.mark.parametrize(
    ("reader", "seen"), [(AWA, 1), (HELENE, 1), (actor_of_cast("tom"), 0), (actor_of_cast("nadia"), 0)]
)
async def test_both_parties_read_them_and_nobody_else(reader: Actor, seen: int) -> None:
    attempt = await plan(await make_case())
    await work()

    assert len((await reports_by_attempt(reader, [attempt.id]))[attempt.id]) == seen


@pytest.mark.parametrize(
    "refusal", [DeliveryStatus.UNSUBSCRIBED, DeliveryStatus.COMPLAINED, DeliveryStatus.RESUBSCRIBED]
)
async def test_that_somebody_refuses_to_be_reached_is_told_to_the_agency_alone(refusal: DeliveryStatus) -> None:
    attempt = await plan(await make_case(), Channel.EMAIL)
    await work()

    await call_back(callback(attempt, DeliveryStatus.DELIVERED), callback(attempt, refusal))

    of_agency, of_creditor = [(await reports_by_attempt(who, [attempt.id]))[attempt.id] for who in (AWA, HELENE)]
    assert [report.status for report in of_agency if report.status == refusal] == [refusal]
    assert [report.status for report in of_creditor] == [
        report.status for report in of_agency if report.status != refusal
    ]
    assert (await reread(attempt)).provider_status == "delivered"
    # The database by itself tells no more, whatever is asked.
    async with reading(HELENE):
        rows = await DeliveryReport.filter(attempt_id=attempt.id)
    assert {report.id for report in rows} == {report.id for report in of_creditor}

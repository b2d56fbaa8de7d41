"""Judging again at once what waits, when a hold, a payment or an opt-out arrives."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.models import ClaimNature, ContactPoint, Debtor, Hold, InterruptionKind, Segment
from tandem.contacts.commands import record_opt_out
from tandem.contacts.models import AttemptState, Channel
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.ledger.commands import correct_claim_nature, record_interruption, withdraw_interruption
from tandem.ledger.models import InterruptionProof
from tandem.organizations.actor import Actor
from tandem.outbox import emit
from tandem_channels.contract import RateLimited
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, states_told, told, work
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def judge_again(made: MadeCase, actor: Actor = HELENE) -> None:
    """What a directive or a payment emits, as whoever caused it."""
    async with transaction(actor):
        await emit(actor, "contacts.regate", {"case_file_id": str(made.case_file.id)})
    await work()


async def test_a_clients_hold_stops_every_waiting_demand_and_says_why():
    made = await make_case()
    tomorrow = await plan(made, Channel.EMAIL, send_at=MORNING + timedelta(days=1))
    later = await plan(made, send_at=MORNING + timedelta(days=2))
    await hold(made)

    await judge_again(made)

    for attempt in (tomorrow, later):
        stopped = await reread(attempt)
        assert stopped.state is AttemptState.BLOCKED
        assert [reason["code"] for reason in stopped.reasons] == ["CLIENT_HOLD"]
    assert [entry.data["state"] for entry in await told(made, HELENE) if entry.kind == "contact_state_changed"] == [
        "blocked",
        "blocked",
    ]


async def test_a_full_payment_stops_what_waits():
    made = await make_case()
    attempt = await plan(made, send_at=MORNING + timedelta(days=1))
    async with transaction(AGENCY):
        await database.execute("UPDATE claims SET paid = principal, outstanding = 0 WHERE id = $1", made.claims[0].id)

    await judge_again(made, AWA)

    stopped = await reread(attempt)
    assert stopped.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in stopped.reasons] == ["CASE_CLOSED"]


async def test_a_hold_that_ends_before_the_chosen_instant_stops_nothing():
    made = await make_case()
    attempt = await plan(made, send_at=MORNING + timedelta(days=2))
    await hold(made)
    async with transaction(HELENE):
        await Hold.filter(case_file_id=made.case_file.id).update(until=clock.now() + timedelta(days=1))

    await judge_again(made)

    assert (await reread(attempt)).state is AttemptState.PLANNED


async def test_what_was_put_off_goes_on_when_nothing_stops_it_any_more(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    await hold(made)
    async with transaction(HELENE):
        await Hold.filter(case_file_id=made.case_file.id).update(kind="promise", until=clock.now() + timedelta(days=6))
    attempt = await plan(made)
    await work()
    put_off = await reread(attempt)
    assert put_off.state is AttemptState.DEFERRED
    assert put_off.until == datetime.fromisoformat("2026-11-30T10:30+01:00")
    async with transaction(HELENE):
        await Hold.filter(case_file_id=made.case_file.id).update(released_at=clock.now())

    await judge_again(made)

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert len(fakes.sms.accepted) == 1
    assert await states_told(made) == ["deferred", "planned", "accepted"]


async def test_what_is_freed_days_later_is_tried_again_where_the_provider_is_busy(
    fakes: Fakes, morning: time_machine.Traveller
):
    made = await make_case()
    await hold(made)
    async with transaction(HELENE):
        await Hold.filter(case_file_id=made.case_file.id).update(kind="promise", until=clock.now() + timedelta(days=6))
    attempt = await plan(made)
    await work()
    morning.shift(timedelta(days=1))
    async with transaction(HELENE):
        await Hold.filter(case_file_id=made.case_file.id).update(released_at=clock.now())
    fakes.sms.answer_next(RateLimited(7))

    await judge_again(made)

    assert (await reread(attempt)).state is AttemptState.PLANNED
    morning.shift(timedelta(seconds=8))
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_judged_again_without_change_nothing_is_told(morning: time_machine.Traveller):
    morning.move_to(MORNING.replace(hour=22))
    made = await make_case(segment=Segment.CONSUMER)
    await plan(made)
    await work()

    await judge_again(made)
    await judge_again(made)

    assert await states_told(made) == ["deferred"]


async def test_an_opt_out_stops_the_channel_and_no_other():
    made = await make_case()
    sms = await plan(made, send_at=MORNING + timedelta(days=1))
    email = await plan(made, Channel.EMAIL, send_at=MORNING + timedelta(days=1))

    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)
    await work()

    assert (await reread(sms)).state is AttemptState.BLOCKED
    assert (await reread(email)).state is AttemptState.PLANNED


async def test_where_no_rule_is_known_a_waiting_message_waits_on_a_person_and_a_printed_letter_is_taken_out():
    made = await make_case()
    letter = await plan(made, Channel.LETTER, template_id="letter_reminder.fr")
    await work()
    message = await plan(made, send_at=MORNING + timedelta(days=1))
    assert (await reread(letter)).state is AttemptState.ACCEPTED
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="DE")

    await judge_again(made)

    states = [(await reread(one)).state for one in (letter, message)]
    assert states == [AttemptState.BLOCKED, AttemptState.NEEDS_PERSON]
    for one in (letter, message):
        assert [reason["code"] for reason in (await reread(one)).reasons] == ["RULE_ABSENT"]


async def test_one_case_file_that_cannot_be_judged_keeps_no_other_of_the_same_person_from_it():
    made, other = await make_case(), await make_case()
    await plan(made, send_at=MORNING + timedelta(days=1))
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="DE")
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
        other.phone.value = made.phone.value
    attempt = await plan(other, send_at=MORNING + timedelta(days=1))

    await record_opt_out(AWA, other.case_file.id, other.phone.id, channel=Channel.SMS)
    await work()

    assert (await reread(attempt)).state is AttemptState.BLOCKED


async def test_what_waits_is_stopped_when_the_claim_turns_out_to_be_a_telephone_bill():
    made = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=396))
    attempt = await plan(made, send_at=MORNING + timedelta(days=1))

    await correct_claim_nature(AWA, made.claims[0].id, nature=ClaimNature.TELECOM, reason="Facture de téléphone")
    await work()

    stopped = await reread(attempt)
    assert stopped.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in stopped.reasons] == ["TIME_BARRED"]


async def test_what_waits_is_stopped_when_the_acknowledgement_that_kept_the_claim_open_is_withdrawn():
    made = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=800))
    acknowledged = await record_interruption(
        AWA,
        made.claims[0].id,
        kind=InterruptionKind.ACKNOWLEDGEMENT,
        happened_on=clock.today() - timedelta(days=400),
        proof=InterruptionProof.LETTER,
        document_id=None,
        idempotency_key="acknowledged",
    )
    attempt = await plan(made, send_at=MORNING + timedelta(days=1))

    await withdraw_interruption(AWA, acknowledged.id, reason="La lettre est d’un autre débiteur")
    await work()

    stopped = await reread(attempt)
    assert stopped.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in stopped.reasons] == ["TIME_BARRED"]

"""The instant of sending: the gate again, one call to the provider, and every answer it can give."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import CaseFile, ContactPoint, HoldKind, Segment
from tandem.casefiles.queries import parties_by_case_file
from tandem.contacts import preferences
from tandem.contacts.channels import channels
from tandem.contacts.commands import cancel_contact
from tandem.contacts.models import AttemptState, Channel, OptOut
from tandem.contacts.planning import dispatch_at
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import Actor
from tandem_channels.contract import Cause, RateLimited, Rejected, Unavailable
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, states_told, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def hold(made: MadeCase) -> None:
    """The client's hold, without the topic that its directive emits."""
    async with transaction(HELENE):
        case_file = await CaseFile.get(id=made.case_file.id)
        await place_hold(HELENE, case_file, HoldKind.DIRECTIVE, "client stratégique")


async def test_an_sms_leaves_once_and_is_accepted(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)

    await work()

    attempt = await reread(attempt)
    [(message, receipt, _)] = fakes.sms.accepted
    assert attempt.state is AttemptState.ACCEPTED
    assert attempt.provider_id == receipt.provider_id
    assert message.attempt_id == str(attempt.id)
    assert message.to == made.phone.value
    assert message.body == attempt.body
    assert message.callback_url == "https://app.example/webhooks/twilio/sms/status"
    assert await states_told(made) == ["accepted"]


# https://www.twilio.com/docs/messaging/api/message-resource: `ValidityPeriod`, up to 36000 seconds, which is also how
# long a text is queued without it (errors 30001 and 30036; S41 of the notes on compliance, §4): one that is accepted at
# 19:55 could leave at 05:00. The windows are those of §5.1, on a Tuesday.
KEPT_FOR = [
    ("between professionals, to 19:00", Segment.PROFESSIONAL, "10:30:00", 30_600),
    ("its last minute", Segment.PROFESSIONAL, "18:59:00", 60),
    ("never longer than Twilio keeps one", Segment.PROFESSIONAL, "08:00:00", 36_000),
    ("a consumer, to 20:00", Segment.CONSUMER, "10:30:00", 34_200),
    ("accepted at 19:55", Segment.CONSUMER, "19:55:00", 300),
    ("as long as it may be", Segment.CONSUMER, "10:00:00", 36_000),
]


@pytest.mark.parametrize(
    ("segment", "time", "seconds"), [row[1:] for row in KEPT_FOR], ids=[case for case, *_ in KEPT_FOR]
)
async def test_the_provider_may_keep_an_sms_until_the_window_ends_only(
    fakes: Fakes, morning: time_machine.Traveller, segment: Segment, time: str, seconds: int
):
    morning.move_to(datetime.fromisoformat(f"2026-11-24T{time}+01:00"))
    await plan(await make_case(segment=segment))

    await work()

    assert [message.validity_seconds for message, _, _ in fakes.sms.accepted] == [seconds]


async def test_nor_may_it_keep_one_beyond_the_hours_that_the_person_named(fakes: Fakes):
    made = await make_case()
    async with transaction(AGENCY):
        await preferences.prefer(AGENCY, AGENCY.organization_id, made.phone.value, None, (540, 720), source="page")
    await plan(made)

    await work()

    # 10:30 to noon.
    assert fakes.sms.accepted[0][0].validity_seconds == int(timedelta(hours=1, minutes=30).total_seconds())


async def test_with_less_than_a_minute_left_it_waits_for_the_next_window(fakes: Fakes, morning: time_machine.Traveller):
    morning.move_to(MORNING.replace(hour=18, minute=59, second=30))
    attempt = await plan(await make_case())
    await work()
    assert fakes.sms.accepted == []

    morning.move_to(MORNING.replace(hour=19, minute=0))
    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.DEFERRED
    assert attempt.until == datetime.fromisoformat("2026-11-25T08:00+01:00")


async def test_dispatched_twice_it_leaves_once(fakes: Fakes):
    attempt = await plan(await make_case())
    async with transaction(AGENCY):
        await dispatch_at(AGENCY, attempt, MORNING)

    await work()

    assert len(fakes.sms.accepted) == 1


async def test_an_email_and_a_call_leave_by_their_own_channel(fakes: Fakes):
    made = await make_case()
    await plan(made, Channel.EMAIL)
    await plan(made, Channel.VOICE)

    await work()

    [(email, _, _)] = fakes.email.accepted
    [(call, _, _)] = fakes.voice.accepted
    assert email.to == made.email.value
    assert email.sender_name == "Cabinet Lenoir Recouvrement"
    assert email.html
    assert call.collector_number == "+33639980101"
    assert call.answer_url == "https://app.example/webhooks/twilio/call/answer"


async def test_what_is_planned_for_later_waits_for_its_time(fakes: Fakes, morning: time_machine.Traveller):
    attempt = await plan(await make_case(), send_at=MORNING + timedelta(hours=2))
    await work()
    assert fakes.sms.accepted == []

    morning.shift(timedelta(hours=2))
    await work()

    assert len(fakes.sms.accepted) == 1
    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_a_cancelled_attempt_never_leaves(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    await cancel_contact(AWA, attempt.id)

    await work()

    assert fakes.sms.accepted == []
    assert await states_told(made) == ["cancelled"]


async def test_a_hold_between_planning_and_sending_blocks_with_its_reason(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    await hold(made)

    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in attempt.reasons] == ["CLIENT_HOLD"]
    assert fakes.sms.accepted == []
    [event] = [entry for entry in await told(made, HELENE) if entry.kind == "contact_state_changed"]
    assert event.data["reasons"][0]["args"]["by"] == "Hélène Roy"


async def test_outside_hours_it_is_deferred_and_leaves_when_they_open(fakes: Fakes, morning: time_machine.Traveller):
    morning.move_to(MORNING.replace(hour=22))
    made = await make_case(segment=Segment.CONSUMER)
    attempt = await plan(made)
    await work()
    assert (await reread(attempt)).state is AttemptState.DEFERRED
    assert fakes.sms.accepted == []

    morning.move_to(datetime.fromisoformat("2026-11-25T08:00+01:00"))
    await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert await states_told(made) == ["deferred", "accepted"]


async def test_a_limit_that_is_met_defers_the_second_contact(fakes: Fakes):
    made = await make_case(segment=Segment.CONSUMER)
    first = await plan(made)
    second = await plan(made, Channel.EMAIL)
    third = await plan(made)

    await work()

    # Whoever comes third waits: the outbox promises no order.
    states = [(await reread(attempt)).state for attempt in (first, second, third)]
    assert sorted(states) == [AttemptState.ACCEPTED, AttemptState.ACCEPTED, AttemptState.DEFERRED]
    assert len(fakes.sms.accepted) + len(fakes.email.accepted) == 2


async def test_claims_that_fell_away_are_left_out_of_the_words_that_leave(fakes: Fakes):
    made = await make_case(amounts=(700_00, 300_00))
    attempt = await plan(made)
    async with transaction(AGENCY):
        await database.execute("UPDATE claims SET paid = principal, outstanding = 0 WHERE id = $1", made.claims[1].id)

    await work()

    attempt = await reread(attempt)
    [(message, _, _)] = fakes.sms.accepted
    assert "700,00 €" in message.body
    assert attempt.claims == [[str(made.claims[0].id), 700_00]]
    accepted = (await told(made))[-1]
    assert [reason["code"] for reason in accepted.data["reasons"]] == ["CASE_CLOSED"]


async def test_a_refused_message_fails_and_says_why(fakes: Fakes):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(Rejected("21617", Cause.CONTENT))

    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.FAILED
    assert attempt.provider_code == "21617"
    assert await states_told(made) == ["failed"]


async def dead_at(reader: Actor, case: MadeCase) -> str | None:
    """Why the case file's telephone is dead, as the reader is told."""
    [party] = (await parties_by_case_file(reader, [case.case_file.id]))[case.case_file.id]
    return next(one.point.invalid_reason for one in party.contact_points if one.point.id == case.phone.id)


async def test_a_dead_number_stops_every_case_file_of_the_agency_and_no_other_client_is_told(fakes: Fakes):
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    waiting = await plan(
        MadeCase(other.case_file, other.party, other.claims, other.phone, other.email, other.postal),
        send_at=MORNING + timedelta(days=1),
    )
    await plan(made)
    fakes.sms.answer_next(Rejected("21614", Cause.ADDRESS_INVALID))

    await work()

    assert await dead_at(AWA, made) == await dead_at(AWA, other) == await dead_at(HELENE, made) == "provider 21614"
    assert await dead_at(actor_of_cast("nadia"), other) is None
    assert (await reread(waiting)).state is AttemptState.BLOCKED


async def test_a_number_that_said_stop_to_the_provider_is_opted_out(fakes: Fakes):
    made = await make_case()
    waiting = await plan(made, send_at=MORNING + timedelta(days=1))
    await plan(made)
    fakes.sms.answer_next(Rejected("21610", Cause.OPTED_OUT))

    await work()

    async with reading(AGENCY):
        [opted_out] = await OptOut.filter(address=made.phone.value)
    assert opted_out.source == "provider"
    assert (await reread(waiting)).state is AttemptState.BLOCKED


@pytest.mark.parametrize(
    ("error", "wait"), [(RateLimited(5), 5), (Unavailable("refused"), 30)], ids=["rate limited", "unavailable"]
)
async def test_what_surely_did_not_leave_is_sent_later(
    fakes: Fakes, morning: time_machine.Traveller, error: Exception, wait: int
):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(error)  # type: ignore[arg-type]
    await work()
    attempt = await reread(attempt)
    assert attempt.state is AttemptState.PLANNED
    assert attempt.sending_at is None

    morning.shift(timedelta(seconds=wait))
    await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert await states_told(made) == ["accepted"]


async def test_a_provider_that_stays_away_is_handed_to_a_person(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made)
    for _ in range(60):
        fakes.sms.answer_next(Unavailable("refused"))
        await work()
        if (await reread(attempt)).state is AttemptState.NEEDS_PERSON:
            break
        morning.shift(timedelta(seconds=31))

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert attempt.sending_at is None
    assert channels().bounds.give_up_after <= datetime.now(MORNING.tzinfo) - MORNING < timedelta(minutes=16)
    assert await states_told(made) == ["needs_person"]


async def test_a_channel_that_was_switched_off_waits_on_a_person(fakes: Fakes):
    attempt = await plan(await make_case())
    contacts.configure(contacts.Channels())

    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in attempt.reasons] == ["CHANNEL_OFF"]
    assert fakes.sms.accepted == []

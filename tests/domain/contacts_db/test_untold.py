"""What the provider has and whose callbacks are all lost: it is asked, and ends as it says, or as a person does."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from tandem.contacts.attention import attention_for, rights_on, what_to_do
from tandem.contacts.calling.commands import is_in_progress
from tandem.contacts.calling.whose import goes_on
from tandem.contacts.commands import settle_contact
from tandem.contacts.commands.settle_contact import SettledOutcome
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.contacts.untold import LAST, ask_once
from tandem.kit.database import transaction
from tandem_channels.contract import (
    CallEvent,
    CallLeg,
    CallStatus,
    DeliveryEvent,
    DeliveryStatus,
    Provider,
    Unconfirmed,
)
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, callback, plan, reread, states_told, told, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")


def stands(attempt: ContactAttempt, status: DeliveryStatus, code: str | None = None) -> list[DeliveryEvent]:
    """What the provider says of a text when it is asked."""
    sid = attempt.provider_id or ""
    return [DeliveryEvent(Provider.FAKE, f"asked:{sid}:{status}", str(attempt.id), sid, status, {}, code)]


def leg(attempt: ContactAttempt, sid: str, which: CallLeg, status: CallStatus) -> CallEvent:
    return CallEvent(Provider.FAKE, f"asked:{sid}:{status}", str(attempt.id), sid, which, status, {})


async def waiting_on_a_person() -> list[UUID]:
    """The list, and its number as the badge shows it."""
    page = await attention_for(AWA, 50, None)
    found = [item.id for _, item in page.items]
    assert page.total == len(found)
    return found


async def sent(channel: Channel = Channel.SMS) -> ContactAttempt:
    """Taken by the provider, which then says nothing."""
    attempt = await plan(await make_case(), channel)
    await work()
    attempt = await reread(attempt)
    assert attempt.state is AttemptState.ACCEPTED
    return attempt


@pytest.mark.parametrize(
    ("status", "state"),
    [(DeliveryStatus.DELIVERED, AttemptState.DELIVERED), (DeliveryStatus.UNDELIVERED, AttemptState.FAILED)],
)
async def test_a_text_ends_as_its_provider_says_when_it_is_asked(
    fakes: Fakes, morning: time_machine.Traveller, status: DeliveryStatus, state: AttemptState
):
    attempt = await sent()
    fakes.sms.stands[attempt.provider_id or ""] = [*stands(attempt, status)]
    morning.shift(timedelta(seconds=899))
    await ask_once()
    assert fakes.sms.asked == []

    morning.shift(timedelta(seconds=2))
    await ask_once()
    await work()

    assert (await reread(attempt)).state is state
    assert fakes.sms.asked == [attempt.provider_id]
    assert await ask_once() == 0


async def test_it_is_asked_less_and_less_often_and_then_waits_on_a_person(
    fakes: Fakes, morning: time_machine.Traveller
):
    made = await make_case()
    attempt = await plan(made)
    await work()
    attempt = await reread(attempt)
    fakes.sms.stands[attempt.provider_id or ""] = [*stands(attempt, DeliveryStatus.SENT)]
    for _ in range(80 * 6):
        morning.shift(timedelta(minutes=10))
        await ask_once()
        await work()

    attempt = await reread(attempt)
    assert 8 <= len(fakes.sms.asked) <= 16
    assert (attempt.state, [one["code"] for one in attempt.reasons]) == (AttemptState.ACCEPTED, ["OUTCOME_NEVER_TOLD"])
    assert attempt.settled_at is not None
    assert attempt.settled_at - MORNING >= LAST[Channel.SMS]
    assert await states_told(made) == ["accepted", "accepted"]
    assert await waiting_on_a_person() == [attempt.id]
    assert len(fakes.sms.accepted) == 1

    await call_back(callback(attempt, DeliveryStatus.DELIVERED))
    assert (await reread(attempt)).state is AttemptState.DELIVERED
    assert await waiting_on_a_person() == []


async def test_an_email_whose_provider_cannot_be_asked_ends_after_three_days(
    fakes: Fakes, morning: time_machine.Traveller
):
    attempt = await sent(Channel.EMAIL)
    morning.shift(timedelta(hours=71))
    await ask_once()
    assert (await reread(attempt)).settled_at is None

    morning.shift(timedelta(hours=2))
    await ask_once()

    attempt = await reread(attempt)
    assert (attempt.state, [one["code"] for one in attempt.reasons]) == (AttemptState.ACCEPTED, ["OUTCOME_NEVER_TOLD"])
    assert await waiting_on_a_person() == [attempt.id]
    assert "never sent again" in (what_to_do(attempt, "en") or "")
    assert rights_on(AWA, attempt).settle


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(SettledOutcome.DELIVERED, AttemptState.DELIVERED), (SettledOutcome.NOT_SENT, AttemptState.FAILED)],
)
async def test_a_person_settles_what_nobody_told_and_it_is_not_sent_again(
    fakes: Fakes, morning: time_machine.Traveller, outcome: SettledOutcome, state: AttemptState
):
    attempt = await sent(Channel.EMAIL)
    morning.shift(timedelta(hours=73))
    await ask_once()

    await settle_contact(AWA, attempt.id, outcome=outcome, comment=None)
    await work()

    settled = await reread(attempt)
    assert (settled.state, [one["code"] for one in settled.reasons]) == (state, ["SETTLED_BY_PERSON"])
    assert await waiting_on_a_person() == []
    assert len(fakes.email.accepted) == 1


async def test_one_odd_answer_holds_up_nobody_else(fakes: Fakes, morning: time_machine.Traveller):
    odd, other = await sent(), await sent()
    fakes.sms.stands[odd.provider_id or ""] = KeyError("status")
    fakes.sms.stands[other.provider_id or ""] = [*stands(other, DeliveryStatus.DELIVERED)]
    morning.shift(timedelta(seconds=901))
    await ask_once()
    await work()

    assert (await reread(other)).state is AttemptState.DELIVERED
    assert (await reread(odd)).state is AttemptState.ACCEPTED

    # It is asked again, later.
    fakes.sms.stands[odd.provider_id or ""] = Unconfirmed("away")
    morning.shift(timedelta(seconds=600))
    assert await ask_once() == 0
    morning.shift(timedelta(seconds=600))
    fakes.sms.stands[odd.provider_id or ""] = [*stands(odd, DeliveryStatus.DELIVERED)]
    await ask_once()
    await work()
    assert (await reread(odd)).state is AttemptState.DELIVERED


async def called() -> ContactAttempt:
    """A bridge call that the provider took."""
    return await sent(Channel.VOICE)


@pytest.mark.parametrize(
    ("which", "status", "state"),
    [
        (CallLeg.DEBTOR, CallStatus.COMPLETED, AttemptState.DELIVERED),
        (CallLeg.DEBTOR, CallStatus.BUSY, AttemptState.FAILED),
        (CallLeg.COLLECTOR, CallStatus.NO_ANSWER, AttemptState.FAILED),
    ],
)
async def test_a_call_whose_callbacks_are_lost_ends_as_its_legs_did(
    fakes: Fakes,
    morning: time_machine.Traveller,
    which: CallLeg,
    status: CallStatus,
    state: AttemptState,
):
    attempt = await called()
    sid = attempt.provider_id or ""
    fakes.voice.stands[sid] = [leg(attempt, sid, which, status)]
    morning.shift(timedelta(seconds=181))
    await ask_once()
    await work()

    assert (await reread(attempt)).state is state


async def test_a_call_from_an_open_line_ends_though_the_web_process_that_listened_was_killed(
    fakes: Fakes, morning: time_machine.Traveller
):
    """Picked up, and its end was told to nobody: until then the collector's line is taken."""
    attempt = await called()
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(
            state=AttemptState.DELIVERED, provider_status="in-progress", automated=True
        )
    sid = attempt.provider_id or ""
    fakes.voice.stands[sid] = [leg(attempt, sid, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)]
    morning.shift(timedelta(seconds=181))
    await ask_once()
    await work()
    assert (await reread(attempt)).provider_status == "in-progress"

    fakes.voice.stands[sid] = [leg(attempt, sid, CallLeg.DEBTOR, CallStatus.COMPLETED)]
    morning.shift(timedelta(seconds=400))
    await ask_once()
    await work()

    attempt = await reread(attempt)
    assert (attempt.state, attempt.provider_status) == (AttemptState.DELIVERED, "completed")
    assert await ask_once() == 0


async def test_what_is_told_is_not_asked(fakes: Fakes, morning: time_machine.Traveller):
    attempt = await sent()
    await call_back(callback(attempt, DeliveryStatus.DELIVERED))
    morning.shift(timedelta(hours=80))

    assert await ask_once() == 0
    assert fakes.sms.asked == []


async def test_the_timeline_says_why_in_words(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    await plan(made)
    await work()
    morning.shift(timedelta(hours=73))
    await ask_once()

    last = (await told(made))[-1]
    assert (last.kind, [one["code"] for one in last.data["reasons"]]) == (
        "contact_state_changed",
        ["OUTCOME_NEVER_TOLD"],
    )


@pytest.mark.parametrize("automated", [False, True], ids=["a collector's", "a message"])
async def test_a_call_that_was_picked_up_and_cannot_be_asked_about_ends_after_a_day(
    fakes: Fakes, morning: time_machine.Traveller, automated: bool
):
    attempt = await sent(Channel.VOICE)
    sid = attempt.provider_id or ""
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(
            automated=automated, state=AttemptState.DELIVERED, provider_status=CallStatus.IN_PROGRESS.value
        )
    fakes.voice.stands[sid] = Unconfirmed("away")
    for _ in range(3):
        morning.shift(timedelta(hours=7, minutes=59))
        await ask_once()
    assert (await reread(attempt)).provider_status == CallStatus.IN_PROGRESS

    # The account is away for longer than a call is asked about: so it is at the next look, whenever that is.
    morning.shift(timedelta(days=2))
    await ask_once()
    morning.shift(timedelta(minutes=2))
    await work()

    ended = await reread(attempt)
    assert (ended.state, ended.provider_status) == (AttemptState.DELIVERED, CallStatus.COMPLETED)
    assert [one["code"] for one in ended.reasons] == ["OUTCOME_NEVER_TOLD"]
    assert not is_in_progress(ended)
    assert not goes_on(ended)
    assert ended.disposition is (Disposition.NO_ANSWER if automated else None)
    assert await ask_once() == 0

"""A call back is one around the hour that the person chose: at any other hour it is a demand like any other."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.contacts.answers import AddressAnswer
from tandem.contacts.calls_asked import ask_for_call
from tandem.contacts.gate import Decision
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, Purpose
from tandem.contacts.queries import channels_by_case_file
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.domain.contacts_db.test_calls_agreed import guarantor_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
SUNDAY_NIGHT = datetime.fromisoformat("2026-11-29T23:00:00+01:00")


async def asked_for(hour: int) -> tuple[MadeCase, ContactAttempt]:
    """Somebody who asked to be called this Tuesday at that hour, and the call that waits for it."""
    made = await make_case()
    async with transaction(AGENCY):
        wall = clock.now().astimezone(MORNING.tzinfo).replace(hour=hour, minute=0, tzinfo=None)
        assert await ask_for_call(AGENCY, made.phone, wall)
    async with reading(AGENCY):
        [asked] = await ContactAttempt.filter(case_file_id=made.case_file.id)
    return made, asked


async def test_a_call_for_sunday_night_is_no_call_back_because_one_is_due_now(morning: time_machine.Traveller) -> None:
    made, asked = await asked_for(14)
    morning.shift(timedelta(hours=3, minutes=35))  # 14:05

    call = await plan(made, Channel.VOICE, send_at=SUNDAY_NIGHT)

    assert (call.purpose, call.callback_at) == (Purpose.DEMAND, None)
    assert {reason["code"] for reason in call.reasons} & {"OUTSIDE_HOURS", "DAY_OFF"}
    assert call.until == datetime.fromisoformat("2026-11-30T08:30:00+01:00")
    # What the person asked for is still owed.
    assert (await reread(asked)).state is AttemptState.NEEDS_PERSON


async def test_a_call_planned_at_noon_for_the_agreed_hour_is_a_call_back() -> None:
    made, asked = await asked_for(21)

    call = await plan(made, Channel.VOICE, send_at=MORNING.replace(hour=21, minute=0))

    assert (call.purpose, call.callback_at, call.reasons) == (Purpose.CALLBACK, asked.callback_at, [])
    assert (await reread(asked)).state is AttemptState.CANCELLED


async def test_a_call_back_that_leaves_at_another_hour_is_judged_as_a_demand(morning: time_machine.Traveller) -> None:
    made, _ = await asked_for(21)
    call = await plan(made, Channel.VOICE, send_at=MORNING.replace(hour=21, minute=0))
    morning.move_to(SUNDAY_NIGHT)

    await work()

    put_off = await reread(call)
    assert (put_off.state, put_off.until) == (
        AttemptState.DEFERRED,
        datetime.fromisoformat("2026-11-30T08:30:00+01:00"),
    )


async def test_a_call_long_before_the_agreed_hour_is_a_demand_and_leaves_the_agreed_one(
    morning: time_machine.Traveller,
) -> None:
    made, asked = await asked_for(18)

    call = await plan(made, Channel.VOICE)

    assert call.purpose is Purpose.DEMAND
    assert (await reread(asked)).state is AttemptState.NEEDS_PERSON


async def test_a_late_call_makes_good_for_the_agreed_one(morning: time_machine.Traveller) -> None:
    made, asked = await asked_for(11)
    morning.shift(timedelta(hours=4))

    call = await plan(made, Channel.VOICE)

    assert call.purpose is Purpose.DEMAND
    assert (await reread(asked)).state is AttemptState.CANCELLED
    assert call.created_by_id == AWA.membership_id


async def said_on_screen(made: MadeCase) -> AddressAnswer:
    """What the button of the number says now."""
    [voice] = [
        one
        for one in (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]
        if one.channel is Channel.VOICE
    ]
    [number] = voice.addresses
    return number


async def after_a_talk(made: MadeCase) -> None:
    """They talked in the morning, so that nobody else may call them today."""
    async with transaction(AGENCY):
        talk = await plan(made, Channel.VOICE, send_at=clock.now() + timedelta(days=2))
        await ContactAttempt.filter(id=talk.id).update(
            state=AttemptState.ACCEPTED,
            purpose=Purpose.DEMAND,
            sending_at=clock.now() - timedelta(hours=1),
            provider_status="completed",
            disposition=Disposition.REACHED,
        )


async def test_the_button_offers_the_agreed_call_around_its_hour_and_says_why_not_before_and_after(
    morning: time_machine.Traveller,
) -> None:
    made, asked = await asked_for(14)
    await after_a_talk(made)
    tomorrow = datetime.fromisoformat("2026-11-25T08:30:00+01:00")
    agreed, half = MORNING.replace(hour=14, minute=0), timedelta(minutes=30)

    before = await said_on_screen(made)
    morning.move_to(agreed - half)
    first = await said_on_screen(made)
    morning.move_to(agreed + half)
    last = await said_on_screen(made)
    morning.move_to(agreed + half + timedelta(seconds=1))
    after = await said_on_screen(made)

    assert (before.answer.decision, before.answer.until) == (Decision.DEFER, agreed - half)
    assert [one["code"] for one in before.answer.reasons] == ["CONVERSATION_COOLDOWN"]
    for one in (first, last):
        assert (one.answer.decision, one.callback_at) == (Decision.ALLOW, asked.callback_at)
        # Nobody asked for a machine's call.
        assert one.machine is not None
        assert (one.machine.decision, one.machine.until) == (Decision.DEFER, tomorrow)
    assert (after.answer.decision, after.answer.until, after.callback_at) == (Decision.DEFER, tomorrow, None)
    assert [one["code"] for one in after.answer.reasons] == ["CONVERSATION_COOLDOWN"]


@pytest.mark.parametrize("minutes", [-31, -30, 0, 30, 31])
async def test_what_the_screen_says_is_what_becomes_of_a_call_that_is_planned_then(
    morning: time_machine.Traveller, minutes: int
) -> None:
    made, asked = await asked_for(14)
    await after_a_talk(made)
    morning.move_to(MORNING.replace(hour=14, minute=0) + timedelta(minutes=minutes))

    said = (await said_on_screen(made)).answer
    call = await plan(made, Channel.VOICE)

    in_time = abs(minutes) <= 30
    assert (said.decision is Decision.ALLOW) is in_time
    assert call.purpose is (Purpose.CALLBACK if in_time else Purpose.DEMAND)
    assert (call.until is None) is in_time
    assert (await reread(asked)).state is (AttemptState.NEEDS_PERSON if minutes < -30 else AttemptState.CANCELLED)


async def test_another_person_of_the_case_has_no_agreed_call(morning: time_machine.Traveller) -> None:
    made, _ = await asked_for(21)
    guarantor = await guarantor_of(made)
    morning.move_to(MORNING.replace(hour=21, minute=0))

    [voice] = [
        one
        for one in (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]
        if one.channel is Channel.VOICE
    ]

    said = {one.contact_point_id: (one.answer.decision, one.callback_at is not None) for one in voice.addresses}
    assert said == {made.phone.id: (Decision.ALLOW, True), guarantor.id: (Decision.BLOCK, False)}

"""A call back is one around the hour that the person chose: at any other hour it is a demand like any other."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.contacts.calls_asked import ask_for_call
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
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

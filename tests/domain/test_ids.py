"""The order of identifiers."""

from datetime import datetime, timedelta

import time_machine

from tandem.kit.ids import new_id

MORNING = datetime.fromisoformat("2026-11-24T10:30:00+01:00")


def test_ids_of_one_millisecond_are_in_the_order_in_which_they_were_made() -> None:
    with time_machine.travel(MORNING, tick=False):
        made = [new_id() for _ in range(2_000)]

    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert {one.int >> 80 for one in made} == {int(MORNING.timestamp() * 1000)}


def test_a_clock_that_goes_back_is_followed() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        now = new_id()
        clock.shift(timedelta(hours=-1))
        earlier = new_id()

    assert earlier < now

"""Telling the past: the clock stands at a working hour some days ago while a story is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from tandem.kit import clock

_PARIS = ZoneInfo("Europe/Paris")


def working_day(days_ago: int, hour: int, minute: int = 0) -> datetime:
    """An instant on the nearest earlier day on which an agency may call: no weekend, no French holiday."""
    day = (clock.now().astimezone(_PARIS) - timedelta(days=days_ago)).date()
    closed = holidays.country_holidays("FR", years={day.year - 1, day.year})
    while day.weekday() > 4 or day in closed:
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour, minute), _PARIS)


class StoryClock:
    """Moves the clock of this process, and puts it back at the end."""

    def __init__(self) -> None:
        self._shift = clock.shift()

    def stand_at(self, days_ago: int, hour: int, minute: int = 0) -> None:
        """Let it be that hour of a working day; stories are told in order, so it only moves forward."""
        clock.configure(self._shift)
        instant = working_day(days_ago, hour, minute)
        clock.configure(self._shift + (instant - clock.now()))

    def put_back(self) -> None:
        """The present again."""
        clock.configure(self._shift)


@contextmanager
def story_clock() -> Iterator[StoryClock]:
    """A clock that can stand in the past for the length of a block."""
    told = StoryClock()
    try:
        yield told
    finally:
        told.put_back()

"""The last day of a grant ends at midnight in Paris, also where clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tandem.kit import clock


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        (datetime(2026, 6, 1, 22, tzinfo=UTC), 24),
    ],
    ids=["clocks go forward", "clocks go back", "any day"],
)
def test_a_day_is_as_long_as_it_is_in_paris(at: datetime, hours: int) -> None:
    with time_machine.travel(at, tick=False):
        left = clock.until_next_day()

    assert left == timedelta(hours=hours)

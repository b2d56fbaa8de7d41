"""These tests count days from the one on which they were collected: it stays that one when a run goes over midnight."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
import time_machine

from tandem.kit import clock

_NOON = datetime.combine(clock.today(), time(12), UTC)


@pytest.fixture(autouse=True)
def _on_the_day_of_the_tests() -> Iterator[None]:
    with time_machine.travel(_NOON):
        yield

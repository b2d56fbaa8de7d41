"""Waiting for a provider: doubled, bounded, spread, and the same again for the same attempt."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tandem.contacts.pacing.backoff import Backoff

BACKOFF = Backoff(timedelta(seconds=2), timedelta(seconds=120))


@given(st.integers(1, 200), st.text(max_size=40), st.none() | st.floats(0, 3600))
def test_each_wait_is_within_its_bounds(failures: int, seed: str, asked: float | None):
    wait = BACKOFF.wait(failures, seed, asked)

    whole = min(2.0 * 2 ** min(failures - 1, 30), 120.0)
    assert max(whole / 2, asked or 0) <= wait.total_seconds() + 1e-6
    assert wait.total_seconds() <= max(whole, asked or 0) + 1e-6


def test_the_same_attempt_waits_as_long_each_time_and_others_do_not_come_with_it():
    assert BACKOFF.wait(3, "one") == BACKOFF.wait(3, "one")
    assert len({BACKOFF.wait(3, f"attempt {number}") for number in range(50)}) == 50


def test_a_provider_that_asks_for_more_gets_it():
    assert BACKOFF.wait(1, "one", 30.0) == timedelta(seconds=30)

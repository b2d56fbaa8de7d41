"""Values that change by law on a day: a row in force per day, and never a guess when there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

Value = TypeVar("Value")


class RuleMissing(LookupError):
    """The pack has no row for that day: the pack must be completed, nothing is extrapolated."""

    def __init__(self, what: str, day: date) -> None:
        super().__init__(f"no rule for {what} on {day}: add a row to the pack")
        self.what = what
        self.day = day


class OverlappingPeriods(ValueError):
    """Two rows in force on one day, or none between two others; `index` is the later row."""

    def __init__(self, index: int, problem: str) -> None:
        super().__init__(problem)
        self.index = index


@dataclass(frozen=True, slots=True)
class Period(Generic[Value]):
    """A value in force from `starts` and before `ends` (None: until further notice)."""

    starts: date
    ends: date | None
    value: Value


@dataclass(frozen=True, slots=True)
class Dated(Generic[Value]):
    """A value per day. `what` names it in the error for a day without one."""

    what: str
    periods: tuple[Period[Value], ...]

    @classmethod
    def of(cls, what: str, periods: Iterable[Period[Value]]) -> "Dated[Value]":
        """Sort and check. Raises OverlappingPeriods for an overlap or a hole, with the place of the row given."""
        numbered = sorted(enumerate(periods), key=lambda pair: pair[1].starts)
        for (_, earlier), (index, later) in pairwise(numbered):
            if earlier.ends is None or earlier.ends > later.starts:
                raise OverlappingPeriods(index, f"overlaps the row of {what} that starts on {earlier.starts}")
            if earlier.ends < later.starts:
                raise OverlappingPeriods(index, f"leaves {what} without a rule from {earlier.ends} on")
        return cls(what, tuple(period for _, period in numbered))

    def on(self, day: date) -> Value:
        """The value in force on `day`. Raises RuleMissing."""
        return self.period_on(day).value

    def period_on(self, day: date) -> Period[Value]:
        """The value in force on `day`, with the days it is in force. Raises RuleMissing."""
        for period in self.periods:
            if period.starts <= day and (period.ends is None or day < period.ends):
                return period
        raise RuleMissing(self.what, day)

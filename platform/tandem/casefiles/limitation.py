"""The last day of a claim before a court: limitation periods and what starts them anew (C. civ. 2228 to 2244).

The periods are law as dated data, in the country's rule pack, next to the contact rules that use them too.
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tandem.casefiles.models import Segment

# The gate that reads the rest of the pack stands above this module, so the file is read here on its own.
_PACK = Path(__file__).resolve().parent.parent / "contacts" / "packs" / "fr.toml"


@dataclass(frozen=True, slots=True)
class Period:
    """A limitation period in calendar years, for claims due from `starts` on and before `ends`."""

    years: int
    from_next_january: bool
    part_payment_interrupts: bool
    starts: date
    ends: date | None


def last_day_of(segment: Segment, due_on: date, part_payments: Iterable[date] = ()) -> date | None:
    """The last day of a claim with these part payments; None when the pack has no period for its due day."""
    for period in _periods()[segment]:
        if period.starts <= due_on and (period.ends is None or due_on < period.ends):
            interruptions = part_payments if period.part_payment_interrupts else ()
            return last_day(due_on, period.years, period.from_next_january, interruptions)
    return None


def last_day(due_on: date, years: int, from_next_january: bool, interruptions: Iterable[date]) -> date:
    """The last day that is not time-barred.

    An act that interrupts the period starts a full new one, if it came before the last day had passed: paying a barred
    debt is valid but does not revive it.
    """
    last = _end(due_on, years, from_next_january)
    for day in sorted(interruptions):
        if due_on <= day <= last:
            last = _end(day, years, from_next_january)
    return last


def years_later(day: date, years: int) -> date:
    """The same calendar day `years` later; from 29 February the month's last day where it has no 29th (CPC 641)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _end(start: date, years: int, from_next_january: bool) -> date:
    return date(start.year + years, 12, 31) if from_next_january else years_later(start, years)


@cache
def _periods() -> dict[Segment, tuple[Period, ...]]:
    """The periods of general claims by segment: a claim says nothing of its nature yet."""
    found: dict[Segment, list[Period]] = {segment: [] for segment in Segment}
    for row in tomllib.loads(_PACK.read_text(encoding="utf-8"))["limitations"]:
        if row["nature"] != "general":
            continue
        period = Period(
            row["years"],
            row["period"] == "from_next_january",
            "part_payment" in row["interrupted_by"],
            row["from"],
            row.get("until"),
        )
        for segment in row["segments"]:
            found[Segment(segment)].append(period)
    return {segment: tuple(periods) for segment, periods in found.items()}

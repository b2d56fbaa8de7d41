"""The last day of a claim before a court: limitation periods and what starts them anew (C. civ. 2228 to 2244).

The periods are law as dated data, in the countries' rule packs, next to the contact rules that use them too.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tandem.casefiles.models import ClaimNature, InterruptionKind, Segment
from tandem.kit.rule_packs import pack_files


@dataclass(frozen=True, slots=True)
class Period:
    """A limitation period in calendar years, for claims due from `starts` on and before `ends`.

    `years` None: another law or the region sets it, and neither is known of a claim.
    """

    years: int | None
    from_next_january: bool
    interrupted_by: frozenset[InterruptionKind]
    starts: date
    ends: date | None

    def covers(self, due_on: date) -> bool:
        """Whether it is the period of a claim due on that day."""
        return self.starts <= due_on and (self.ends is None or due_on < self.ends)


@dataclass(frozen=True, slots=True, order=True)
class Interruption:
    """An act of that day; the pack says which kinds start the period anew."""

    on: date
    kind: InterruptionKind


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day that is not time-barred, and the act that moved it; None: it is counted from the due day."""

    day: date
    moved_by: Interruption | None = None


def law_of(segment: Segment, *, debtor: str, creditor: str) -> str:
    """The country whose periods count: a consumer's own (Rome I, art. 6), else the creditor's (art. 4)."""
    return debtor if segment is Segment.CONSUMER else creditor


def last_day_of(
    segment: Segment, nature: ClaimNature, due_on: date, acts: Iterable[Interruption] = (), *, law: str
) -> LastDay | None:
    """The last day of a claim with these acts under the law of a country.

    None where it is not known: no pack for the country, none of its periods for the nature or the due day, a period
    that another law sets (the American states) or that depends on the region (Scotland has its own), which a claim does
    not say.
    """
    periods = _periods_of(segment, nature, law)
    if any(period.years is None for period in periods):
        return None
    for period in periods:
        if period.years is not None and period.covers(due_on):
            counting = [act for act in acts if act.kind in period.interrupted_by]
            return last_day(due_on, period.years, period.from_next_january, counting)
    return None


def last_day(due_on: date, years: int, from_next_january: bool, acts: Iterable[Interruption]) -> LastDay:
    """The last day, with acts that all start the period anew.

    An act starts a full new period if it came before the last day had passed: paying or acknowledging a barred debt is
    valid but does not revive it.
    """
    last = LastDay(_end(due_on, years, from_next_january))
    for act in sorted(acts):
        if due_on <= act.on <= last.day and (end := _end(act.on, years, from_next_january)) > last.day:
            last = LastDay(end, act)
    return last


def interrupting(segment: Segment, nature: ClaimNature, due_on: date, *, law: str) -> frozenset[InterruptionKind]:
    """What starts the period of such a claim anew, in whichever region; nothing where the pack does not say."""
    found = [period for period in _periods_of(segment, nature, law) if period.covers(due_on)]
    return frozenset[InterruptionKind]().union(*(period.interrupted_by for period in found))


def years_later(day: date, years: int) -> date:
    """The same calendar day `years` later; from 29 February the month's last day where it has no 29th (CPC 641)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _end(start: date, years: int, from_next_january: bool) -> date:
    return date(start.year + years, 12, 31) if from_next_january else years_later(start, years)


def _periods_of(segment: Segment, nature: ClaimNature, law: str) -> Sequence[Period]:
    # The gate that reads the rest of the packs stands above this module, so the files are read here on their own.
    return _periods(pack_files().get(law.lower())).get((segment, nature), ())


@cache
def _periods(pack: Path | None) -> Mapping[tuple[Segment, ClaimNature], Sequence[Period]]:
    """The periods of a pack, by segment and nature."""
    if pack is None:
        return {}
    found: dict[tuple[Segment, ClaimNature], list[Period]] = defaultdict(list)
    for row in tomllib.loads(pack.read_text(encoding="utf-8"))["limitations"]:
        period = Period(
            None if "regions" in row else row.get("years"),
            row["period"] == "from_next_january",
            frozenset(map(InterruptionKind, row["interrupted_by"])),
            row["from"],
            row.get("until"),
        )
        for segment in row["segments"]:
            for nature in row["natures"]:
                found[Segment(segment), ClaimNature(nature)].append(period)
    return found

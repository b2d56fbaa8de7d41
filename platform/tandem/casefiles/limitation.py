"""The last day of a claim before a court: limitation periods and what moves it (C. civ. 2228 to 2244).

The periods are law as dated data, in the countries' rule packs, next to the contact rules that use them too.
"""

import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from tandem.casefiles.models import ClaimNature, InterruptionKind, Segment
from tandem.kit.rule_packs import pack_files


@dataclass(frozen=True, slots=True)
class Period:
    """A limitation period in calendar years, for claims due from `starts` on and before `ends`.

    `years` None: another law or the region sets it, and neither is known of a claim. `stated`: another law sets it, and
    a person says which day is the last.
    """

    years: int | None
    from_next_january: bool
    stated: bool
    moved_by: frozenset[InterruptionKind]
    starts: date
    ends: date | None

    def covers(self, due_on: date) -> bool:
        """Whether it is the period of a claim due on that day."""
        return self.starts <= due_on and (self.ends is None or due_on < self.ends)


# What has a second day: the end of a mediation, once it has ended, and the last day that somebody found.
WITH_UNTIL = frozenset({InterruptionKind.MEDIATION, InterruptionKind.STATED_LAST_DAY})


@dataclass(frozen=True, slots=True)
class Interruption:
    """An act of that day; the pack says which kinds start the period anew, and which stop it `until` a day.

    A mediation without that day goes on.
    """

    on: date
    kind: InterruptionKind
    until: date | None = None

    def __post_init__(self) -> None:
        found = self.kind is InterruptionKind.STATED_LAST_DAY
        if (self.until is None) if found else (self.until is not None and self.kind not in WITH_UNTIL):
            raise ValueError(
                f"{self.kind}: a mediation may have an end, a stated last day has its day, nothing else has"
            )

    @property
    def goes_on(self) -> bool:
        """Whether it is a mediation that has not ended."""
        return self.kind is InterruptionKind.MEDIATION and self.until is None


class LastDay(NamedTuple):
    """The last day that is not time-barred, and the act that moved it; None: it is counted from the due day.

    `day` None: there is none as long as that act, a mediation, goes on.
    """

    day: date | None
    moved_by: Interruption | None = None


def law_of(segment: Segment, *, debtor: str, creditor: str) -> str:
    """The country whose periods count: a consumer's own (Rome I, art. 6), else the creditor's (art. 4)."""
    return debtor if segment is Segment.CONSUMER else creditor


def last_day_of(
    segment: Segment, nature: ClaimNature, due_on: date, acts: Iterable[Interruption] = (), *, law: str
) -> LastDay | None:
    """The last day of a claim with these acts under the law of a country.

    None where it is not known: no pack for the country, none of its periods for the nature or the due day, a period
    that another law sets (the American states) as long as nobody has said which day is the last, or one that depends on
    the region (Scotland has its own), which a claim does not say.
    """
    periods = _periods_of(segment, nature, law)
    if any(period.stated and period.covers(due_on) for period in periods):
        return stated_last_day(acts)
    if any(period.years is None for period in periods):
        return None
    for period in periods:
        if period.years is not None and period.covers(due_on):
            counting = [act for act in acts if act.kind in period.moved_by]
            return last_day(due_on, period.years, period.from_next_january, counting)
    return None


def last_day(due_on: date, years: int, from_next_january: bool, acts: Sequence[Interruption]) -> LastDay:
    """The last day, with acts that all count.

    An act starts a full new period if it came before the last day had passed: paying or acknowledging a barred debt is
    valid but does not revive it. A mediation that began by then only stops the clock: what was left runs again from its
    end, and at least six months (C. civ. 2238). What starts the period anew meanwhile starts it at that end (2230).
    While it goes on nothing runs, and there is no last day.
    """
    last, moved_by, runs_from = _end(due_on, years, from_next_january), None, due_on
    for act in sorted(acts, key=lambda one: (one.on, one.kind)) if len(acts) > 1 else acts:
        if not due_on <= act.on <= last:
            continue
        if act.goes_on:
            return LastDay(None, act)
        start = max(act.on, runs_from)
        if act.until is None:
            end = _end(start, years, from_next_january)
        elif act.until > start:
            end = max(last + (act.until - start), half_a_year_later(act.until))
            runs_from = act.until
        else:
            continue
        if end > last:
            last, moved_by = end, act
    return LastDay(last, moved_by)


def stated_last_day(acts: Iterable[Interruption]) -> LastDay | None:
    """The day that somebody found to be the last: by the newest finding, and of one day the earlier last day."""
    stated = [(act.on, act.until, act) for act in acts if act.kind is InterruptionKind.STATED_LAST_DAY and act.until]
    if not stated:
        return None
    newest = max(on for on, _, _ in stated)
    _, day, act = min((one for one in stated if one[0] == newest), key=lambda one: one[1])
    return LastDay(day, act)


def interrupting(segment: Segment, nature: ClaimNature, due_on: date, *, law: str) -> frozenset[InterruptionKind]:
    """What moves the last day of such a claim, in whichever region; nothing where the pack does not say."""
    found = [period for period in _periods_of(segment, nature, law) if period.covers(due_on)]
    return frozenset[InterruptionKind]().union(*(period.moved_by for period in found))


def years_later(day: date, years: int) -> date:
    """The same calendar day `years` later; from 29 February the month's last day where it has no 29th (CPC 641)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def half_a_year_later(day: date) -> date:
    """The same calendar day six months later; the month's last day where it has none."""
    year, month = (day.year, day.month + 6) if day.month <= 6 else (day.year + 1, day.month - 6)
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


@lru_cache(maxsize=16384)
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
        stated = row["period"] == "not_counted"
        moved_by = [*row["interrupted_by"], *row.get("suspended_by", ())]
        period = Period(
            None if "regions" in row else row.get("years"),
            row["period"] == "from_next_january",
            stated,
            frozenset({InterruptionKind.STATED_LAST_DAY} if stated else map(InterruptionKind, moved_by)),
            row["from"],
            row.get("until"),
        )
        for segment in row["segments"]:
            for nature in row["natures"]:
                found[Segment(segment), ClaimNature(nature)].append(period)
    return found

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

from tandem.casefiles.models import ClaimNature, Segment
from tandem.kit.rule_packs import pack_files


@dataclass(frozen=True, slots=True)
class Period:
    """A limitation period in calendar years, for claims due from `starts` on and before `ends`."""

    years: int
    from_next_january: bool
    part_payment_interrupts: bool
    starts: date
    ends: date | None


def law_of(segment: Segment, *, debtor: str, creditor: str) -> str:
    """The country whose periods count: a consumer's own (Rome I, art. 6), else the creditor's (art. 4)."""
    return debtor if segment is Segment.CONSUMER else creditor


def last_day_of(
    segment: Segment, nature: ClaimNature, due_on: date, part_payments: Iterable[date] = (), *, law: str
) -> date | None:
    """The last day of a claim with these part payments under the law of a country.

    None where it is not known: no pack for the country, none of its periods for the nature or the due day, a period
    that another law sets (the American states) or that depends on the region (Scotland has its own), which a claim does
    not say.
    """
    # The gate that reads the rest of the packs stands above this module, so the files are read here on their own.
    for period in _periods(pack_files().get(law.lower())).get((segment, nature), ()):
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
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _end(start: date, years: int, from_next_january: bool) -> date:
    return date(start.year + years, 12, 31) if from_next_january else years_later(start, years)


@cache
def _periods(pack: Path | None) -> Mapping[tuple[Segment, ClaimNature], Sequence[Period]]:
    """The periods of a pack, by segment and nature."""
    if pack is None:
        return {}
    found: dict[tuple[Segment, ClaimNature], list[Period]] = defaultdict(list)
    unknown: set[tuple[Segment, ClaimNature]] = set()
    for row in tomllib.loads(pack.read_text(encoding="utf-8"))["limitations"]:
        kinds = [(Segment(segment), ClaimNature(nature)) for segment in row["segments"] for nature in row["natures"]]
        if "years" not in row or "regions" in row:
            unknown.update(kinds)
            continue
        period = Period(
            row["years"],
            row["period"] == "from_next_january",
            "part_payment" in row["interrupted_by"],
            row["from"],
            row.get("until"),
        )
        for kind in kinds:
            found[kind].append(period)
    return {kind: tuple(periods) for kind, periods in found.items() if kind not in unknown}

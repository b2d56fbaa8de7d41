"""The figures of a portfolio in one currency, and how they are put together from summed measures.

placed        what was placed, all elements: principal, interest, indemnities, accessories
collected     what was paid of it, to the agency or to the creditor
outstanding   placed - collected, closed case files included
recovery rate principal collected / principal placed x 100, over all case files; a payment goes to interest first
ageing        what is outstanding of each claim, by days past due on the reader's day
months        placed by the day the placement was confirmed, collected by the day received; the twelve up to now
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from tandem.casefiles.models import Stage
from tandem.kit.money import Money

_HUNDREDTH = Decimal("0.01")
MONTHS = 12


class AgeingKey(StrEnum):
    NOT_DUE = "not_due"
    DAYS_1_30 = "days_1_30"
    DAYS_31_60 = "days_31_60"
    DAYS_61_90 = "days_61_90"
    DAYS_91_120 = "days_91_120"
    OVER_120 = "over_120"


@dataclass(frozen=True, slots=True)
class StageFigure:
    stage: Stage
    case_files: int | None
    outstanding: Money | None


@dataclass(frozen=True, slots=True)
class AgeingBucket:
    key: AgeingKey
    outstanding: Money | None


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """`month` is its first day."""

    month: date
    placed: Money | None
    collected: Money | None


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """Figures of one currency; amounts of two are never added. A bank finds None where too few debtors stand behind."""

    currency: str
    placed: Money
    case_files: int
    collected: Money | None
    outstanding: Money | None
    recovery_rate: Decimal | None
    open_case_files: int | None
    held_case_files: int | None
    collected_this_month: Money | None
    stages: list[StageFigure]
    ageing: list[AgeingBucket]
    months: list[MonthFigure]


@dataclass(frozen=True, slots=True)
class Sums:
    """Summed measures of one currency by (measure, key). `otherwise` stands for one that is not there."""

    currency: str
    amounts: Mapping[tuple[str, str], int | None]
    otherwise: int | None

    def count(self, measure: str, key: str = "") -> int | None:
        """A number of case files."""
        return self.amounts.get((measure, key), self.otherwise)

    def money(self, measure: str, key: str = "") -> Money | None:
        """An amount of the currency."""
        minor = self.count(measure, key)
        return None if minor is None else Money(minor, self.currency)


def figures_of(sums: Sums, rate: Decimal | None, today: date) -> CurrencyFigures:
    """The figures of a currency in the order that pages show them."""
    months = months_until(today)
    return CurrencyFigures(
        currency=sums.currency,
        placed=sums.money("placed") or Money(0, sums.currency),
        case_files=sums.count("case_files") or 0,
        collected=sums.money("collected"),
        outstanding=sums.money("outstanding"),
        recovery_rate=rate,
        open_case_files=sums.count("open_case_files"),
        held_case_files=sums.count("held_case_files"),
        collected_this_month=sums.money("month_collected", months[-1].isoformat()),
        stages=[
            StageFigure(stage, sums.count("stage_case_files", stage), sums.money("stage_outstanding", stage))
            for stage in Stage
        ],
        ageing=[AgeingBucket(key, sums.money("ageing", key)) for key in AgeingKey],
        months=[
            MonthFigure(
                month,
                sums.money("month_placed", month.isoformat()),
                sums.money("month_collected", month.isoformat()),
            )
            for month in months
        ],
    )


def recovery_rate(collected: int, placed: int) -> Decimal:
    """Per cent with two decimals; 0 when nothing was placed."""
    if placed == 0:
        return Decimal("0.00")
    return (Decimal(collected) * 100 / placed).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def months_until(today: date) -> list[date]:
    """The first days of the twelve months up to that of `today`, oldest first."""
    count = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(count - MONTHS + 1, count + 1)]


def by_currency(
    rows: Iterable[Mapping[str, object]],
) -> dict[str, dict[tuple[str, str], int | None]]:
    """Rows of (currency, measure, key, amount) as a table for each currency, by its code."""
    found: dict[str, dict[tuple[str, str], int | None]] = {}
    for row in rows:
        amount = row["amount"]
        table = found.setdefault(str(row["currency"]), {})
        # A sum of numerics may come as 8.9E+5.
        table[str(row["measure"]), str(row["key"])] = None if amount is None else int(Decimal(str(amount)))
    return dict(sorted(found.items()))

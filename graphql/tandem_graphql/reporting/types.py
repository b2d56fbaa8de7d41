"""Figures of portfolios."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from tandem.casefiles.models import Stage
from tandem.kit import money
from tandem.reporting import figures, queries
from tandem.reporting.figures import AgeingKey
from tandem_graphql.fields import value_type
from tandem_graphql.money import Money

strawberry.enum(AgeingKey)
_TOTALS = "Null where a bank sees totals, which do not cross stages and amounts."


def shown(amount: money.Money | None) -> Money | None:
    """An amount, where the reader is given it."""
    return Money.of(amount) if amount else None


@value_type()
class StageFigure:
    stage: Stage
    case_files: int | None
    outstanding: Money | None = strawberry.field(description=_TOTALS)

    @classmethod
    def of(cls, row: figures.StageFigure) -> "StageFigure":
        """From the domain's."""
        return cls(stage=row.stage, case_files=row.case_files, outstanding=shown(row.outstanding))


@value_type()
class AgeingBucket:
    key: AgeingKey
    outstanding: Money | None

    @classmethod
    def of(cls, row: figures.AgeingBucket) -> "AgeingBucket":
        """From the domain's."""
        return cls(key=row.key, outstanding=shown(row.outstanding))


@value_type()
class MonthFigure:
    month: date = strawberry.field(description="First day of the month.")
    placed: Money | None
    collected: Money | None

    @classmethod
    def of(cls, row: figures.MonthFigure) -> "MonthFigure":
        """From the domain's."""
        return cls(month=row.month, placed=shown(row.placed), collected=shown(row.collected))


@value_type()
class CurrencyFigures:
    """Figures of one currency; amounts of several currencies are never added."""

    currency: str
    placed: Money
    collected: Money | None
    outstanding: Money | None
    recovery_rate: Decimal | None = strawberry.field(
        description="Σ principal collected ÷ Σ principal placed × 100, all cases."
    )
    case_files: int
    open_case_files: int | None
    held_case_files: int | None
    collected_this_month: Money | None
    stages: list[StageFigure]
    ageing: list[AgeingBucket] = strawberry.field(
        description="Not due, 1–30, 31–60, 61–90, 91–120, more than 120 days past due, by what remains."
    )
    months: list[MonthFigure]

    @classmethod
    def of(cls, row: figures.CurrencyFigures) -> "CurrencyFigures":
        """From the domain's figures of one currency."""
        return cls(
            currency=row.currency,
            placed=Money.of(row.placed),
            collected=shown(row.collected),
            outstanding=shown(row.outstanding),
            recovery_rate=row.recovery_rate,
            case_files=row.case_files,
            open_case_files=row.open_case_files,
            held_case_files=row.held_case_files,
            collected_this_month=shown(row.collected_this_month),
            stages=[StageFigure.of(one) for one in row.stages],
            ageing=[AgeingBucket.of(one) for one in row.ageing],
            months=[MonthFigure.of(one) for one in row.months],
        )


@value_type()
class PortfolioFigures:
    as_of: datetime
    currencies: list[CurrencyFigures]

    @classmethod
    def of(cls, found: queries.PortfolioFigures) -> "PortfolioFigures":
        """A creditor's figures."""
        return cls(as_of=found.as_of, currencies=[CurrencyFigures.of(one) for one in found.currencies])

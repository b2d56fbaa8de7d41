"""Figures of portfolios. Where a bank would see fewer than five debtors behind a figure, it is null."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from tandem.casefiles.models import Stage
from tandem.kit import money
from tandem.reporting import figures, queries
from tandem.reporting.figures import AgeingKey
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id
from tandem_graphql.money import Money

strawberry.enum(AgeingKey)
_FEW = "Null when fewer than five debtors stand behind it."


def _shown(amount: money.Money | None) -> Money | None:
    return Money.of(amount) if amount else None


@value_type()
class StageFigure:
    stage: Stage
    case_files: int | None = strawberry.field(description=_FEW)
    outstanding: Money | None


@value_type()
class AgeingBucket:
    key: AgeingKey
    outstanding: Money | None = strawberry.field(description=_FEW)


@value_type()
class MonthFigure:
    month: date = strawberry.field(description="First day of the month.")
    placed: Money | None
    collected: Money | None


@value_type()
class CurrencyFigures:
    """Figures of one currency; amounts of several currencies are never added. A bank finds null where fewer than five
    debtors stand behind a figure.
    """

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
            collected=_shown(row.collected),
            outstanding=_shown(row.outstanding),
            recovery_rate=row.recovery_rate,
            case_files=row.case_files,
            open_case_files=row.open_case_files,
            held_case_files=row.held_case_files,
            collected_this_month=_shown(row.collected_this_month),
            stages=[
                StageFigure(stage=one.stage, case_files=one.case_files, outstanding=_shown(one.outstanding))
                for one in row.stages
            ],
            ageing=[AgeingBucket(key=one.key, outstanding=_shown(one.outstanding)) for one in row.ageing],
            months=[
                MonthFigure(month=one.month, placed=_shown(one.placed), collected=_shown(one.collected))
                for one in row.months
            ],
        )


@value_type()
class PortfolioFigures:
    as_of: datetime
    currencies: list[CurrencyFigures]

    @classmethod
    def of(cls, found: queries.PortfolioFigures) -> "PortfolioFigures":
        """A creditor's figures."""
        return cls(as_of=found.as_of, currencies=[CurrencyFigures.of(one) for one in found.currencies])


@value_type()
class BankPortfolio:
    """What one creditor opened to the bank: totals and progress, never an identity."""

    id: strawberry.ID
    creditor: str
    portfolio: str
    expires_on: date | None
    withheld: bool = strawberry.field(
        description="True when fewer than five debtors stand behind the total, so that no figure is given."
    )
    currencies: list[CurrencyFigures]

    @classmethod
    def of(cls, found: queries.BankPortfolio) -> "BankPortfolio":
        """What one grant shows."""
        return cls(
            id=global_id("BankPortfolio", found.grant_id),
            creditor=found.creditor,
            portfolio=found.portfolio,
            expires_on=found.expires_on,
            withheld=found.withheld,
            currencies=[CurrencyFigures.of(one) for one in found.currencies],
        )


@value_type()
class BankDashboard:
    as_of: datetime
    portfolios: list[BankPortfolio]

    @classmethod
    def of(cls, found: queries.BankDashboard) -> "BankDashboard":
        """What creditors opened to the bank."""
        return cls(as_of=found.as_of, portfolios=[BankPortfolio.of(one) for one in found.portfolios])

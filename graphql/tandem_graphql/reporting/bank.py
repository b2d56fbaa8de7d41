"""What a bank sees: figures that point at nobody, and case files under a pseudonym."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from tandem.casefiles.models import CloseCode, Stage
from tandem.organizations.models import GrantLevel
from tandem.reporting import bank, bank_case_files
from tandem.reporting.figures import AgeingKey
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id
from tandem_graphql.money import Money
from tandem_graphql.reporting.types import AgeingBucket, MonthFigure, StageFigure, shown


@value_type()
class BankFigures:
    """Figures of one currency. Under `TOTALS` each is a sum over five debtors and more, and so is every sum and
    difference of any two, at any time: what is recorded waits until five debtors stand behind it.
    """

    currency: str
    placed: Money
    collected: Money
    outstanding: Money
    collected_share: Decimal = strawberry.field(description="Collected ÷ placed × 100, all elements.")
    collected_this_month: Money
    unaged: Money = strawberry.field(
        description="Outstanding of several ages, less payments whose age is not told. With the buckets: outstanding."
    )
    case_files: int
    open_case_files: int
    disputed_case_files: int | None = strawberry.field(description="Null where the grant does not show disputes.")
    disputed_outstanding: Money | None = strawberry.field(
        description="What a factor may hold ineligible. Null under totals, and where the grant does not show disputes."
    )
    stages: list[StageFigure] = strawberry.field(description="Under totals without amounts.")
    ageing: list[AgeingBucket] = strawberry.field(
        description="With single case files: each as old as its oldest open claim."
    )
    months: list[MonthFigure] = strawberry.field(
        description="What was collected is told by month once five debtors stand behind it, with single case files too."
    )

    @classmethod
    def of(cls, row: bank.BankFigures) -> "BankFigures":
        """From the domain's figures of one currency."""
        return cls(
            currency=row.currency,
            placed=Money.of(row.placed),
            collected=Money.of(row.collected),
            outstanding=Money.of(row.outstanding),
            collected_share=row.collected_share,
            collected_this_month=Money.of(row.collected_this_month),
            unaged=Money.of(row.unaged),
            case_files=row.case_files,
            open_case_files=row.open_case_files,
            disputed_case_files=row.disputed_case_files,
            disputed_outstanding=shown(row.disputed_outstanding),
            stages=[StageFigure.of(one) for one in row.stages],
            ageing=[AgeingBucket.of(one) for one in row.ageing],
            months=[MonthFigure.of(one) for one in row.months],
        )


@value_type()
class BankPortfolio:
    """What one creditor opened to the bank: figures, never an identity."""

    id: strawberry.ID
    creditor: str
    portfolio: str
    batches: list[str] = strawberry.field(description="The placements it is confined to; empty: the whole portfolio.")
    level: GrantLevel
    expires_on: date | None
    told_at: datetime | None = strawberry.field(
        description="When a figure last moved; null where figures are those of the case files, as they are now."
    )
    withheld: bool = strawberry.field(
        description="True when fewer than five debtors stand behind all of it, so that no figure is given."
    )
    currencies: list[BankFigures]

    @classmethod
    def of(cls, found: bank.BankPortfolio) -> "BankPortfolio":
        """What one grant shows."""
        return cls(
            id=global_id("BankPortfolio", found.grant_id),
            creditor=found.creditor,
            portfolio=found.portfolio,
            batches=list(found.batches),
            level=found.level,
            expires_on=found.expires_on,
            told_at=found.told_at,
            withheld=found.withheld,
            currencies=[BankFigures.of(one) for one in found.currencies],
        )


@value_type()
class BankDashboard:
    as_of: datetime
    portfolios: list[BankPortfolio]

    @classmethod
    def of(cls, found: bank.BankDashboard) -> "BankDashboard":
        """What creditors opened to the bank."""
        return cls(as_of=found.as_of, portfolios=[BankPortfolio.of(one) for one in found.portfolios])


@value_type()
class Milestone:
    """A step of a case file: its kind and day, nothing of what was said or paid."""

    position: int
    kind: str = strawberry.field(description="case_file_placed, letter_posted, stage_changed, payment_recorded, …")
    on: date

    @classmethod
    def of(cls, row: bank_case_files.Milestone) -> "Milestone":
        """From the domain's."""
        return cls(position=row.position, kind=row.kind, on=row.on)


@value_type()
class FinancedClaim:
    """A claim that a factor finances; what the grant does not show is null."""

    number: str | None
    due_on: date | None
    placed: Money
    outstanding: Money

    @classmethod
    def of(cls, row: bank_case_files.FinancedClaim) -> "FinancedClaim":
        """From the domain's."""
        return cls(
            number=row.number, due_on=row.due_on, placed=Money.of(row.placed), outstanding=Money.of(row.outstanding)
        )


@value_type()
class BankCaseFile:
    """A case file under a pseudonym that is drawn by lot for this grant alone."""

    pseudonym: str
    stage: Stage | None = strawberry.field(description="Null where a placement that is not open to the bank opened it.")
    close_code: CloseCode | None
    ageing: AgeingKey = strawberry.field(description="The age of the oldest claim that is open.")
    placed_month: date = strawberry.field(description="First day of the month.")
    placed: Money
    collected: Money
    outstanding: Money
    disputed: bool | None = strawberry.field(
        description="Null where the grant does not show disputes, or not the stage."
    )
    claims: list[FinancedClaim] = strawberry.field(description="Empty where the grant shows no detail of claims.")
    milestones: list[Milestone] = strawberry.field(description="Of what is open to the bank, and of no other claim.")

    @classmethod
    def of(cls, row: bank_case_files.BankCaseFile) -> "BankCaseFile":
        """From the domain's."""
        return cls(
            pseudonym=row.pseudonym,
            stage=row.stage,
            close_code=row.close_code,
            ageing=row.ageing,
            placed_month=row.placed_month,
            placed=Money.of(row.placed),
            collected=Money.of(row.collected),
            outstanding=Money.of(row.outstanding),
            disputed=row.disputed,
            claims=[FinancedClaim.of(one) for one in row.claims],
            milestones=[Milestone.of(one) for one in row.milestones],
        )

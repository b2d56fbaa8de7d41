"""Agencies of one creditor side by side."""

from datetime import date
from decimal import Decimal

import strawberry

from tandem.reporting import comparing
from tandem_graphql.context import Context
from tandem_graphql.fields import value_type
from tandem_graphql.money import Money
from tandem_graphql.organizations.types import Organization, organization


@value_type()
class AgencyFigure:
    """What one agency made of a cohort."""

    agency: Organization
    case_files: int
    placed: Money = strawberry.field(description="Principal of the claims placed.")
    collected: Money = strawberry.field(description="What of that principal was paid until now.")
    recovery_rate: Decimal = strawberry.field(
        description="Σ principal collected ÷ Σ principal placed × 100, all cases."
    )


@value_type()
class AgencyCohort:
    """What was placed in one month, in one currency, with each agency."""

    month: date = strawberry.field(description="First day of the month.")
    currency: str
    agencies: list[AgencyFigure]

    @classmethod
    async def of(cls, context: Context, row: comparing.Cohort) -> "AgencyCohort":
        """From the domain's, with the agencies' names."""
        return cls(
            month=row.month,
            currency=row.currency,
            agencies=[
                AgencyFigure(
                    agency=await organization(context, one.agency_id),
                    case_files=one.case_files,
                    placed=Money.of(one.placed),
                    collected=Money.of(one.collected),
                    recovery_rate=one.recovery_rate,
                )
                for one in row.agencies
            ],
        )

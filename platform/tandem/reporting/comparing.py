"""Agencies of one creditor side by side, on equal cohorts: case files placed in the same month.

placed         principal of the claims placed in that month, by the day their placement was confirmed
collected      what of that principal was paid until now; a payment goes to interest first (C. civ. 1343-1)
recovery rate  collected / placed x 100, all case files (design glossary: Σ principal collected ÷ Σ principal placed)

Only months in which the same creditor placed with two agencies or more compare anything; the others are shown too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.reporting.figures import months_until, recovery_rate
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class AgencyFigure:
    """What one agency made of a cohort."""

    agency_id: UUID
    case_files: int
    placed: Money
    collected: Money
    recovery_rate: Decimal


@dataclass(frozen=True, slots=True)
class Cohort:
    """All that was placed in one month in one currency, agency by agency; `month` is its first day."""

    month: date
    currency: str
    agencies: tuple[AgencyFigure, ...]


async def cohorts_for(actor: Actor, creditor_ids: Sequence[UUID] | None = None) -> list[Cohort]:
    """The cohorts of the last twelve months, newest first: of the creditor, or of the group's entities.

    `creditor_ids` narrows to some of them; those out of reach add nothing.
    """
    authorize(actor, side_of(actor), Permission.PORTFOLIO_FIGURES_READ)
    wanted = actor.creditor_ids if creditor_ids is None else set(actor.creditor_ids) & set(creditor_ids)
    async with reading(actor):
        rows = await database.rows(_COHORTS, sorted(wanted), months_until(clock.today())[0])
    return [
        Cohort(month, currency, tuple(_figure(row) for row in group))
        for (month, currency), group in groupby(rows, lambda row: (row["month"], row["currency"]))
    ]


def _figure(row: dict[str, object]) -> AgencyFigure:
    placed, collected, currency = int(str(row["placed"])), int(str(row["collected"])), str(row["currency"])
    return AgencyFigure(
        UUID(str(row["agency_id"])),
        int(str(row["case_files"])),
        Money(placed, currency),
        Money(collected, currency),
        recovery_rate(collected, placed),
    )


# $1 creditors, $2 the first day of the first month. Months are those of Paris, as in the other figures.
_COHORTS = """
SELECT b.month, c.currency::text AS currency, c.agency_id, count(DISTINCT c.case_file_id) AS case_files,
       sum(c.principal)::bigint AS placed,
       sum(least(c.principal, greatest(c.paid - c.interest, 0)))::bigint AS collected
FROM (
    SELECT id, date_trunc('month', coalesce(submitted_at, created_at) AT TIME ZONE 'Europe/Paris')::date AS month
    FROM placement_batches WHERE creditor_id = ANY ($1::uuid[])
) b JOIN claims c ON c.batch_id = b.id AND c.creditor_id = ANY ($1::uuid[])
WHERE b.month >= $2::date
GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
"""

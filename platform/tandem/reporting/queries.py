"""Figures for a creditor: one statement, everything summed by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.reporting.figures import CurrencyFigures, Sums, by_currency, figures_of, recovery_rate
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class PortfolioFigures:
    """All that a creditor placed, at any agency, one entry a currency."""

    as_of: datetime
    currencies: list[CurrencyFigures]


async def portfolio_figures_for(
    actor: Actor, creditor_ids: Sequence[UUID] | None = None, agency_id: UUID | None = None
) -> PortfolioFigures:
    """The creditor's figures over all its case files; a group's over those of all its entities, or of some.

    `agency_id` narrows to what is with one agency.

    Figures of entities add up: each is the sum of its case files. Those out of reach add nothing.
    """
    authorize(actor, side_of(actor), Permission.PORTFOLIO_FIGURES_READ)
    wanted = actor.creditor_ids if creditor_ids is None else set(actor.creditor_ids) & set(creditor_ids)
    now, today = clock.now(), clock.today()
    async with reading(actor):
        rows = await database.rows(
            "SELECT part.currency, part.measure, part.key, sum(part.amount) AS amount FROM unnest($1::uuid[]) one (id) "
            "CROSS JOIN LATERAL figure_parts(one.id, NULL, $2, $3) part GROUP BY 1, 2, 3",
            sorted(wanted),
            now,
            agency_id,
        )
    currencies = []
    for currency, amounts in by_currency(rows).items():
        sums = Sums(currency, amounts, otherwise=0)
        rate = recovery_rate(sums.count("principal_collected") or 0, sums.count("principal_placed") or 0)
        currencies.append(figures_of(sums, rate, today))
    return PortfolioFigures(now, currencies)

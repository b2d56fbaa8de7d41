"""Figures for a creditor: one statement, everything summed by the database."""

from dataclasses import dataclass
from datetime import datetime

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


async def portfolio_figures_for(actor: Actor) -> PortfolioFigures:
    """The creditor's figures over all its case files."""
    authorize(actor, side_of(actor), Permission.PORTFOLIO_FIGURES_READ)
    now, today = clock.now(), clock.today()
    async with reading(actor):
        rows = await database.rows(
            "SELECT currency, measure, key, sum(amount) AS amount FROM figure_parts($1, NULL, $2, false) "
            "GROUP BY 1, 2, 3",
            actor.organization_id,
            now,
        )
    currencies = []
    for currency, amounts in by_currency(rows).items():
        sums = Sums(currency, amounts, otherwise=0)
        rate = recovery_rate(sums.count("principal_collected") or 0, sums.count("principal_placed") or 0)
        currencies.append(figures_of(sums, rate, today))
    return PortfolioFigures(now, currencies)

"""Figures for a creditor, and the dashboard of a bank: one statement each, everything summed by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import caller
from tandem.organizations.authorization import authorize
from tandem.organizations.models import OrganizationKind
from tandem.reporting.figures import CurrencyFigures, Sums, by_currency, figures_of, recovery_rate
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class PortfolioFigures:
    """All that a creditor placed, at any agency, one entry a currency."""

    as_of: datetime
    currencies: list[CurrencyFigures]


@dataclass(frozen=True, slots=True)
class BankPortfolio:
    """What one grant shows; no figure at all when `withheld`, because fewer than five debtors stand behind each."""

    grant_id: UUID
    creditor: str
    portfolio: str
    expires_on: date | None
    withheld: bool
    currencies: list[CurrencyFigures]


@dataclass(frozen=True, slots=True)
class BankDashboard:
    as_of: datetime
    portfolios: list[BankPortfolio]


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


async def bank_dashboard_for(actor: Actor, *, opened: bool = True) -> BankDashboard:
    """What creditors opened to the actor's bank, by creditor and portfolio.

    The database gives a bank no rows: a function of its own checks the grants, returns sums over five debtors and more,
    and tells the look in the audit log of each creditor. `opened` is false where a page that is open is read again:
    that is told once in ten minutes.
    """
    relation = Relation.BANK if actor.organization_kind is OrganizationKind.BANK else Relation.NONE
    authorize(actor, relation, Permission.BANK_DASHBOARD_READ)
    now, today = clock.now(), clock.today()
    async with reading(actor):
        rows = await database.rows(
            "SELECT * FROM bank_figures($1, $2, $3, $4, $5::text::inet)",
            actor.membership_id,
            now,
            opened,
            actor.session_id,
            caller.address(),
        )
    return BankDashboard(now, [_opened(list(group), today) for _, group in groupby(rows, lambda row: row["grant_id"])])


def _opened(rows: list[dict[str, Any]], today: date) -> BankPortfolio:
    currencies = list(_published((row for row in rows if row["currency"] is not None), today))
    return BankPortfolio(
        rows[0]["grant_id"],
        rows[0]["creditor"],
        rows[0]["portfolio"],
        rows[0]["expires_on"],
        withheld=not currencies,
        currencies=currencies,
    )


def _published(rows: Iterable[dict[str, Any]], today: date) -> Iterable[CurrencyFigures]:
    for currency, amounts in by_currency(rows).items():
        # The function gives the rate in hundredths of a per cent, so that its two sums never leave it.
        hundredths = amounts.get(("recovery_rate", ""))
        rate = None if hundredths is None else Decimal(hundredths).scaleb(-2)
        yield figures_of(Sums(currency, amounts, otherwise=None), rate, today)

"""What a bank sees of the portfolios opened to it: figures that point at nobody (docs/subsystems/banker.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import Any
from uuid import UUID

from tandem.casefiles.models import Stage
from tandem.kit import clock, database
from tandem.kit.database import reading, wake_after_commit
from tandem.kit.money import Money
from tandem.kit.wakeups import Wakeup
from tandem.organizations.access import portfolio_for
from tandem.organizations.actor import Actor
from tandem.organizations.audit import caller
from tandem.organizations.authorization import authorize
from tandem.organizations.models import GrantLevel, OrganizationKind
from tandem.reporting.figures import (
    AgeingBucket,
    AgeingKey,
    MonthFigure,
    StageFigure,
    Sums,
    by_currency,
    months_until,
    recovery_rate,
)
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


class Look(Enum):
    """How figures are looked at; the value is how old a look of the same session may be that this one is part of."""

    OPENED = timedelta(0)
    STREAM_OPENED = timedelta(seconds=10)  # beside the page that it follows; alone it is a look like any other
    STILL_OPEN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class BankFigures:
    """Figures of one currency as a grant shows them. None: not part of what the grant shows.

    `collected_share` is collected ÷ placed × 100, all elements. `unaged` is what is outstanding and of several ages,
    less payments whose age may not be told; with the buckets it makes `outstanding`.
    """

    currency: str
    placed: Money
    collected: Money
    outstanding: Money
    collected_share: Decimal
    collected_this_month: Money
    unaged: Money
    case_files: int
    open_case_files: int
    disputed_case_files: int | None
    disputed_outstanding: Money | None
    stages: list[StageFigure]
    ageing: list[AgeingBucket]
    months: list[MonthFigure]


@dataclass(frozen=True, slots=True)
class BankPortfolio:
    """What one grant shows; `withheld` when fewer than five debtors stand behind all of it.

    `told_at` is when a figure last moved, None where figures are those of the case files now; `batches` the references
    of those that the grant is confined to.
    """

    grant_id: UUID
    creditor: str
    portfolio: str
    batches: tuple[str, ...]
    level: GrantLevel
    expires_on: date | None
    told_at: datetime | None
    withheld: bool
    currencies: list[BankFigures]


@dataclass(frozen=True, slots=True)
class BankDashboard:
    as_of: datetime
    portfolios: list[BankPortfolio]


def relation_of_bank(actor: Actor) -> Relation:
    """How a bank stands to what its grants show; nobody else stands to it at all."""
    return Relation.BANK if actor.organization_kind is OrganizationKind.BANK else Relation.NONE


async def bank_dashboard_for(actor: Actor, look: Look = Look.OPENED) -> BankDashboard:
    """What creditors opened to the actor's bank, by creditor and portfolio.

    The database gives a bank no rows: a function of its own checks the grants, returns figures, and tells the look in
    the audit log of each creditor, unless `look` is part of an earlier one.
    """
    authorize(actor, relation_of_bank(actor), Permission.BANK_DASHBOARD_READ)
    now, today = clock.now(), clock.today()
    async with reading(actor):
        rows = await database.rows(
            "SELECT * FROM bank_figures($1, $2, $3, $4, $5::text::inet)",
            actor.membership_id,
            now,
            look.value,
            actor.session_id,
            caller.address(),
        )
        if look is not Look.STILL_OPEN:
            tell_of_views({(row["grant_id"], row["creditor_id"]) for row in rows})
    return BankDashboard(now, [_opened(list(group), today) for _, group in groupby(rows, lambda row: row["grant_id"])])


def tell_of_views(grants: Iterable[tuple[UUID, UUID]]) -> None:
    """Wake the creditors whose grants (grant, creditor) were looked at: their page of grants counts views."""
    for grant_id, creditor_id in grants:
        wake_after_commit(Wakeup("bank_view", grant_id, (creditor_id,)))


async def grant_preview_for(
    actor: Actor,
    portfolio_id: UUID,
    batch_ids: Sequence[UUID] | None,
    *,
    level: GrantLevel,
    shows_disputes: bool,
) -> list[BankFigures]:
    """The figures that a bank would see by such a grant; empty where none could be given. Raises PortfolioNotFound.

    However many claims the creditor has, all that can be told is told first: open dashboards may read it too.
    """
    now, today = clock.now(), clock.today()
    async with reading(actor):
        portfolio = await portfolio_for(actor, portfolio_id)
        authorize(actor, portfolio, Permission.BANK_GRANT_CREATE)
        rows = await database.rows(
            "SELECT * FROM preview_figures($1, $2, $3, $4, $5)",
            portfolio_id,
            None if batch_ids is None else list(batch_ids),
            level.value,
            shows_disputes,
            now,
        )
        # Told is all of the creditor: also what this level shows untold, and what is in other portfolios.
        wake_after_commit(Wakeup("told", actor.organization_id, (actor.organization_id,)))
    return _figures(rows, level, today, shows_disputes=shows_disputes)


def _opened(rows: list[dict[str, Any]], today: date) -> BankPortfolio:
    first, level = rows[0], GrantLevel(rows[0]["level"])
    told = [row for row in rows if row["currency"] is not None]
    currencies = _figures(told, level, today, shows_disputes=first["shows_disputes"])
    return BankPortfolio(
        first["grant_id"],
        first["creditor"],
        first["portfolio"],
        tuple(first["batches"]),
        level,
        first["expires_on"],
        max((row["told_at"] for row in told if row["told_at"]), default=None),
        withheld=not currencies,
        currencies=currencies,
    )


def _figures(
    rows: Iterable[dict[str, Any]], level: GrantLevel, today: date, *, shows_disputes: bool
) -> list[BankFigures]:
    tables = by_currency(rows).items()
    exact = level is GrantLevel.PSEUDONYMOUS_CASES
    disputes = shows_disputes or not exact
    return [_currency(Sums(code, table, otherwise=0), today, exact=exact, disputes=disputes) for code, table in tables]


def _currency(sums: Sums, today: date, *, exact: bool, disputes: bool) -> BankFigures:
    def money(measure: str, key: str = "") -> Money:
        return Money(sums.count(measure, key) or 0, sums.currency)

    placed, collected, months = money("placed"), money("collected"), months_until(today)
    return BankFigures(
        currency=sums.currency,
        placed=placed,
        collected=collected,
        outstanding=money("outstanding"),
        collected_share=recovery_rate(collected.minor, placed.minor),
        collected_this_month=money("month_collected", months[-1].isoformat()),
        unaged=money("ageing", "mixed"),
        case_files=sums.count("case_files") or 0,
        open_case_files=sums.count("open_case_files") or 0,
        disputed_case_files=(sums.count("disputed_case_files") or 0) if disputes else None,
        disputed_outstanding=money("disputed_outstanding") if disputes and exact else None,
        stages=[
            # Totals tell how far case files are; what they owe is told as a whole, so that the two cannot be crossed.
            StageFigure(
                stage,
                sums.count("stage_case_files", stage),
                money("stage_outstanding", stage) if exact else None,
            )
            for stage in Stage
        ],
        ageing=[AgeingBucket(key, money("ageing", key)) for key in AgeingKey],
        months=[
            MonthFigure(month, money("month_placed", month.isoformat()), money("month_collected", month.isoformat()))
            for month in months
        ],
    )

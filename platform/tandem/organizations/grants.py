"""Writes about what a creditor opens to a bank: by the creditor alone, and never widened but by a grant of its own.

A grant is not changed: changing it ends it and opens another in its place, in one transaction, so that the bank's open
page goes from one to the other, and what was shown when stays to be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.errors import InvalidInput
from tandem.kit.wakeups import Wakeup
from tandem.organizations import access, audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.organizations.errors import BankGrantEnded, BankGrantInForce, GrantedBatchNotFound
from tandem.organizations.models import BankGrant, GrantLevel, Organization, Portfolio
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class FactorExtras:
    """What a factor may see of the claims that it finances, beside the pseudonymous case file."""

    invoice_numbers: bool = False
    due_dates: bool = False
    disputes: bool = False


NO_EXTRAS = FactorExtras()


@dataclass(frozen=True, slots=True)
class ChangedGrant:
    """A grant that was changed: the one that ended, and the one in its place."""

    ended: BankGrant
    opened: BankGrant


async def open_bank_grant(
    actor: Actor,
    bank_id: UUID,
    portfolio_id: UUID,
    *,
    level: GrantLevel,
    expires_on: date | None,
    batch_ids: Sequence[UUID] | None = None,
    extras: FactorExtras = NO_EXTRAS,
) -> BankGrant:
    """Let a bank see a portfolio, or only some of its batches, from now to the end of `expires_on`.

    Raises BankGrantInForce when a grant in force shows the same already, PortfolioNotFound, BankNotFound,
    GrantedBatchNotFound, InvalidInput.
    """
    async with transaction(actor):
        portfolio = await access.portfolio_for(actor, portfolio_id)
        authorize(actor, portfolio, Permission.BANK_GRANT_CREATE)
        bank = await access.bank_for(actor, bank_id)
        grant = await _opened(actor, bank, portfolio.row, level, expires_on, batch_ids, extras)
        await _told(actor, AuditKind.BANK_GRANT_OPENED, grant, bank)
    return grant


async def change_bank_grant(
    actor: Actor,
    grant_id: UUID,
    *,
    level: GrantLevel,
    expires_on: date | None,
    batch_ids: Sequence[UUID] | None,
    extras: FactorExtras,
) -> ChangedGrant:
    """End a grant and open another in its place, of the same portfolio to the same bank.

    Raises BankGrantNotFound, BankGrantEnded, and what `open_bank_grant` raises.
    """
    async with transaction(actor):
        before = await _ended(actor, grant_id)
        authorize(actor, access.side_of(actor), Permission.BANK_GRANT_CREATE)
        bank = await access.bank_for(actor, before.bank_id)
        portfolio = await Portfolio.get(id=before.portfolio_id)
        grant = await _opened(actor, bank, portfolio, level, expires_on, batch_ids, extras, replaces=before)
        await _told(actor, AuditKind.BANK_GRANT_CHANGED, grant, bank)
    return ChangedGrant(before, grant)


async def revoke_bank_grant(actor: Actor, grant_id: UUID) -> BankGrant:
    """End a bank's sight of a portfolio now: its open pages empty. Raises BankGrantEnded when it has ended before."""
    async with transaction(actor):
        grant = await _ended(actor, grant_id)
        bank = await access.bank_for(actor, grant.bank_id)
        subject = Subject(SubjectType.BANK_GRANT, grant.id, (await Portfolio.get(id=grant.portfolio_id)).name)
        await audit.record(actor, AuditKind.BANK_GRANT_REVOKED, subject, details={"bank": bank.name})
    return grant


async def _ended(actor: Actor, grant_id: UUID) -> BankGrant:
    reached = await access.bank_grant_for_update(actor, grant_id)
    authorize(actor, reached, Permission.BANK_GRANT_REVOKE)
    grant = reached.row
    if grant.revoked_at:
        raise BankGrantEnded
    grant.revoked_at, grant.revoked_by = clock.now(), actor.person_name
    await grant.save(update_fields=["revoked_at", "revoked_by"])
    wake_after_commit(Wakeup("grant", grant.id, (grant.bank_id, actor.organization_id)))
    return grant


async def _opened(
    actor: Actor,
    bank: Organization,
    portfolio: Portfolio,
    level: GrantLevel,
    expires_on: date | None,
    batch_ids: Sequence[UUID] | None,
    extras: FactorExtras,
    replaces: BankGrant | None = None,
) -> BankGrant:
    today = clock.today()
    if expires_on is not None and expires_on < today:
        raise InvalidInput("expiresOn", expires_on, "day_not_past")
    if extras != NO_EXTRAS and level is not GrantLevel.PSEUDONYMOUS_CASES:
        raise InvalidInput("level", level.value, "level_of_case_files")
    # One at a time: two that opened the same at once would each find nothing.
    await Portfolio.filter(id=portfolio.id).select_for_update().first()
    batches = await _batches(portfolio, batch_ids)
    shown = {"bank_id": bank.id, "portfolio_id": portfolio.id, "level": level, "revoked_at": None}
    in_force = await BankGrant.filter(Q(expires_on=None) | Q(expires_on__gte=today), **shown)
    if any(_same(one, batches, extras) for one in in_force):
        raise BankGrantInForce(field="portfolioId", bank=bank.name)
    grant = await BankGrant.create(
        creditor_id=actor.organization_id,
        bank_id=bank.id,
        portfolio=portfolio,
        batch_ids=batches,
        level=level,
        shows_invoice_numbers=extras.invoice_numbers,
        shows_due_dates=extras.due_dates,
        shows_disputes=extras.disputes,
        created_at=clock.now(),
        created_by=actor.person_name,
        expires_on=expires_on,
        replaces_id=replaces.id if replaces else None,
    )
    wake_after_commit(Wakeup("grant", grant.id, (bank.id, actor.organization_id)))
    return grant


async def _batches(portfolio: Portfolio, batch_ids: Sequence[UUID] | None) -> list[UUID] | None:
    """Those of the portfolio, in one order. Raises GrantedBatchNotFound; InvalidInput for none at all."""
    if batch_ids is None:
        return None
    wanted = sorted(set(batch_ids))
    if not wanted:
        raise InvalidInput("batchIds", "", "some_batches")
    found = await database.rows(
        "SELECT id FROM placement_batches WHERE id = ANY ($1::uuid[]) AND portfolio_id = $2 AND creditor_id = $3 "
        "AND state IN ('submitted', 'accepted')",
        wanted,
        portfolio.id,
        portfolio.creditor_id,
    )
    if len(found) < len(wanted):
        raise GrantedBatchNotFound(field="batchIds")
    return wanted


def _same(grant: BankGrant, batches: list[UUID] | None, extras: FactorExtras) -> bool:
    known = FactorExtras(grant.shows_invoice_numbers, grant.shows_due_dates, grant.shows_disputes)
    ids = None if grant.batch_ids is None else sorted(grant.batch_ids)
    return (ids, known) == (batches, extras)


async def _told(actor: Actor, kind: AuditKind, grant: BankGrant, bank: Organization) -> None:
    portfolio = await Portfolio.get(id=grant.portfolio_id)
    details = {"bank": bank.name, "level": grant.level.value, "expires_on": _day(grant.expires_on)}
    await audit.record(actor, kind, Subject(SubjectType.BANK_GRANT, grant.id, portfolio.name), details=details)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Reads about organizations, inside the reader's own reach."""

from collections.abc import Iterable
from uuid import UUID

from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.organizations import access
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import BankGrant, Mandate, Organization, OrganizationKind, Portfolio
from tandem_policies.permission import Permission


async def mandates_for(actor: Actor) -> list[Mandate]:
    """The mandates of the actor's organization, newest first."""
    authorize(actor, access.side_of(actor), Permission.MANDATE_READ)
    async with reading(actor):
        return await Mandate.filter(access.mine(actor)).order_by("-starts_on", "id")


async def mandates_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Mandate]:
    """Mandates named by rows the actor already reached."""
    async with reading(actor):
        return {mandate.id: mandate for mandate in await Mandate.filter(id__in=list(ids))}


async def portfolios_for(actor: Actor) -> list[Portfolio]:
    """The portfolios of the creditor, or of all entities of the group, by name."""
    authorize(actor, access.side_of(actor), Permission.PORTFOLIO_READ)
    async with reading(actor):
        return await Portfolio.filter(creditor_id__in=actor.creditor_ids).order_by("name", "id")


async def portfolios_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Portfolio]:
    """Portfolios named by rows the actor already reached; row-level security keeps them from agencies."""
    async with reading(actor):
        return {portfolio.id: portfolio for portfolio in await Portfolio.filter(id__in=list(ids))}


async def organizations_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Organization]:
    """Organizations the actor's own one is acquainted with."""
    async with reading(actor):
        return {organization.id: organization for organization in await Organization.filter(id__in=list(ids))}


async def banks_for(actor: Actor) -> list[Organization]:
    """Banks that a creditor's administrator can open a portfolio to."""
    authorize(actor, access.side_of(actor), Permission.BANK_GRANT_CREATE)
    async with reading(actor):
        return await Organization.filter(kind=OrganizationKind.BANK).order_by("name")


async def creditors_for(actor: Actor) -> list[Organization]:
    """The clients of an agency."""
    authorize(actor, access.side_of(actor), Permission.MANDATE_WRITE)
    async with reading(actor):
        return await Organization.filter(kind=OrganizationKind.CREDITOR).order_by("name")


async def bank_grants_for(actor: Actor, first: int, after: str | None) -> Page[BankGrant]:
    """What the creditor opened to banks, newest first, ended grants included."""
    authorize(actor, access.side_of(actor), Permission.BANK_GRANT_READ)
    cursors = Cursors("bank_grants", actor.organization_id)
    key = cursors.read(after, UUID)
    async with reading(actor):
        query = BankGrant.filter(creditor_id__in=actor.creditor_ids)
        total = await query.count()
        if key:
            query = query.filter(id__lt=key[0])
        found = await query.order_by("-id").limit(page_size(first) + 1).prefetch_related("portfolio")
    return page_of(found, first, lambda grant: cursors.of(grant.id), total)


async def bank_grants_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, BankGrant]:
    """Those of the grants that the actor's creditor opened."""
    async with reading(actor):
        grants = BankGrant.filter(creditor_id__in=actor.creditor_ids, id__in=list(ids))
        return {grant.id: grant for grant in await grants}


async def creditors_granting_to(actor: Actor) -> list[UUID]:
    """The creditors that opened a portfolio to the actor's bank and have not ended it."""
    async with reading(actor):
        grants = BankGrant.filter(bank_id=actor.organization_id, revoked_at=None)
        return sorted({grant.creditor_id for grant in await grants})

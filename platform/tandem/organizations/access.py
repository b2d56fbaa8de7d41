"""Which mandates, portfolios and grants an actor reaches, and in what relation."""

from collections.abc import Hashable
from uuid import UUID

from tortoise.expressions import Q

from tandem.kit import database
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import Reached, permissions
from tandem.organizations.errors import BankGrantNotFound, BankNotFound, MandateNotFound, PortfolioNotFound
from tandem.organizations.models import BankGrant, CaseScope, Mandate, Organization, OrganizationKind, Portfolio
from tandem_policies.vocabulary import Relation

SIDE = {OrganizationKind.AGENCY: Relation.AGENCY, OrganizationKind.CREDITOR: Relation.CREDITOR}


def side_of(actor: Actor) -> Relation:
    """How the actor's organization stands to rows about a case: their agency, their creditor, its group, or not at all.

    A creditor with organizations below it is a group: it reads the rows of all of them, and writes in none.
    """
    return Relation.GROUP if actor.entity_ids else SIDE.get(actor.organization_kind, Relation.NONE)


def mine(actor: Actor) -> Q:
    """Rows about a case that belong to the actor's side; nothing for other kinds of organization."""
    side = side_of(actor)
    if side is Relation.AGENCY:
        return Q(agency_id=actor.organization_id)
    if side in (Relation.CREDITOR, Relation.GROUP):
        return Q(creditor_id__in=actor.creditor_ids)
    return Q(id__in=[])


def audience(actor: Actor) -> Hashable:
    """A key of all who see the same rows about cases and the same fields of them: one reading serves them together."""
    confined = None if actor.case_scope is CaseScope.ALL else (actor.case_scope, actor.membership_id, actor.team_ids)
    return actor.organization_id, actor.entity_ids, confined, permissions(actor, side_of(actor))


async def mandate_for(actor: Actor, mandate_id: UUID) -> Reached[Mandate]:
    """A mandate of the actor's organization. Raises MandateNotFound."""
    mandate = await Mandate.filter(mine(actor), id=mandate_id).first()
    if mandate is None:
        raise MandateNotFound(field="mandateId")
    return Reached(mandate, side_of(actor))


async def portfolio_for(actor: Actor, portfolio_id: UUID) -> Reached[Portfolio]:
    """A portfolio of the actor's creditor. Raises PortfolioNotFound."""
    portfolio = await Portfolio.get_or_none(id=portfolio_id, creditor_id=actor.organization_id)
    if portfolio is None:
        raise PortfolioNotFound(field="portfolioId")
    return Reached(portfolio, side_of(actor))


async def bank_for(actor: Actor, bank_id: UUID) -> Organization:
    """A bank that the actor's organization may grant to. Raises BankNotFound."""
    bank = await Organization.get_or_none(id=bank_id, kind=OrganizationKind.BANK)
    if bank is None or side_of(actor) is not Relation.CREDITOR:
        raise BankNotFound(field="bankId")
    return bank


async def bank_grant_for(actor: Actor, grant_id: UUID) -> Reached[BankGrant]:
    """A grant that the actor's creditor, or an entity of its group, opened. Raises BankGrantNotFound."""
    grant = await BankGrant.filter(id=grant_id, creditor_id__in=actor.creditor_ids).first()
    if grant is None:
        raise BankGrantNotFound(field="grantId")
    return Reached(grant, side_of(actor))


async def bank_grant_for_update(actor: Actor, grant_id: UUID) -> Reached[BankGrant]:
    """A grant that the actor's own creditor opened, locked; no bank reads by it now. Raises BankGrantNotFound."""
    # Readings hold the same lock together (`hold_granting`): whoever waits for them is next.
    await database.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"grants {actor.organization_id}")
    grant = await BankGrant.filter(id=grant_id, creditor_id=actor.organization_id).select_for_update().first()
    if grant is None:
        raise BankGrantNotFound(field="grantId")
    return Reached(grant, side_of(actor))

"""Writes about organizations: mandates, and what a creditor opens to a bank."""

from datetime import date
from uuid import UUID

from tandem.kit import clock
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.errors import InvalidInput
from tandem.kit.wakeups import Wakeup
from tandem.organizations import access
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.errors import BankGrantEnded, BankGrantInForce, CreditorNotFound, MandateReferenceTaken
from tandem.organizations.models import BankGrant, GrantLevel, Mandate, MandateKind, Organization, OrganizationKind
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


async def open_bank_grant(
    actor: Actor, bank_id: UUID, portfolio_id: UUID, *, level: GrantLevel, expires_on: date | None
) -> BankGrant:
    """Let a bank see totals of one portfolio. Raises BankGrantInForce when it already does."""
    async with transaction(actor):
        portfolio = await access.portfolio_for(actor, portfolio_id)
        authorize(actor, portfolio, Permission.BANK_GRANT_CREATE)
        bank = await access.bank_for(actor, bank_id)
        if expires_on is not None and expires_on < clock.today():
            raise InvalidInput("expiresOn", expires_on, "day_not_past")
        if await BankGrant.exists(bank_id=bank.id, portfolio=portfolio.row, revoked_at=None):
            raise BankGrantInForce(field="bankId", bank=bank.name)
        grant = await BankGrant.create(
            creditor_id=actor.organization_id,
            bank_id=bank.id,
            portfolio=portfolio.row,
            level=level,
            created_at=clock.now(),
            created_by=actor.person_name,
            expires_on=expires_on,
        )
        wake_after_commit(Wakeup("grant", grant.id, (bank.id, actor.organization_id)))
    return grant


async def revoke_bank_grant(actor: Actor, grant_id: UUID) -> BankGrant:
    """End a bank's sight of a portfolio now: its open pages empty. Raises BankGrantEnded when it has ended before."""
    async with transaction(actor):
        reached = await access.bank_grant_for_update(actor, grant_id)
        authorize(actor, reached, Permission.BANK_GRANT_REVOKE)
        grant = reached.row
        if grant.revoked_at:
            raise BankGrantEnded
        grant.revoked_at, grant.revoked_by = clock.now(), actor.person_name
        await grant.save(update_fields=["revoked_at", "revoked_by"])
        wake_after_commit(Wakeup("grant", grant.id, (grant.bank_id, actor.organization_id)))
    return grant


async def record_mandate(
    actor: Actor,
    creditor_id: UUID,
    *,
    reference: str,
    kind: MandateKind,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    basis: str,
    insurance: str,
    fee_terms: str,
    remittance_terms: str,
) -> Mandate:
    """Record the written agreement with a creditor of the agency; the four R124-3 mentions are required.

    Raises InvalidInput naming the mention that is empty, CreditorNotFound, MandateReferenceTaken.
    """
    async with transaction(actor):
        authorize(actor, access.side_of(actor), Permission.MANDATE_WRITE)
        creditor = await Organization.get_or_none(id=creditor_id, kind=OrganizationKind.CREDITOR)
        if creditor is None or access.side_of(actor) is not Relation.AGENCY:
            raise CreditorNotFound(field="creditorId")
        mentions = {
            "reference": reference,
            "basis": basis,
            "insurance": insurance,
            "feeTerms": fee_terms,
            "remittanceTerms": remittance_terms,
        }
        for field, text in mentions.items():
            if not text.strip():
                raise InvalidInput(field, text, "text")
        if ends_on is not None and ends_on < starts_on:
            raise InvalidInput("endsOn", ends_on, "day_after_start")
        if await Mandate.exists(agency_id=actor.organization_id, creditor_id=creditor.id, reference=reference.strip()):
            raise MandateReferenceTaken(field="reference", reference=reference)
        agency = await Organization.get(id=actor.organization_id)
        return await Mandate.create(
            agency_id=agency.id,
            creditor_id=creditor.id,
            reference=reference.strip(),
            kind=kind,
            signed_on=signed_on,
            starts_on=starts_on,
            ends_on=ends_on,
            basis=basis.strip(),
            insurance=insurance.strip(),
            fee_terms=fee_terms.strip(),
            remittance_terms=remittance_terms.strip(),
            payee=agency.name,
            payee_account=agency.payment_account or "",
        )

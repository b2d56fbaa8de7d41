"""Writes about organizations: mandates."""

from datetime import date
from uuid import UUID

from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import access
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.errors import CreditorNotFound, MandateReferenceTaken
from tandem.organizations.models import Mandate, MandateKind, Organization, OrganizationKind
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


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

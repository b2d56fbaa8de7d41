"""Which payments, claims and interruptions an actor reaches: those of the case files in reach."""

from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.documents.access import document_for
from tandem.casefiles.errors import DocumentNotFound
from tandem.casefiles.models import CaseFile, Claim
from tandem.kit import database
from tandem.ledger.errors import ClaimNotFound, InterruptionNotFound, PaymentNotFound
from tandem.ledger.models import ClaimInterruption, Payment
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import Reached


async def payment_for_update(actor: Actor, payment_id: UUID) -> tuple[Reached[Payment], CaseFile]:
    """A payment with its case file, both locked: the case file first, as every command does.

    Raises PaymentNotFound outside the actor's reach.
    """
    reach = access.reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf JOIN payments p ON p.case_file_id = cf.id WHERE {reach.sql} AND p.id = $2",
        *reach.args,
        payment_id,
    )
    if found is None:
        raise PaymentNotFound(field="paymentId")
    case_file = await access.case_file_for_update(actor, found["id"])
    payment = await Payment.select_for_update().get(id=payment_id)
    return Reached(payment, case_file.relation), case_file.row


async def claim_for_update(actor: Actor, claim_id: UUID) -> tuple[Reached[Claim], CaseFile]:
    """A claim with its case file, both locked, the case file first. Raises ClaimNotFound outside the actor's reach."""
    reach = access.reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf JOIN claims c ON c.case_file_id = cf.id WHERE {reach.sql} AND c.id = $2",
        *reach.args,
        claim_id,
    )
    if found is None:
        raise ClaimNotFound(field="claimId")
    case_file = await access.case_file_for_update(actor, found["id"])
    claim = await Claim.select_for_update().get(id=claim_id)
    return Reached(claim, case_file.relation), case_file.row


async def interruption_for_update(actor: Actor, interruption_id: UUID) -> tuple[Reached[ClaimInterruption], CaseFile]:
    """An interruption with its case file, both locked, the case file first.

    Raises InterruptionNotFound outside the actor's reach.
    """
    reach = access.reach(actor)
    found = await database.row(
        "SELECT cf.id FROM case_files cf JOIN claim_interruptions i ON i.case_file_id = cf.id "
        f"WHERE {reach.sql} AND i.id = $2",
        *reach.args,
        interruption_id,
    )
    if found is None:
        raise InterruptionNotFound(field="interruptionId")
    case_file = await access.case_file_for_update(actor, found["id"])
    interruption = await ClaimInterruption.select_for_update().get(id=interruption_id)
    return Reached(interruption, case_file.relation), case_file.row


async def require_document_of(actor: Actor, case_file: CaseFile, document_id: UUID | None) -> None:
    """A file that shows something is one of the same case. Raises DocumentNotFound."""
    if document_id is None:
        return
    document = await document_for(actor, document_id)
    if document.row.case_file_id != case_file.id:
        raise DocumentNotFound(field="documentId")

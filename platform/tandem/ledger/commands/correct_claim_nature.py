"""Correcting what a claim is for: its limitation period follows, and why it was corrected stays on the timeline."""

from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.events import ClaimNatureCorrected
from tandem.casefiles.models import Claim, ClaimNature
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit.database import transaction
from tandem.ledger import access, balances
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission


async def correct_claim_nature(actor: Actor, claim_id: UUID, *, nature: ClaimNature, reason: str) -> Claim:
    """Say what a claim is for after all, and why; the same again changes nothing.

    Its last day is counted anew, and contacts that wait are asked at the gate again. Raises ClaimNotFound,
    NotPermitted, InvalidInput.
    """
    async with transaction(actor):
        reached, case_file = await access.claim_for_update(actor, claim_id)
        authorize(actor, reached, Permission.CLAIM_CORRECT)
        claim, why = reached.row, correction_reason(reason)
        former = claim.nature
        if former is nature:
            return claim
        claim.nature = nature
        await claim.save(update_fields=["nature"])
        await balances.refresh(case_file.id)
        await claim.refresh_from_db()
        await look_at_contacts_again(case_file)
        corrected = ClaimNatureCorrected(claim.id, nature, former, document_number=claim.document_number, reason=why)
        await record(actor, case_file, corrected)
    return claim

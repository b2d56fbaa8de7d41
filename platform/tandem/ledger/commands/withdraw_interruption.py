"""Taking back an interruption that was recorded by mistake: it stays on the file and counts no more."""

from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.models import Claim
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.ledger import access, balances
from tandem.ledger.errors import InterruptionAlreadyWithdrawn
from tandem.ledger.events import InterruptionRecorded, InterruptionWithdrawn
from tandem.ledger.models import ClaimInterruption
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission


async def withdraw_interruption(actor: Actor, interruption_id: UUID, *, reason: str) -> ClaimInterruption:
    """Withdraw it once, with a reason; the last day of its claim is counted anew without it.

    Raises InterruptionNotFound, InterruptionAlreadyWithdrawn, InvalidInput.
    """
    async with transaction(actor):
        reached, case_file = await access.interruption_for_update(actor, interruption_id)
        authorize(actor, reached, Permission.CLAIM_INTERRUPT)
        interruption, why = reached.row, correction_reason(reason)
        if interruption.withdrawn_at is not None:
            raise InterruptionAlreadyWithdrawn
        recorded = await newest_event(
            case_file.id, Chain.PARTIES, (InterruptionRecorded.kind,), interruption_id=interruption.id
        )
        if recorded is None:
            raise RuntimeError(f"interruption {interruption.id} has no event: each is recorded with one")
        interruption.update_from_dict(
            {"withdrawn_at": clock.now(), "withdrawn_by": actor.person_name, "withdrawal_reason": why}
        )
        await interruption.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        await balances.refresh(case_file.id)
        claim = await Claim.get(id=interruption.claim_id)
        await look_at_contacts_again(case_file)
        withdrawn = InterruptionWithdrawn(
            interruption.id,
            claim.id,
            interruption.kind,
            interruption.happened_on,
            claim.last_day,
            document_number=claim.document_number,
            reason=why,
        )
        await record(actor, case_file, withdrawn, supersedes=recorded.event_id)
    return interruption

"""Ending a mediation that was recorded while it went on: the limitation period runs again (C. civ. 2238)."""

from datetime import date
from uuid import UUID

from tandem.casefiles.models import Claim, InterruptionKind
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.ledger import access, balances
from tandem.ledger.errors import MediationNotGoingOn
from tandem.ledger.events import MediationEnded
from tandem.ledger.models import END_PROOFS, ClaimInterruption, InterruptionProof
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission


async def end_mediation(
    actor: Actor, interruption_id: UUID, *, ended_on: date, proof: InterruptionProof, document_id: UUID | None
) -> ClaimInterruption:
    """Record the day on which a mediation ended, once, and what shows it; the last day of its claim is counted again.

    `document_id` is a file of the same case.
    Raises InterruptionNotFound, DocumentNotFound, MediationNotGoingOn, InvalidInput.
    """
    async with transaction(actor):
        reached, case_file = await access.interruption_for_update(actor, interruption_id)
        authorize(actor, reached, Permission.CLAIM_INTERRUPT)
        mediation = reached.row
        if (
            mediation.kind is not InterruptionKind.MEDIATION
            or mediation.until_on is not None
            or mediation.withdrawn_at is not None
        ):
            raise MediationNotGoingOn
        if not mediation.happened_on < ended_on <= clock.today():
            raise InvalidInput("endedOn", ended_on, "interruption_until.mediation")
        if proof not in END_PROOFS:
            raise InvalidInput("proof", proof.value, "mediation_end_proof")
        await access.require_document_of(actor, case_file, document_id)
        ended = {
            "until_on": ended_on,
            "end_proof": proof,
            "end_document_id": document_id,
            "end_recorded_at": clock.now(),
            "end_recorded_by": actor.person_name,
        }
        await mediation.update_from_dict(ended).save(update_fields=list(ended))
        await balances.refresh(case_file.id)
        claim = await Claim.get(id=mediation.claim_id)
        await look_at_contacts_again(case_file)
        told = MediationEnded(
            mediation.id,
            claim.id,
            mediation.happened_on,
            ended_on,
            proof,
            claim.last_day,
            document_number=claim.document_number,
        )
        await record(actor, case_file, told)
    return mediation

"""Correcting how a call went: what was told before stays on the timeline."""

from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.contacts import access
from tandem.contacts.addresses import WRONG_NUMBER, invalidate, revive
from tandem.contacts.errors import NotACall
from tandem.contacts.events import CallOutcomeCorrected, CallOutcomeRecorded
from tandem.contacts.models import ContactAttempt, Disposition
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission

_KINDS = (CallOutcomeRecorded.kind, CallOutcomeCorrected.kind)


async def correct_call_outcome(
    actor: Actor, attempt_id: UUID, *, disposition: Disposition, comment: str | None, reason: str
) -> ContactAttempt:
    """Give a call whose outcome is told another one, and say why.

    A number that was told to be wrong is good again, unless another call says so too. The attempt keeps its state: that
    is what the line did. The same outcome changes nothing. Raises ContactAttemptNotFound, NotACall, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_SETTLE)
        attempt, case_file, why = reached.attempt, reached.case_file, correction_reason(reason)
        before, words = attempt.disposition, (comment or "").strip() or None
        if before is None:
            raise NotACall(field="attemptId")
        if (before, attempt.comment) == (disposition, words):
            return attempt
        newest = await newest_event(case_file.id, Chain.PARTIES, _KINDS, attempt_id=attempt.id)
        if newest is None:
            raise RuntimeError(f"call {attempt.id} has an outcome, and no event says so")
        attempt.update_from_dict({"disposition": disposition, "comment": words})
        await attempt.save(update_fields=["disposition", "comment"])
        if disposition is not before:
            if disposition is Disposition.WRONG_NUMBER:
                await invalidate(actor, attempt, WRONG_NUMBER)
            elif before is Disposition.WRONG_NUMBER:
                await revive(actor, attempt)
        corrected = CallOutcomeCorrected(attempt.id, disposition, comment=words, reason=why)
        await record(actor, case_file, corrected, supersedes=newest.event_id)
    return attempt

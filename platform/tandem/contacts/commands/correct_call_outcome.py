"""Correcting how a call went: what was told before stays on the timeline."""

from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.contacts import access
from tandem.contacts.addresses import WRONG_NUMBER, invalidate, revive
from tandem.contacts.calling import agreed
from tandem.contacts.commands.record_call_outcome import comment_of
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
    actor: Actor,
    attempt_id: UUID,
    *,
    disposition: Disposition,
    comment: str | None,
    reason: str,
    callback_at: datetime | None = None,
    promised_on: date | None = None,
) -> ContactAttempt:
    """Give a call whose outcome is told another one, and say why.

    What was agreed in the call no longer holds: neither the promise, nor the call that was asked for; what the person
    had wished for before does again. `callback_at` and `promised_on` are what was agreed after all, with an outcome
    that is one. The agency's words for an outcome stay with the same one. A number that was told to be wrong is good
    again, unless another call says so too. The attempt keeps its state: that is what the line did. The same outcome
    changes nothing. Raises ContactAttemptNotFound, NotACall, InvalidInput, NobodyToCall.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_SETTLE)
        attempt, case_file, why = reached.attempt, reached.case_file, correction_reason(reason)
        before, words = attempt.disposition, comment_of(comment)
        if before is None:
            raise NotACall(field="attemptId")
        when = agreed.of_correction(disposition, callback_at, promised_on)
        if (before, attempt.comment) == (disposition, words) and when in (agreed.Agreed(), agreed.of(attempt)):
            return attempt
        newest = await newest_event(case_file.id, Chain.PARTIES, _KINDS, attempt_id=attempt.id)
        if newest is None:
            raise RuntimeError(f"call {attempt.id} has an outcome, and no event says so")
        changes: dict[str, object] = {"disposition": disposition, "comment": words}
        if disposition is not before:
            changes["outcome_labels"] = None  # the agency's words were for another outcome
        attempt.update_from_dict(changes)
        await attempt.save(update_fields=list(changes))
        if disposition is not before or when != agreed.Agreed():
            await agreed.give_up(actor, case_file, attempt)
            await agreed.keep(actor, case_file, attempt, when)
        if disposition is not before:
            if disposition is Disposition.WRONG_NUMBER:
                await invalidate(actor, attempt, WRONG_NUMBER)
            elif before is Disposition.WRONG_NUMBER:
                await revive(actor, attempt)
        labels = {"outcome": attempt.outcome_labels} if attempt.outcome_labels else {}
        told = labels | agreed.of(attempt).recorded() or None
        corrected = CallOutcomeCorrected(attempt.id, disposition, comment=words, reason=why, told=told)
        await record(actor, case_file, corrected, supersedes=newest.event_id)
    return attempt

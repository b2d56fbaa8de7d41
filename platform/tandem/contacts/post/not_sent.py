"""Saying that a printed letter was not sent, and what becomes of a printer's word that comes after it.

A letter that was taken back is never handed over again: a hand-over of it that nobody answered is ended by the sweep,
unasked. Whoever said so by mistake records its posting.
"""

from datetime import date
from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.regating import look_at_contacts_again
from tandem.contacts import access
from tandem.contacts.access import ReachedAttempt
from tandem.contacts.errors import LetterBeingHandedOver, LetterCarried, NothingToTakeBack
from tandem.contacts.events import LetterPosted, LetterPostingCorrected
from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.contacts.post.handovers import HandoverState
from tandem.contacts.post.standing import is_contradicted, is_retractable, is_taken_back
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.returns.opening import restate_opening
from tandem.contacts.states import move, reason, tell
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission

NOT_SENT = "LETTER_NOT_SENT"
# What a printer tells of a letter that was taken back: the sentence that says so.
_TOLD = {
    LetterStep.HANDED_OVER: "LETTER_TAKEN_AFTER_ALL",
    LetterStep.POSTED: "LETTER_POSTED_AFTER_ALL",
    LetterStep.IN_TRANSIT: "LETTER_CARRIED_AFTER_ALL",
    LetterStep.DELIVERED: "LETTER_DELIVERED_AFTER_ALL",
    LetterStep.REFUSED: "LETTER_BACK_AFTER_ALL",
    LetterStep.UNCLAIMED: "LETTER_BACK_AFTER_ALL",
    LetterStep.RETURNED: "LETTER_BACK_AFTER_ALL",
}


async def record_letter_not_sent(actor: Actor, attempt_id: UUID, *, why: str) -> ContactAttempt:
    """Say that a printed letter was not sent: spoilt, left behind, never arrived at the printer; `why` is the evidence.

    The attempt ends, its posting counts no more, nor does what an opening letter opened by it; the person may be
    written to again. Said twice, it changes nothing. Raises ContactAttemptNotFound, NothingToTakeBack, LetterCarried,
    LetterBeingHandedOver, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt, words = reached.attempt, correction_reason(why)
        if is_taken_back(attempt):
            return attempt
        if not is_retractable(attempt):
            raise NothingToTakeBack(field="attemptId")
        await _require_not_under_way(attempt)
        await _take_back(actor, reached, words)
    return attempt


async def tell_after_all(scope: System, reached: ReachedAttempt, step: LetterStep, day: date) -> bool:
    """Keep what a printer tells of a letter that a person took back: it waits on a person, who decides what is true.

    False where nobody took it back: then it is news like any other. Appends to the chain.
    """
    attempt = reached.attempt
    if not is_taken_back(attempt) and not is_contradicted(attempt):
        return False
    said = reason(_TOLD[step], day=day.isoformat())
    if is_taken_back(attempt):
        reasons = [*attempt.reasons, said]
        await move(scope, reached.case_file, attempt, AttemptState.NEEDS_PERSON, reasons=reasons, settled_at=None)
    elif said not in attempt.reasons:
        attempt.reasons = [*attempt.reasons, said]
        await attempt.save(update_fields=["reasons"])
        await tell(scope, reached.case_file, attempt)
    return True


async def _require_not_under_way(attempt: ContactAttempt) -> None:
    """Nothing says that the post has it, and no printer is being asked to take it at this moment."""
    carried = await database.row(
        "SELECT 1 FROM letter_steps WHERE agency_id = $1 AND attempt_id = $2 AND step <> ALL ($3::text[])",
        attempt.agency_id,
        attempt.id,
        [LetterStep.HANDED_OVER.value, LetterStep.NOT_TAKEN.value],
    )
    if carried:
        raise LetterCarried(field="attemptId")
    handover = await database.row(
        "SELECT state FROM letter_handovers WHERE agency_id = $1 AND attempt_id = $2", attempt.agency_id, attempt.id
    )
    if handover and handover["state"] == HandoverState.SENDING:
        raise LetterBeingHandedOver(field="attemptId")


async def _take_back(actor: Actor, reached: ReachedAttempt, words: str) -> None:
    attempt, case_file = reached.attempt, reached.case_file
    posted = None
    if attempt.posted_on is not None:
        kinds = (LetterPosted.kind, LetterPostingCorrected.kind)
        posted = await newest_event(case_file.id, Chain.PARTIES, kinds, attempt_id=attempt.id)
        attempt.posted_on = None
        await attempt.save(update_fields=["posted_on"])
        if attempt.is_opening_letter:
            await restate_opening(case_file, attempt)
            await look_at_contacts_again(case_file)
    await move(
        actor,
        case_file,
        attempt,
        AttemptState.FAILED,
        reasons=[reason(NOT_SENT, why=words)],
        supersedes=posted.event_id if posted else None,
        comment=words,
        provider_status=None,
    )

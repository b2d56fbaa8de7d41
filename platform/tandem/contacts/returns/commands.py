"""Entering that a letter came back, and correcting it: address, opening of the case and waiting contacts follow."""

from datetime import date
from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.regating import look_at_contacts_again
from tandem.contacts import access
from tandem.contacts.access import ReachedAttempt
from tandem.contacts.addresses import invalidate, letters_arrive
from tandem.contacts.errors import LetterNotPosted
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.returns.errors import LetterNotReturned, LetterReturnKnown
from tandem.contacts.returns.events import LetterReturnCorrected, LetterReturned
from tandem.contacts.returns.opening import is_void, restate_opening
from tandem.contacts.returns.reasons import ReturnReason
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import Entry, newest_event
from tandem_policies.permission import Permission

RETURNED_MAIL = "returned_mail"
_KINDS = (LetterReturned.kind, LetterReturnCorrected.kind)


def is_returnable(attempt: ContactAttempt) -> bool:
    """Posted, and not known to have come back."""
    return attempt.channel is Channel.LETTER and attempt.posted_on is not None and attempt.returned_on is None


async def record_letter_return(
    actor: Actor, attempt_id: UUID, *, reason: ReturnReason, returned_on: date
) -> ContactAttempt:
    """Enter that a posted letter came back, why, and on which day.

    When its address is at fault the address is closed, the opening of the claims that it opened is void for the gate,
    and a search for a better address waits on somebody. The same again changes nothing.
    Raises ContactAttemptNotFound, LetterNotPosted, LetterReturnKnown, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt = reached.attempt
        if (attempt.returned_on, attempt.return_reason) == (returned_on, reason):
            return attempt
        if attempt.returned_on is not None:
            raise LetterReturnKnown(attempt.returned_on)
        await take_return(actor, reached, reason=reason, returned_on=returned_on)
    return attempt


async def take_return(
    acting: Actor | System, reached: ReachedAttempt, *, reason: ReturnReason, returned_on: date
) -> bool:
    """Write a return inside the open transaction, on an attempt reached for update. Appends to the chain.

    What a provider tells may come twice, or after a person entered or corrected it: that changes nothing, and is False.
    Raises LetterNotPosted, InvalidInput.
    """
    attempt, case_file = reached.attempt, reached.case_file
    if isinstance(acting, System) and await _newest(attempt) is not None:
        return False
    await _put(attempt, reason, returned_on)
    if is_void(attempt):
        await invalidate(acting, attempt, RETURNED_MAIL)
    await _follow(reached)
    returned = LetterReturned(
        attempt.id,
        attempt.letter_reference or "",
        returned_on,
        reason,
        voids_opening=attempt.is_opening_letter and is_void(attempt),
    )
    await record(acting, case_file, returned)
    return True


async def correct_letter_return(
    actor: Actor, attempt_id: UUID, *, reason: ReturnReason | None, returned_on: date | None, why: str
) -> ContactAttempt:
    """Give a returned letter another reason or day, or none of both: it never came back.

    An address that was closed for it alone is open again, and an opening letter counts again. The same changes nothing.
    Raises ContactAttemptNotFound, LetterNotReturned, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt, words = reached.attempt, correction_reason(why)
        newest = await _newest(attempt)
        if newest is None:
            raise LetterNotReturned(field="attemptId")
        if (attempt.returned_on, attempt.return_reason) == (returned_on, reason):
            return attempt
        await _put(attempt, reason, returned_on)
        if is_void(attempt):
            await invalidate(actor, attempt, RETURNED_MAIL)
        else:
            await letters_arrive(actor, attempt, RETURNED_MAIL)
        await _follow(reached)
        corrected = LetterReturnCorrected(
            attempt.id,
            attempt.letter_reference or "",
            returned=reason is not None,
            returned_on=returned_on,
            return_reason=reason,
            voids_opening=attempt.is_opening_letter and is_void(attempt),
            reason=words,
        )
        await record(actor, reached.case_file, corrected, supersedes=newest.event_id)
    return attempt


async def _newest(attempt: ContactAttempt) -> Entry | None:
    return await newest_event(attempt.case_file_id, Chain.PARTIES, _KINDS, attempt_id=attempt.id)


async def _put(attempt: ContactAttempt, reason: ReturnReason | None, returned_on: date | None) -> None:
    if attempt.channel is not Channel.LETTER or attempt.posted_on is None:
        raise LetterNotPosted(field="attemptId")
    if (reason is None) != (returned_on is None):
        raise InvalidInput("returnedOn", returned_on or "", "return_day")
    if returned_on is not None and not attempt.posted_on <= returned_on <= clock.today():
        raise InvalidInput("returnedOn", returned_on.isoformat(), "return_day")
    attempt.returned_on, attempt.return_reason = returned_on, reason
    # An address that is at fault anew is searched for anew.
    attempt.tracing_outcome = None
    await attempt.save(update_fields=["returned_on", "return_reason", "tracing_outcome"])


async def _follow(reached: ReachedAttempt) -> None:
    if reached.attempt.is_opening_letter:
        await restate_opening(reached.case_file, reached.attempt)
        await look_at_contacts_again(reached.case_file)

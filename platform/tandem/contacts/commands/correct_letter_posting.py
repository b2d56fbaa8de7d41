"""Correcting when and how a letter was posted: what counts from it follows, the day told before stays on file."""

from datetime import date
from uuid import UUID

from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.models import Claim
from tandem.casefiles.regating import look_at_contacts_again
from tandem.contacts import access
from tandem.contacts.commands.record_letter_posting import labelled, require_posting_day
from tandem.contacts.errors import LetterNotPosted
from tandem.contacts.events import LetterPosted, LetterPostingCorrected
from tandem.contacts.models import ContactAttempt, PostalService
from tandem.contacts.post.labels import require_label
from tandem.contacts.post.steps import move_proof_of_posting, require_before_steps
from tandem.contacts.returns.opening import opens_to_debtor
from tandem.contacts.validation import require_in_time
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission

_KINDS = (LetterPosted.kind, LetterPostingCorrected.kind)


async def correct_letter_posting(
    actor: Actor,
    attempt_id: UUID,
    *,
    posted_on: date,
    reason: str,
    service: PostalService | None = None,
    tracking: str | None = None,
) -> ContactAttempt:
    """Give a posted letter another posting day, service or tracking number, and say why; None: as it was.

    For an opening letter to the debtor the claims that it opened and the case file take the new day. Waiting contacts
    are asked at the gate again; the proof of the posting has its day. Not after a step or the return that was told of
    it: those are corrected first. The same changes nothing.
    Raises ContactAttemptNotFound, LetterNotPosted, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt, case_file, why = reached.attempt, reached.case_file, correction_reason(reason)
        before = attempt.posted_on
        if before is None or attempt.sending_at is None:
            raise LetterNotPosted(field="attemptId")
        wanted, number = labelled(attempt, service, tracking)
        if (before, attempt.postal_service, attempt.tracking_number) == (posted_on, wanted, number):
            return attempt
        require_posting_day(attempt.sending_at, posted_on)
        await require_before_steps(attempt, posted_on)
        if attempt.is_opening_letter:
            await require_in_time(attempt, attempt.sending_at, posted_on)
        newest = await newest_event(case_file.id, Chain.PARTIES, _KINDS, attempt_id=attempt.id)
        if newest is None:
            raise RuntimeError(f"letter {attempt.id} is posted, and no event says so")
        attempt.posted_on, attempt.postal_service, attempt.tracking_number = posted_on, wanted, number
        require_label(attempt)
        await attempt.save(update_fields=["posted_on", "postal_service", "tracking_number"])
        if await opens_to_debtor(attempt):
            named = [UUID(str(claim_id)) for claim_id, _ in attempt.claims]
            await Claim.filter(id__in=named, letter_posted_on=before).update(letter_posted_on=posted_on)
            if case_file.letter_reference == attempt.letter_reference:
                case_file.letter_posted_on = posted_on
                await case_file.save(update_fields=["letter_posted_on"])
        await look_at_contacts_again(case_file)
        corrected = LetterPostingCorrected(
            attempt.id,
            attempt.letter_reference or "",
            posted_on,
            opening=attempt.is_opening_letter,
            reason=why,
            service=wanted,
            tracking_number=number,
        )
        await record(actor, case_file, corrected, supersedes=newest.event_id)
        await move_proof_of_posting(actor, reached, posted_on)
    return attempt

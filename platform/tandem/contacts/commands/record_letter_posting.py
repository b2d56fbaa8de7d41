"""The day a printed letter was handed to the post: what opens every later contact (CPCE R124-4)."""

from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.commands import change_stage
from tandem.casefiles.models import CaseFile, Claim, Document, Stage
from tandem.contacts import access, copies
from tandem.contacts.errors import LetterAlreadyPosted, NotAPrintedLetter
from tandem.contacts.events import LetterPosted
from tandem.contacts.models import AttemptState, ContactAttempt, PostalService
from tandem.contacts.places import legal_day
from tandem.contacts.post.labels import label_of, require_label
from tandem.contacts.post.standing import is_contradicted, is_postable, is_taken_back
from tandem.contacts.returns.opening import opens_to_debtor
from tandem.contacts.states import take
from tandem.contacts.validation import require_in_time
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission


async def record_letter_posting(
    actor: Actor,
    attempt_id: UUID,
    *,
    posted_on: date,
    service: PostalService | None = None,
    tracking: str | None = None,
) -> ContactAttempt:
    """Record the posting day: not before the letter was produced, not in the future; by which service, None: by the
    one that was chosen for it.

    An opening letter to the debtor marks the claims that it names; to whomever, it brings an accepted case file to its
    amicable stage.
    Recording the same again changes nothing; what was recorded otherwise is corrected.
    Raises ContactAttemptNotFound, NotAPrintedLetter, LetterAlreadyPosted, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt, case_file = reached.attempt, reached.case_file
        wanted, number = labelled(attempt, service, tracking)
        if (attempt.posted_on, attempt.postal_service, attempt.tracking_number) == (posted_on, wanted, number):
            return attempt
        if attempt.posted_on is not None:
            raise LetterAlreadyPosted(attempt.posted_on)
        attempt.postal_service, attempt.tracking_number = wanted, number
        require_label(attempt)
        await post_letter(actor, case_file, attempt, posted_on)
    return attempt


async def post_letter(acting: Actor | System, case_file: CaseFile, attempt: ContactAttempt, posted_on: date) -> None:
    """What the posting of a locked letter changes, with its event. Last step of its transaction.

    Raises NotAPrintedLetter, and InvalidInput for a day on which it cannot have been posted.
    """
    if not is_postable(attempt) or attempt.sending_at is None:
        raise NotAPrintedLetter(field="attemptId")
    require_posting_day(attempt.sending_at, posted_on)
    if attempt.is_opening_letter:
        await require_in_time(attempt, attempt.sending_at, posted_on)
    if is_taken_back(attempt):
        await take(attempt, AttemptState.NEEDS_PERSON)
    if is_contradicted(attempt):
        await take(attempt, AttemptState.ACCEPTED, reasons=[], comment=None, settled_at=None)
    elif attempt.state is AttemptState.BLOCKED:
        await take(attempt, AttemptState.ACCEPTED)
    attempt.posted_on = posted_on
    await attempt.save(update_fields=["posted_on", "postal_service", "tracking_number"])
    reference = attempt.letter_reference or ""
    if await opens_to_debtor(attempt):
        await _open_case(case_file, attempt, reference, posted_on)
    case_file.last_contact_at = clock.now()
    await case_file.save(update_fields=["letter_reference", "letter_posted_on", "last_contact_at"])
    posted = LetterPosted(
        attempt.id,
        reference,
        posted_on,
        opening=attempt.is_opening_letter,
        pdf_sha256=await _hash_of_pdf(attempt),
        copy_sha256=copies.sha256_of(attempt.sent_copy) if attempt.sent_copy else None,
        service=attempt.postal_service,
        tracking_number=attempt.tracking_number,
    )
    await record(acting, case_file, posted)
    if attempt.is_opening_letter and case_file.stage is Stage.ACCEPTED:
        await change_stage(acting, case_file, Stage.AMICABLE)


def labelled(
    attempt: ContactAttempt, service: PostalService | None, tracking: str | None
) -> tuple[PostalService, str | None]:
    """The service and number that a letter has when this is told of it; what is left out stays. Raises InvalidInput."""
    wanted = service or attempt.postal_service
    number = label_of(wanted, tracking)
    if number is None and wanted is not PostalService.ORDINARY:
        number = attempt.tracking_number
    return wanted, number


def require_posting_day(produced_at: datetime, posted_on: date) -> None:
    """Not before the letter was produced, not in the future. Raises InvalidInput."""
    if not legal_day(produced_at) <= posted_on <= clock.today():
        raise InvalidInput("postedOn", posted_on.isoformat(), "posting_day")


async def _hash_of_pdf(attempt: ContactAttempt) -> str:
    """Of the file that was printed: what the stored document can be proved against."""
    return (await Document.get(id=attempt.document_id)).sha256


async def _open_case(case_file: CaseFile, attempt: ContactAttempt, reference: str, posted_on: date) -> None:
    named = [UUID(str(claim_id)) for claim_id, _ in attempt.claims]
    await Claim.filter(id__in=named, letter_posted_on=None).update(letter_posted_on=posted_on)
    # A posting that is entered late does not hide a later letter.
    if case_file.letter_posted_on is None or case_file.letter_posted_on <= posted_on:
        case_file.letter_reference, case_file.letter_posted_on = reference, posted_on

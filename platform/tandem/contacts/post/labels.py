"""How a letter is to be posted: the service, and the number of the label that a registered one bears."""

from uuid import UUID

from tandem.contacts import access
from tandem.contacts.errors import LetterAtPrinter, NotAPrintedLetter
from tandem.contacts.models import ContactAttempt, PostalService
from tandem.contacts.post.standing import is_postable
from tandem.contacts.post.tracking import tracking_number
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def choose_postal_service(
    actor: Actor, attempt_id: UUID, *, service: PostalService, tracking: str | None = None
) -> ContactAttempt:
    """Say by which service a printed letter is to be posted, before it is: lists, index and cover page show it.

    The number of the label may follow when the letter is posted; the service of one that a printer has is settled.
    Raises ContactAttemptNotFound, NotAPrintedLetter, LetterAtPrinter, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt = reached.attempt
        if not is_postable(attempt):
            raise NotAPrintedLetter(field="attemptId")
        if service is not attempt.postal_service and await _may_be_at_printer(attempt):
            raise LetterAtPrinter(field="service")
        attempt.postal_service, attempt.tracking_number = service, label_of(service, tracking)
        await attempt.save(update_fields=["postal_service", "tracking_number"])
    return attempt


def label_of(service: PostalService, typed: str | None) -> str | None:
    """The number of a registered letter's label, None while it has none; an ordinary letter has none at all.

    Raises InvalidInput.
    """
    if not typed or not typed.strip():
        return None
    if service is PostalService.ORDINARY:
        raise InvalidInput("trackingNumber", typed, "tracking_number_none")
    number = tracking_number(typed)
    if number is None:
        raise InvalidInput("trackingNumber", typed, "tracking_number")
    return number


async def _may_be_at_printer(attempt: ContactAttempt) -> bool:
    """Whether a printer was asked to post it by the service that it has, and did not decline.

    Whoever hands it over has the attempt locked meanwhile, too.
    """
    handover = await database.row(
        "SELECT state FROM letter_handovers WHERE agency_id = $1 AND attempt_id = $2",
        attempt.agency_id,
        attempt.id,
    )
    return handover is not None and handover["state"] in ("sending", "unconfirmed", "accepted")


def require_label(attempt: ContactAttempt) -> None:
    """A registered letter is posted with its label on: nothing else proves later which one it was.

    Raises InvalidInput.
    """
    if attempt.postal_service is not PostalService.ORDINARY and attempt.tracking_number is None:
        raise InvalidInput("trackingNumber", "", "tracking_number")

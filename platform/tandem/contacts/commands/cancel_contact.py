"""Taking a contact back before it leaves."""

from uuid import UUID

from tandem.contacts import access
from tandem.contacts.errors import ContactNotCancellable
from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.contacts.states import move
from tandem.contacts.transitions import WAITING
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


def is_cancellable(attempt: ContactAttempt) -> bool:
    """It waits, or it waits on a person and surely never left."""
    waits_on_person = attempt.state is AttemptState.NEEDS_PERSON and attempt.sending_at is None
    return attempt.state in WAITING or waits_on_person


async def cancel_contact(actor: Actor, attempt_id: UUID) -> ContactAttempt:
    """Cancel an attempt that has not left. Raises ContactAttemptNotFound, ContactNotCancellable.

    Cancelling again changes nothing.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_CANCEL)
        attempt = reached.attempt
        if attempt.state is AttemptState.CANCELLED:
            return attempt
        if not is_cancellable(attempt):
            raise ContactNotCancellable(field="attemptId")
        await move(actor, reached.case_file, attempt, AttemptState.CANCELLED, reasons=[])
    return attempt

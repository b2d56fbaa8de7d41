"""A person's answer about a contact whose outcome nobody else knows."""

from enum import StrEnum
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.errors import ContactNotSettleable
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.states import SETTLED_BY_PERSON, move, reason
from tandem.contacts.transitions import NOT_KNOWN_TO_HAVE_LEFT
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

# The provider had it, and nobody told how it ended for as long as it is asked about (`contacts.untold`).
NEVER_TOLD = "OUTCOME_NEVER_TOLD"


class SettledOutcome(StrEnum):
    """What a person found out, at the provider or from the debtor."""

    DELIVERED = "delivered"
    NOT_SENT = "not_sent"


def is_settleable(attempt: ContactAttempt) -> bool:
    """It may have left, and nothing told how it ended; of a printed letter its posting is told, or that it has none."""
    unknown = attempt.state in (AttemptState.UNCONFIRMED, AttemptState.NEEDS_PERSON)
    return is_never_told(attempt) or (unknown and attempt.sending_at is not None and attempt.document_id is None)


def is_never_told(attempt: ContactAttempt) -> bool:
    """A text or an e-mail that its provider took, and of which nobody will tell how it ended."""
    written = attempt.channel in (Channel.SMS, Channel.EMAIL)
    codes = {item.get("code") for item in attempt.reasons}
    return written and attempt.state is AttemptState.ACCEPTED and NEVER_TOLD in codes


async def settle_contact(
    actor: Actor, attempt_id: UUID, *, outcome: SettledOutcome, comment: str | None
) -> ContactAttempt:
    """Record that it arrived, or that it was never sent: then a new attempt may be planned, never this one again.

    Raises ContactAttemptNotFound, ContactNotSettleable.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_SETTLE)
        attempt = reached.attempt
        if not is_settleable(attempt):
            raise ContactNotSettleable(field="attemptId")
        state = AttemptState.DELIVERED if outcome is SettledOutcome.DELIVERED else AttemptState.FAILED
        settled = reason(SETTLED_BY_PERSON)
        words = (comment or "").strip() or None
        news = outcome is SettledOutcome.DELIVERED and attempt.state in NOT_KNOWN_TO_HAVE_LEFT
        await move(actor, reached.case_file, attempt, state, reasons=[settled], as_left=news, comment=words)
    return attempt

"""How a call went, told by the collector who made it."""

from uuid import UUID

from tandem.contacts import access
from tandem.contacts.addresses import WRONG_NUMBER, invalidate
from tandem.contacts.errors import CallOutcomeKnown, NotACall
from tandem.contacts.events import CallOutcomeRecorded
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.contacts.states import move
from tandem.contacts.transitions import may_move
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

_LEFT = frozenset(
    {
        AttemptState.SENDING,
        AttemptState.ACCEPTED,
        AttemptState.DELIVERED,
        AttemptState.FAILED,
        AttemptState.UNCONFIRMED,
        AttemptState.NEEDS_PERSON,
    }
)


def is_tellable(attempt: ContactAttempt) -> bool:
    """A call that was made, or may have been, and whose outcome is not told yet."""
    made = attempt.channel is Channel.VOICE and attempt.sending_at is not None and attempt.state in _LEFT
    return made and attempt.disposition is None


async def record_call_outcome(
    actor: Actor, attempt_id: UUID, *, disposition: Disposition, comment: str | None
) -> ContactAttempt:
    """Record the outcome; it also settles a call of which the provider said nothing more.

    A wrong number is made invalid for the whole agency. Telling the same outcome again changes nothing.
    Raises ContactAttemptNotFound, NotACall, CallOutcomeKnown.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_SETTLE)
        attempt = reached.attempt
        if attempt.disposition is disposition:
            return attempt
        if attempt.disposition is not None:
            raise CallOutcomeKnown(field="disposition")
        if not is_tellable(attempt):
            raise NotACall(field="attemptId")
        attempt.update_from_dict({"disposition": disposition, "comment": (comment or "").strip() or None})
        await attempt.save(update_fields=["disposition", "comment"])
        if disposition is Disposition.WRONG_NUMBER:
            await invalidate(actor, attempt, WRONG_NUMBER)
        await record(actor, reached.case_file, CallOutcomeRecorded(attempt.id, disposition, comment=attempt.comment))
        end = AttemptState.FAILED if disposition is Disposition.NO_ANSWER else AttemptState.DELIVERED
        if attempt.state is not AttemptState.DELIVERED and may_move(attempt.state, end):
            await move(actor, reached.case_file, attempt, end, reasons=[])
    return attempt

"""Saying that a message belongs onto no case file, and why."""

from uuid import UUID

from tandem.contacts.errors import InboundMessageHandled
from tandem.contacts.incoming import triage
from tandem.contacts.incoming.waiting import wake
from tandem.contacts.models import InboundMessage, InboundState, SetAsideAs
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

_MOST = 500  # characters of a comment


async def set_aside_inbound_message(
    actor: Actor, message_id: UUID, *, reason: SetAsideAs, comment: str | None = None
) -> InboundMessage:
    """Take a waiting message off the list; the same again changes nothing. Raises InboundMessageNotFound,
    InboundMessageHandled, InvalidInput.
    """
    written = (comment or "").strip() or None
    if written is not None and len(written) > _MOST:
        raise InvalidInput("comment", written, "inbound_comment")
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.INBOUND_MESSAGE_PLACE)
        message = await triage.message_for_update(actor, message_id)
        if message.state is InboundState.ATTACHED:
            raise InboundMessageHandled(field="messageId")
        if message.state is InboundState.SET_ASIDE:
            return message
        message.state, message.set_aside_as, message.comment = InboundState.SET_ASIDE, reason, written
        message.handled_at, message.handled_by = clock.now(), actor.person_name
        message.handled_by_id = actor.membership_id
        await message.save()
        wake(actor)
        details = {"channel": message.channel.value, "reason": reason.value}
        await audit.record(actor, AuditKind.INBOUND_MESSAGE_SET_ASIDE, details=details)
    return message

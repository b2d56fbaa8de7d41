"""Putting a message before a person: nothing that somebody wrote to an agency is lost because nobody is known by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tandem.contacts.models import Channel, InboundMessage, InboundState, InboundWhy, SetAsideAs
from tandem.contacts.withheld import withheld_of_anybody
from tandem.kit import clock
from tandem.kit.database import wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor, System

TOPIC = "inbound"


async def wait_for_person(
    scope: System,
    event_id: UUID,
    channel: Channel,
    why: InboundWhy,
    *,
    sender: str,
    sent_to: str,
    body: str,
    received_at: datetime,
    subject: str | None = None,
    attachments: Sequence[Mapping[str, object]] = (),
    attempt_id: UUID | None = None,
    storage_key: str | None = None,
    message_id: str | None = None,
    near_id: UUID | None = None,
) -> InboundMessage:
    """Write one message of the agency that `scope` is, in the open transaction that marks its callback as handled.

    `event_id` is the row of `provider_events` that brought it: a missed call has an empty `body`. `near_id`
    is a case file that its exchange is on: a person decides.
    """
    message = await InboundMessage.create(
        agency_id=scope.organization_id,
        event_id=event_id,
        channel=channel,
        sender=sender[:500],
        sent_to=withheld_of_anybody(sent_to)[:500],
        subject=withheld_of_anybody(subject) if subject else subject,
        body=withheld_of_anybody(body),
        attachments=[dict(one) for one in attachments],
        received_at=received_at,
        state=InboundState.WAITING,
        why=why,
        attempt_id=attempt_id,
        storage_key=storage_key,
        message_id=message_id,
        near_id=near_id,
    )
    wake(scope)
    return message


async def set_aside(scope: System, message: InboundMessage, reason: SetAsideAs) -> None:
    """Have a new message wait for nobody: it is among what was handled, where a person finds it."""
    message.state, message.set_aside_as, message.handled_at = InboundState.SET_ASIDE, reason, clock.now()
    await message.save(update_fields=["state", "set_aside_as", "handled_at"])
    wake(scope)


def wake(acting: Actor | System) -> None:
    """After the commit, have open pages count again."""
    wake_after_commit(Wakeup(TOPIC, acting.organization_id, (acting.organization_id,)))

"""What the tests do again and again: plan, let the worker work, read what happened."""

import itertools
from datetime import datetime
from uuid import UUID

import tandem.contacts.tasks
from tandem.contacts.commands import plan_contact
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.webhooks import receive
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.actor import Actor, System
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem.timeline.queries import Entry, timeline_of
from tandem_channels.contract import DeliveryEvent, DeliveryStatus, InboundCallEvent, InboundSmsEvent, Provider
from tests.support.builders import MadeCase

assert tandem.contacts.tasks.dispatch_attempt  # its import registers the handlers

AWA = actor_of_cast("awa")
HELENE = actor_of_cast("helene")
AGENCY = System(AWA.organization_id)
_keys = itertools.count(1)


async def plan(
    made: MadeCase,
    channel: Channel = Channel.SMS,
    *,
    template_id: str | None = None,
    send_at: datetime | None = None,
    actor: Actor = AWA,
    key: str | None = None,
) -> ContactAttempt:
    """Plan the usual contact of a channel to the case file's own address."""
    point = {Channel.EMAIL: made.email, Channel.LETTER: made.postal}.get(channel, made.phone)
    usual = {Channel.SMS: "sms_reminder.fr", Channel.EMAIL: "email_reminder.fr", Channel.LETTER: "opening_letter"}
    return await plan_contact(
        actor,
        made.case_file.id,
        point.id,
        channel=channel,
        template_id=template_id or usual.get(channel),
        send_at=send_at,
        idempotency_key=key or f"test-key-{next(_keys)}",
    )


async def work() -> int:
    """Run everything that is due, as the relay and its worker do, until nothing is; returns how many rows."""
    done = 0
    while claimed := await claim():
        for row_id, _ in claimed:
            await tasks.run(row_id)
            row = await database.row("SELECT done_at, last_error FROM outbox WHERE id = $1", row_id)
            assert row
            assert row["last_error"] is None, row["last_error"]
            done += 1
    return done


async def reread(attempt: ContactAttempt) -> ContactAttempt:
    """The attempt as it is now."""
    async with reading(AGENCY):
        return await ContactAttempt.get(id=attempt.id)


async def told(made: MadeCase, actor: Actor = AWA) -> list[Entry]:
    """The case file's events after its placement, oldest first, as the actor may see them."""
    page = await timeline_of(actor, made.case_file.id, 100, None)
    # The clock stands still: the chain's own numbers tell what came after what.
    entries = sorted((entry for _, entry in page.items), key=lambda entry: (entry.recorded_at, entry.sequence))
    return [entry for entry in entries if entry.kind != "case_file_placed"]


async def states_told(made: MadeCase) -> list[str]:
    """The states that the timeline tells, oldest first."""
    return [entry.data["state"] for entry in await told(made) if entry.kind == "contact_state_changed"]


def callback(
    attempt: ContactAttempt, status: DeliveryStatus, *, key: str | None = None, **more: object
) -> DeliveryEvent:
    """A delivery callback about an attempt."""
    return DeliveryEvent(
        provider=Provider.FAKE,
        dedupe_key=key or f"{attempt.id}:{status}",
        attempt_id=str(attempt.id),
        provider_id="fake-1",
        status=status,
        raw={"status": status.value},
        **more,  # type: ignore[arg-type]
    )


async def call_back(*events: DeliveryEvent | InboundSmsEvent | InboundCallEvent) -> None:
    """The provider tells us, and the worker handles it."""
    await receive(events)
    await work()


def text_from(made: MadeCase, body: str, *, key: str, to: str = "+33937001200") -> InboundSmsEvent:
    """The debtor answers the agency's number."""
    return InboundSmsEvent(
        provider=Provider.FAKE,
        dedupe_key=key,
        provider_id=key,
        sender=made.phone.value,
        to=to,
        body=body,
        raw={"Body": body},
    )


async def outbox_of(topic: str) -> list[UUID]:
    """The rows that wait for a topic."""
    rows = await database.rows("SELECT id FROM outbox WHERE topic = $1 AND done_at IS NULL", topic)
    return [row["id"] for row in rows]

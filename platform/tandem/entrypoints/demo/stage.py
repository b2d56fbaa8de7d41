"""How a story acts: the same commands as everybody, and the outbox drained at once with a channel in memory."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.documents import commands as documents
from tandem.casefiles.models import CaseFile, ContactPoint, ContactPointKind
from tandem.casefiles.publishing import Audience
from tandem.casefiles.uploads import receive
from tandem.contacts import webhooks
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.commands.record_letter_posting import record_letter_posting
from tandem.contacts.models import Channel, ContactAttempt
from tandem.entrypoints.demo.files import DemoFile
from tandem.entrypoints.demo.organizations import actor_of_cast, cast_id
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem.outbox import relay, tasks
from tandem.placements import uploads
from tandem.placements.commands import (
    accept_placement,
    check_placement,
    confirm_placement,
    create_placement,
)
from tandem_channels.contract import ChannelEvent, DeliveryEvent, DeliveryStatus, InboundSmsEvent, Provider


async def drain() -> None:
    """Do all that the outbox has due, and what that brings in turn."""
    while claimed := await relay.claim():
        for row_id, _ in claimed:
            await tasks.run(row_id)


async def add_document(actor: Actor, case_file: CaseFile, name: str, data: bytes, audience: Audience) -> None:
    """Announce, send and add a file, as a browser does."""
    upload = await documents.request_document_upload(actor, case_file.id, filename=name, size=len(data))
    await receive(actor.organization_id, upload.id, data)
    await documents.add_document(actor, upload.id, audience=audience)


async def place(file: DemoFile, placed_on: date) -> UUID:
    """A creditor uploads, maps as suggested, answers what the file lacks, checks and confirms; returns the batch."""
    actor = actor_of_cast(file.person, file.creditor)
    data = file.as_csv(placed_on)
    upload = await uploads.request_upload(actor, f"impayes-{placed_on:%Y-%m-%d}.csv", len(data))
    await receive(actor.organization_id, upload.id, data)
    batch = await create_placement(actor, cast_id(file.mandate), cast_id(file.creditor, "portfolio"), upload.id)
    mapping = {int(index): field for index, field in batch.mapping.items()}
    said = {"segment": file.segment, "nature": file.nature}
    answers = {"currency": "EUR", **said, "country": "FR", "language": "fr"}
    await check_placement(actor, batch.id, mapping, answers)
    await drain()
    await confirm_placement(actor, batch.id, f"demo-{file.prefix}-{placed_on}")
    await drain()
    batch_id: UUID = batch.id
    return batch_id


async def accept(person: str, batch_id: UUID) -> None:
    """The agency takes the batch on."""
    await accept_placement(actor_of_cast(person), batch_id)
    await drain()


async def cases_of(actor: Actor, batch_id: UUID) -> dict[str, CaseFile]:
    """The case files that a batch opened, by the creditor's own reference of the debtor."""
    async with reading(actor):
        found = await CaseFile.filter(batch_id=batch_id).select_related("debtor").order_by("reference")
    return {case_file.debtor.reference: case_file for case_file in found}


async def contact(
    actor: Actor, case_file: CaseFile, channel: Channel, *, send_at: datetime | None = None
) -> ContactAttempt | None:
    """Plan a contact to the debtor's first suitable address, and let it leave; None when there is no such address."""
    kinds = {Channel.EMAIL: ContactPointKind.EMAIL, Channel.LETTER: ContactPointKind.POSTAL}
    async with reading(actor):
        point = await ContactPoint.filter(
            case_file_id=case_file.id, kind=kinds.get(channel, ContactPointKind.PHONE), invalid_at=None
        ).first()
    if point is None:
        return None
    templates = {
        Channel.SMS: "sms_reminder.fr",
        Channel.EMAIL: "email_reminder.fr",
        Channel.LETTER: "opening_letter",
        Channel.VOICE: None,
    }
    attempt = await plan_contact(
        actor,
        case_file.id,
        point.id,
        channel=channel,
        template_id=templates[channel],
        send_at=send_at,
        idempotency_key=f"demo-{new_id()}",
    )
    await drain()
    async with reading(actor):
        return await ContactAttempt.get(id=attempt.id)


async def open_cases(actor: Actor, case_files: Sequence[CaseFile]) -> list[ContactAttempt]:
    """Produce the opening letter of each case file."""
    return [letter for case_file in case_files if (letter := await contact(actor, case_file, Channel.LETTER))]


async def post(actor: Actor, letters: Sequence[ContactAttempt], posted_on: date) -> None:
    """Record that printed letters were posted."""
    for letter in letters:
        await record_letter_posting(actor, letter.id, posted_on=posted_on)
        await drain()


async def delivered(attempt: ContactAttempt | None) -> None:
    """The provider reports delivery."""
    if attempt is None or attempt.provider_id is None:
        return
    event = DeliveryEvent(
        Provider.SENDGRID if attempt.channel is Channel.EMAIL else Provider.TWILIO,
        f"demo-{attempt.id}",
        str(attempt.id),
        attempt.provider_id,
        DeliveryStatus.DELIVERED,
        {"status": "delivered"},
    )
    await _from_provider(event)


async def texted(sender: str, to: str, body: str) -> None:
    """A debtor texts the agency."""
    await _from_provider(InboundSmsEvent(Provider.TWILIO, f"demo-{new_id()}", f"demo-{new_id()}", sender, to, body, {}))


async def _from_provider(event: ChannelEvent) -> None:
    await webhooks.receive([event])
    await drain()

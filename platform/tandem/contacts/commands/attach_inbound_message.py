"""Putting a message that told nobody's case file onto one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles import storage
from tandem.contacts.errors import InboundFilesArrived, InboundMessageHandled, InboundMessageNotFound
from tandem.contacts.incoming import filing, keeping, media, triage
from tandem.contacts.incoming.waiting import wake
from tandem.contacts.models import Channel, InboundMessage, InboundState
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain
from tandem_channels.inbound_email import InboundEmail, MailFile
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class _Brought:
    """The e-mail, or the pictures of the text, that a message was: where they lay, and what of them lies below the case
    file now; nothing for others.
    """

    before: str | None = None
    kept: str | None = None
    email: InboundEmail | None = None
    files: Sequence[filing.KeptFile] = ()


async def attach_inbound_message(
    actor: Actor, message_id: UUID, case_file_id: UUID, *, for_both_parties: bool
) -> InboundMessage:
    """Record the message on the case file at the time when it came, with its attachments; the same again changes
    nothing.

    `for_both_parties` False keeps it from the creditor: what it says may be about another one. A message that was put
    aside can be attached after all. Raises InboundMessageNotFound, InboundMessageHandled, CaseFileNotFound, and
    StoredFileMissing where the e-mail's bytes are lost.
    """
    async with reading(actor):
        authorize(actor, side_of(actor), Permission.INBOUND_MESSAGE_PLACE)
        known = await InboundMessage.get_or_none(id=message_id, agency_id=actor.organization_id)
        if known is None:
            raise InboundMessageNotFound(field="messageId")
        await casefiles.case_file_for(actor, case_file_id)
    brought = await _brought(known, case_file_id)
    try:
        message = await _attached(actor, message_id, case_file_id, brought, for_both_parties=for_both_parties)
    except BaseException:
        await _take_back(actor, message_id, case_file_id, brought)
        raise
    if brought.before is not None:
        await storage.delete(brought.before)
    return message


async def _brought(message: InboundMessage, case_file_id: UUID) -> _Brought:
    """Bytes first, under names that follow from the message: whoever tries again writes the same once more."""
    before = message.storage_key if message.state in (InboundState.WAITING, InboundState.SET_ASIDE) else None
    if before is None:
        return _Brought()
    try:
        if message.channel is Channel.EMAIL:
            email = await keeping.read_email(before)
            files: Sequence[MailFile] = email.files if email else ()
        else:
            email, files = None, media.files_in(await storage.get(before))
        kept = await keeping.move_to_case_file(before, case_file_id)
    except storage.StoredFileMissing:  # somebody was faster and took it along, or it is lost
        return _Brought(before)
    return _Brought(before, kept, email, await filing.keep_files(files, message.event_id, case_file_id))


async def _take_back(actor: Actor, message_id: UUID, case_file_id: UUID, brought: _Brought) -> None:
    """Nothing of a message stays below a case file that it is not on; where somebody else put it there, it does."""
    async with reading(actor):
        if await InboundMessage.exists(id=message_id, case_file_id=case_file_id):
            return
    for key in [brought.kept, *(file.stored.key for file in brought.files if file.stored)]:
        if key is not None:
            await storage.delete(key)


async def _attached(
    actor: Actor, message_id: UUID, case_file_id: UUID, brought: _Brought, *, for_both_parties: bool
) -> InboundMessage:
    chain = Chain.PARTIES if for_both_parties else Chain.AGENCY
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.INBOUND_MESSAGE_PLACE)
        message = await triage.message_for_update(actor, message_id)
        if message.state is InboundState.ATTACHED:
            if message.case_file_id != case_file_id:
                raise InboundMessageHandled(field="messageId")
            return message
        if message.channel is not Channel.EMAIL and message.storage_key != brought.before:
            raise InboundFilesArrived(field="messageId")
        if brought.before is not None and brought.kept is None:
            raise storage.StoredFileMissing(key=brought.before)
        message.update_from_dict(
            {
                "state": InboundState.ATTACHED,
                "creditor_id": reached.row.creditor_id,
                "case_file_id": reached.row.id,
                "storage_key": brought.kept,
                "chain": chain.value,
                "handled_at": clock.now(),
                "handled_by": actor.person_name,
                "handled_by_id": actor.membership_id,
                "set_aside_as": None,
            }
        )
        await message.save()
        await database.execute("SELECT door_callback_placed($1)", message.id)
        wake(actor)
        message.recorded_as = await filing.file_message(
            System(actor.organization_id),
            reached.row,
            brought.files,
            channel=message.channel,
            sender=message.sender,
            subject=message.subject,
            body=_body_of(message, brought.email),
            whole=message.body,
            received_at=message.received_at,
            chain=chain,
            media=_media_of(message),
            lost=_lost_of(message),
        )
        await message.save(update_fields=["recorded_as"])
        subject = Subject(SubjectType.CASE_FILE, reached.row.id, reached.row.reference)
        await audit.record(actor, AuditKind.INBOUND_MESSAGE_ATTACHED, subject, details={"channel": message.channel})
    return message


def _body_of(message: InboundMessage, email: InboundEmail | None) -> str:
    return email.answer if email is not None and message.channel is Channel.EMAIL else message.body


def _media_of(message: InboundMessage) -> list[str]:
    if message.channel is not Channel.SMS:
        return []
    return [str(one["content_type"]) for one in message.attachments]


def _lost_of(message: InboundMessage) -> list[str]:
    """Those that were never had; of those that are still being fetched it is told once that is known."""
    if message.channel is not Channel.SMS:
        return []
    return [str(one["name"]) for one in message.attachments if one["refused"] in media.NOT_HAD]

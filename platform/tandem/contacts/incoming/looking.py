"""A file of a message that no case file has yet: looked at before somebody says where the message belongs."""

import asyncio
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.documents.content import content_type_of
from tandem.casefiles.documents.names import fitting_name
from tandem.contacts.errors import InboundMessageNotFound
from tandem.contacts.incoming import keeping, media
from tandem.contacts.models import Channel, InboundMessage, InboundState
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_channels.inbound_email import MailFile
from tandem_policies.permission import Permission


async def file_to_look_at(actor: Actor, message_id: UUID, place: int) -> tuple[bytes, str, str]:
    """The bytes of the file in that place, counted from 0, its name and its type, for whoever reads the message.

    What no upload may be is not given. On a case file it is a document. Raises NotPermitted, InboundMessageNotFound,
    StoredFileMissing.
    """
    authorize(actor, side_of(actor), Permission.INBOUND_MESSAGE_READ)
    async with reading(actor):
        message = await InboundMessage.get_or_none(id=message_id, agency_id=actor.organization_id)
    if message is None or not may_be_looked_at(message, place):
        raise InboundMessageNotFound(field="messageId")
    file = await _file_of(message, place)
    content_type = await asyncio.to_thread(content_type_of, file.data)
    return file.data, fitting_name(str(message.attachments[place]["name"]), content_type), content_type


def may_be_looked_at(message: InboundMessage, place: int) -> bool:
    """Whether there is such a file, and it was taken."""
    return (
        message.state in (InboundState.WAITING, InboundState.SET_ASIDE)
        and message.storage_key is not None
        and 0 <= place < len(message.attachments)
        and not message.attachments[place]["refused"]
    )


async def _file_of(message: InboundMessage, place: int) -> MailFile:
    key = str(message.storage_key)
    if message.channel is Channel.EMAIL:
        email = await keeping.read_email(key)
        if email is None:
            raise storage.StoredFileMissing(key=key)
        return email.files[place]
    # The bundle has those alone that the provider gave.
    had = [number for number, one in enumerate(message.attachments) if one["refused"] not in media.NOT_HAD]
    return media.files_in(await storage.get(key))[had.index(place)]

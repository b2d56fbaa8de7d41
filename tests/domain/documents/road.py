"""The road of a file: announced, sent, added."""

from uuid import UUID

from tandem.casefiles import uploads
from tandem.casefiles.documents.commands import add_document, request_document_upload
from tandem.casefiles.models import Document
from tandem.casefiles.publishing import Audience
from tandem.organizations.actor import Actor
from tests.support.builders import MadeCase

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


async def sent(actor: Actor, made: MadeCase, data: bytes = PDF, filename: str = "procès-verbal.pdf") -> UUID:
    """An upload whose bytes have come."""
    upload = await request_document_upload(actor, made.case_file.id, filename=filename, size=len(data))
    await uploads.receive(actor.organization_id, upload.id, data)
    upload_id: UUID = upload.id
    return upload_id


async def added(actor: Actor, made: MadeCase, audience: Audience, data: bytes = PDF) -> Document:
    """A file of the case."""
    return await add_document(actor, await sent(actor, made, data), audience=audience)

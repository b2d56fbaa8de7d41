"""Opening one file of a case."""

from uuid import UUID

from tandem.casefiles.documents import access
from tandem.casefiles.models import Document
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def document_to_open(actor: Actor, document_id: UUID) -> Document:
    """A file that the actor may read now. Raises DocumentNotFound, NotPermitted."""
    async with reading(actor):
        reached = await access.document_for(actor, document_id)
        authorize(actor, reached, Permission.DOCUMENT_READ)
    return reached.row

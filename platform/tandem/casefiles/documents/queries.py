"""Reading files of a case by their ids."""

from collections.abc import Iterable
from uuid import UUID

from tandem.casefiles.documents import access
from tandem.casefiles.models import Document
from tandem.casefiles.parts import parts_by_id
from tandem.casefiles.publishing import PublicationState
from tandem.casefiles.queries import DOCUMENTS
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


async def documents_by_id(actor: Actor, document_ids: Iterable[UUID]) -> dict[UUID, Document]:
    """Those of the files that the actor's side may see and that were not taken back."""
    found = await parts_by_id(actor, Document, DOCUMENTS, document_ids)
    return {key: document for key, document in found.items() if document.state is not PublicationState.WITHDRAWN}

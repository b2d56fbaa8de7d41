"""Events of files."""

from uuid import UUID

from tandem.casefiles import events
from tandem.casefiles.documents.queries import documents_by_id
from tandem.casefiles.queries import DOCUMENTS
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved
from tandem_graphql.reads import named
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.vocabulary import Resource

_OF_DOCUMENT = named(DOCUMENTS.table, noted_in("document_id"), where=DOCUMENTS.condition, may_be_gone=True)


@shows(events.DocumentAdded)
class DocumentAdded(TimelineEvent):
    name: str | None = field(Resource.DOCUMENT, of=recorded("name"))
    content_type: str = field(Resource.DOCUMENT, of=recorded("content_type"))
    size: int = field(Resource.DOCUMENT, of=recorded("size"))
    sha256: str | None = field(Resource.DOCUMENT, of=recorded("sha256"))

    @resolved(Resource.DOCUMENT, ahead=_OF_DOCUMENT)
    async def document(self, info: Info) -> Document | None:
        """The file as it can be opened now; null once it was erased."""
        row = await info.context.loaders.load(documents_by_id, UUID(self.row.data["document_id"]))
        return Document.of(info.context.actor, row) if row else None

"""Events of files."""

from uuid import UUID

from tandem.casefiles import events
from tandem.casefiles.documents.queries import documents_by_id
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved
from tandem_graphql.timeline.types import TimelineEvent, recorded, shows
from tandem_policies.vocabulary import Resource


@shows(events.DocumentAdded)
class DocumentAdded(TimelineEvent):
    name: str | None = field(Resource.DOCUMENT, of=recorded("name"))
    content_type: str = field(Resource.DOCUMENT, of=recorded("content_type"))
    size: int = field(Resource.DOCUMENT, of=recorded("size"))
    sha256: str | None = field(Resource.DOCUMENT, of=recorded("sha256"))

    @resolved(Resource.DOCUMENT)
    async def document(self, info: Info) -> Document | None:
        """The file as it can be opened now; null once it was erased."""
        row = await info.context.loaders.load(documents_by_id, UUID(self.row.data["document_id"]))
        return Document.of(info.context.actor, row) if row else None

"""Events of a letter on its way."""

from datetime import date
from uuid import UUID

from tandem.casefiles.documents.queries import documents_by_id
from tandem.casefiles.queries import DOCUMENTS
from tandem.contacts.post import events
from tandem.contacts.post.stations import LetterStep
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved
from tandem_graphql.reads import named
from tandem_graphql.timeline.contacts import OF_ATTEMPT, attempt_of
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.vocabulary import Resource

ATTEMPT = Resource.CONTACT_ATTEMPT
_PROOF = named(DOCUMENTS.table, noted_in("document_id"), where=DOCUMENTS.condition, may_be_gone=True)


@shows(events.LetterStepRecorded)
class LetterStepRecorded(TimelineEvent):
    """Where a letter is, since which day; told again with another day, it supersedes what was told before."""

    reference: str = field(ATTEMPT, of=recorded("reference"))
    step: LetterStep = field(ATTEMPT, of=recorded("step", LetterStep))
    happened_on: date = field(ATTEMPT, of=recorded("happened_on", date.fromisoformat))

    @resolved(Resource.DOCUMENT, ahead=_PROOF)
    async def document(self, info: Info) -> Document | None:
        """What proves it, as it can be opened now."""
        document_id = self.row.data["document_id"]
        if document_id is None:
            return None
        row = await info.context.loaders.load(documents_by_id, UUID(document_id))
        return Document.of(info.context.actor, row) if row else None

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)

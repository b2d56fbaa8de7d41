"""Reading contacts: what waits on a person, what can be sent."""

from datetime import datetime

import strawberry

from tandem.contacts import queries
from tandem.contacts.answering import Answer
from tandem.contacts.attention import attention_for
from tandem.contacts.models import Channel
from tandem.contacts.templates import tidied
from tandem_graphql.connections import Connection
from tandem_graphql.contacts.composing import ContactPreview, MessageTemplate
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class ContactQueries:
    @query(Resource.CONTACT_ATTEMPT)
    async def attention(self, info: Info, first: int = 50, after: str | None = None) -> Connection[ContactAttempt]:
        """Attempts that wait on a person, each with what to do; letters printed and not yet posted among them."""
        actor = info.context.actor
        return Connection.of(await attention_for(actor, first, after), lambda row: ContactAttempt.of(actor, row))

    @query(Resource.CONTACT_ATTEMPT)
    async def message_templates(
        self,
        info: Info,
        case_file_id: strawberry.ID,
        channel: Channel | None = None,
        contact_point_id: strawberry.ID | None = None,
        answering: bool = False,
    ) -> list[MessageTemplate]:
        """What can be sent; `contactPointId`: to this address, whose owner may lack the opening letter or have it.

        `answering`: instead, the frames of an answer in one's own words (`answerMessage`).
        """
        point = key_of(contact_point_id, "ContactPoint", "contactPointId") if contact_point_id else None
        key = key_of(case_file_id, "CaseFile", "caseFileId")
        return [
            MessageTemplate(
                id=strawberry.ID(choice.id),
                channel=choice.channel,
                purpose=choice.purpose,
                language=choice.language,
                title=choice.title,
                tone=choice.tone,
                recommended=choice.recommended,
                sends_files=choice.sends_files,
            )
            for choice in await queries.templates_for(info.context.actor, key, channel, point, answering=answering)
        ]

    @query(Resource.CONTACT_ATTEMPT_CONTENT)
    async def contact_preview(
        self,
        info: Info,
        case_file_id: strawberry.ID,
        contact_point_id: strawberry.ID,
        channel: Channel,
        template_id: strawberry.ID,
        send_at: datetime | None = None,
        document_ids: list[strawberry.ID] | None = None,
        message_id: strawberry.ID | None = None,
        words: str = "",
    ) -> ContactPreview | None:
        """As it would leave; `messageId` and `words`: of an answer, as `answerMessage` takes them."""
        key = key_of(case_file_id, "CaseFile", "caseFileId")
        preview = await queries.preview(
            info.context.actor,
            key,
            key_of(contact_point_id, "ContactPoint", "contactPointId"),
            channel=channel,
            template_id=template_id,
            send_at=send_at,
            document_ids=[key_of(one, "Document", "documentIds") for one in document_ids or ()],
            answer=Answer(key_of(message_id, "TimelineEvent", "messageId"), tidied(words)) if message_id else None,
        )
        return ContactPreview.of(key, preview, info.context.locale) if preview else None

"""Answers in a collector's own words, and the ready replies that they begin with."""

from datetime import datetime

import strawberry

from tandem.contacts import commands, queries
from tandem.contacts.models import Channel
from tandem.contacts.ready_replies import ReadyReply as Filled
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type()
class ReadyReply:
    """A short text of the agency, filled for a case file, that an answer can begin with."""

    id: strawberry.ID
    title: str
    language: str
    text: str

    @classmethod
    def of(cls, reply: Filled) -> "ReadyReply":
        """From the domain's reply."""
        return cls(id=strawberry.ID(reply.id), title=reply.title, language=reply.language, text=reply.text)


@strawberry.input
class AnswerMessageInput:
    case_file_id: strawberry.ID
    message_id: strawberry.ID = strawberry.field(description="The event of the text or e-mail that is answered.")
    contact_point_id: strawberry.ID = strawberry.field(description="An address of the person who wrote it.")
    channel: Channel = strawberry.field(description="SMS or EMAIL.")
    template_id: strawberry.ID = strawberry.field(description="The frame: `messageTemplates` with `answering`.")
    words: str = strawberry.field(description="The answer in one's own words, as plain text.")
    send_at: datetime | None = strawberry.field(default=None, description="Now when left out.")
    document_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Of EMAIL only: files of the case file, recorded for both parties, that leave with it.",
    )
    idempotency_key: str


@value_type(Public.ANSWER)
class AnswerMessagePayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class AnswerQueries:
    @query(Resource.CONTACT_ATTEMPT_CONTENT)
    async def ready_replies(
        self, info: Info, case_file_id: strawberry.ID, contact_point_id: strawberry.ID, channel: Channel
    ) -> list[ReadyReply]:
        """The agency's ready replies to one address, filled, for whoever may answer."""
        found = await queries.ready_replies_for(
            info.context.actor,
            key_of(case_file_id, "CaseFile", "caseFileId"),
            key_of(contact_point_id, "ContactPoint", "contactPointId"),
            channel,
        )
        return [ReadyReply.of(one) for one in found]


@strawberry.type
class AnswerMutations:
    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def answer_message(self, info: Info, input: AnswerMessageInput) -> AnswerMessagePayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.answer_message(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.message_id, "TimelineEvent", "messageId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
            words=input.words,
            template_id=input.template_id,
            send_at=input.send_at,
            idempotency_key=input.idempotency_key,
            document_ids=[key_of(one, "Document", "documentIds") for one in input.document_ids or ()],
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return AnswerMessagePayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

"""Messages that told nobody's case file: the agency's list, and what a person does with them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from tandem.casefiles.queries import case_files_by_id
from tandem.contacts import commands
from tandem.contacts.incoming.looking import may_be_looked_at
from tandem.contacts.incoming.triage import TriageList, inbound_for, suggestions_by_message, waiting_count
from tandem.contacts.incoming.waiting import TOPIC
from tandem.contacts.models import Channel, InboundState, InboundWhy, SetAsideAs
from tandem.contacts.models import InboundMessage as MessageRow
from tandem.kit import texts
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.live import wakeups
from tandem_graphql.roots import mutation, query, subscription
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

for word in (InboundState, InboundWhy, SetAsideAs, TriageList):
    strawberry.enum(word)
_TYPE = "InboundMessage"


@value_type()
class InboundAttachment:
    name: str
    content_type: str
    size: int
    refused: str | None = strawberry.field(description="Why it is not taken as a document, in the reader's language.")

    url: str | None = strawberry.field(description="To look at it while its message is on no case file.")

    @classmethod
    def of(cls, row: MessageRow, place: int, locale: str) -> "InboundAttachment":
        """As the message's row keeps it."""
        kept: dict[str, Any] = dict(row.attachments[place])
        why = kept.get("refused")
        refused = texts.render(f"inbound_file.{why}", locale) if why else None
        url = f"/files/inbound/{row.id}?file={place}" if may_be_looked_at(row, place) else None
        return cls(name=kept["name"], content_type=kept["content_type"], size=kept["size"], refused=refused, url=url)


@value_type()
class InboundMessage:
    """A text, an e-mail or a missed call that did not find its case file by itself."""

    id: strawberry.ID
    channel: Channel
    sender: str = strawberry.field(name="from", description="Number or address, as the message says.")
    sent_to: str = strawberry.field(name="to")
    subject: str | None
    body: str = strawberry.field(description="All of it; empty for a missed call.")
    attachments: list[InboundAttachment]
    received_at: datetime
    state: InboundState
    why: InboundWhy | None
    handled_at: datetime | None
    handled_by: str | None
    set_aside_as: SetAsideAs | None
    comment: str | None
    event_id: strawberry.ID | None = strawberry.field(
        description="The event that tells of it on its case file: what an answer names."
    )
    row: strawberry.Private[MessageRow]

    @strawberry.field
    async def case_file(self, info: Info) -> CaseFile | None:
        """Where it was put; null also for whoever does not reach that case file."""
        if self.row.case_file_id is None:
            return None
        found = await info.context.loaders.load(case_files_by_id, self.row.case_file_id)
        return CaseFile.of(info.context.actor, found) if found else None

    @strawberry.field
    async def suggestions(self, info: Info) -> list[CaseFile]:
        """Case files that it may be about: of what it answers, then those that have the sender's number or address."""
        keys: list[UUID] = await info.context.loaders.need(suggestions_by_message, self.row.id)
        found = await asyncio.gather(*(info.context.loaders.load(case_files_by_id, key) for key in keys))
        return [CaseFile.of(info.context.actor, row) for row in found if row]

    @classmethod
    def of(cls, row: MessageRow, locale: str) -> "InboundMessage":
        """From the domain's row."""
        return cls(
            id=global_id(_TYPE, row.id),
            channel=row.channel,
            sender=row.sender,
            sent_to=row.sent_to,
            subject=row.subject,
            body=row.body,
            attachments=[InboundAttachment.of(row, place, locale) for place in range(len(row.attachments))],
            received_at=row.received_at,
            state=row.state,
            why=row.why,
            handled_at=row.handled_at,
            handled_by=row.handled_by,
            set_aside_as=row.set_aside_as,
            comment=row.comment,
            event_id=global_id("TimelineEvent", row.recorded_as) if row.recorded_as else None,
            row=row,
        )


@strawberry.input
class AttachInboundMessageInput:
    message_id: strawberry.ID
    case_file_id: strawberry.ID
    for_both_parties: bool = strawberry.field(description="False keeps it from the creditor.")


@strawberry.input
class SetAsideInboundMessageInput:
    message_id: strawberry.ID
    reason: SetAsideAs
    comment: str | None = None


@value_type(Public.ANSWER)
class AttachInboundMessagePayload:
    message: InboundMessage | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class SetAsideInboundMessagePayload:
    message: InboundMessage | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class InboundQueries:
    @query(Resource.INBOUND_MESSAGE)
    async def inbound_messages(
        self, info: Info, which: TriageList = TriageList.WAITING, first: int = 50, after: str | None = None
    ) -> Connection[InboundMessage]:
        """Messages that wait to be put onto a case file, the longest waiting first; or those that somebody handled."""
        page = await inbound_for(info.context.actor, which, first, after)
        return Connection.of(page, lambda row: InboundMessage.of(row, info.context.locale))


@strawberry.type
class InboundMutations:
    @mutation(Permission.INBOUND_MESSAGE_PLACE)
    async def attach_inbound_message(
        self,
        info: Info,
        input: AttachInboundMessageInput,  # noqa: A002
    ) -> AttachInboundMessagePayload:
        row = await commands.attach_inbound_message(
            info.context.actor,
            key_of(input.message_id, _TYPE, "messageId"),
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            for_both_parties=input.for_both_parties,
        )
        return AttachInboundMessagePayload(message=InboundMessage.of(row, info.context.locale))

    @mutation(Permission.INBOUND_MESSAGE_PLACE)
    async def set_aside_inbound_message(
        self,
        info: Info,
        input: SetAsideInboundMessageInput,  # noqa: A002
    ) -> SetAsideInboundMessagePayload:
        row = await commands.set_aside_inbound_message(
            info.context.actor,
            key_of(input.message_id, _TYPE, "messageId"),
            reason=input.reason,
            comment=input.comment,
        )
        return SetAsideInboundMessagePayload(message=InboundMessage.of(row, info.context.locale))


@strawberry.type
class InboundSubscription:
    @subscription(Resource.INBOUND_MESSAGE)
    async def inbound_waiting(self, info: Info) -> AsyncGenerator[int, None]:
        """How many messages wait, now and whenever that changes."""
        context, told = info.context, -1
        async with aclosing(wakeups(context, whole_side=True)) as woken:
            async for heard in woken:
                if heard and not any(one.topic == TOPIC for one in heard):
                    continue
                number = await waiting_count(context.actor)
                if number != told:
                    told = number
                    yield number

"""Reading accounts and senders, and what was given up."""

from datetime import datetime
from uuid import UUID

import strawberry

from tandem.contacts.accounts.queries import setup_for
from tandem.kit.pagination import Cursors, page_of, page_size
from tandem.kit.texts import LOCALES, catalogue, render
from tandem.outbox import given_up
from tandem_graphql.accounts.types import AccountSetup
from tandem_graphql.connections import PageInfo, page_info
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@value_type()
class GivenUpMessage:
    """Something that could not be carried out, however often it was tried. Whom it is about is not told."""

    id: strawberry.ID
    organization_name: str | None = strawberry.field(description="Told to the operator.")
    topic: str
    what: str
    error: str | None = strawberry.field(description="The class of what failed last.")
    tries: int
    created_at: datetime
    failed_at: datetime
    case_file_id: strawberry.ID | None = strawberry.field(description="Told to the agency.")
    may_be_handed: bool = strawberry.field(
        description="Told to the operator: it came in, no agency is named, and the operator may say whose it is."
    )
    came_to: str | None = strawberry.field(description="Told to the operator: the number that it came to.")

    @classmethod
    def of(cls, row: given_up.GivenUp, locale: str) -> "GivenUpMessage":
        """In the reader's words."""
        return cls(
            id=global_id("OutboxMessage", row.id),
            organization_name=row.organization_name,
            topic=row.topic,
            what=said_of(row.topic, locale),
            error=row.error,
            tries=row.tries,
            created_at=row.created_at,
            failed_at=row.failed_at,
            case_file_id=global_id("CaseFile", row.case_file_id) if row.case_file_id else None,
            may_be_handed=row.may_be_handed,
            came_to=row.came_to,
        )


@value_type()
class AgencyToHandTo:
    id: strawberry.ID
    name: str


@value_type(Public.PAGE)
class GivenUpEdge:
    cursor: str
    node: GivenUpMessage


@value_type(Public.PAGE)
class GivenUpConnection:
    edges: list[GivenUpEdge]
    page_info: PageInfo

    @strawberry.field
    async def agencies(self, info: Info) -> list[AgencyToHandTo]:
        """Whom the operator may hand to what is no agency's; nobody for an agency."""
        found = await given_up.agencies_to_hand_to(info.context.actor)
        return [AgencyToHandTo(id=global_id("Organization", one.id), name=one.name) for one in found]


def said_of(topic: str, locale: str) -> str:
    """What a message was for, in a few words: its own, those of its capability, or that nobody knows any more."""
    known = catalogue(LOCALES[0])
    for key in (f"topic.{topic}", f"topic.{topic.partition('.')[0]}", "topic.other"):
        if key in known:
            return render(key, locale)
    return topic


@strawberry.type
class AccountQueries:
    @query(Resource.PROVIDER_ACCOUNT)
    async def account_setup(self, info: Info) -> AccountSetup:
        """The channels, provider accounts and senders of the reader's agency."""
        return AccountSetup.of(await setup_for(info.context.actor), info.context.locale)

    @query(Resource.OUTBOX)
    async def given_up_messages(self, info: Info, first: int = 50, after: str | None = None) -> GivenUpConnection:
        """What could not be carried out, the latest first: the agency's own, or everybody's for the operator."""
        actor = info.context.actor
        cursors = Cursors("given_up", actor.organization_id)
        key = cursors.read(after, datetime.fromisoformat, UUID)
        found = await given_up.given_up_for(actor, page_size(first) + 1, (key[0], key[1]) if key else None)
        page = page_of(found, first, lambda row: cursors.of(row.failed_at.isoformat(), row.id))
        edges = [
            GivenUpEdge(cursor=cursor, node=GivenUpMessage.of(row, info.context.locale)) for cursor, row in page.items
        ]
        return GivenUpConnection(edges=edges, page_info=page_info(page))

"""Reading the people of one's own organization."""

import strawberry

from tandem.people import queries
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.people.types import ApiToken, Invitation, Member, SecondFactorRule
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class PeopleQueries:
    @query(Resource.MEMBERSHIP)
    async def members(self, info: Info) -> list[Member]:
        """The people of the reader's own organization, by name."""
        actor = info.context.actor
        return [Member.of(actor, row) for row in await queries.members_for(actor)]

    @query(Resource.MEMBERSHIP)
    async def invitations(self, info: Info) -> list[Invitation]:
        """Who is invited and has not answered, newest first."""
        actor = info.context.actor
        return [Invitation.of(actor, row) for row in await queries.invitations_for(actor)]

    @query(Resource.MEMBERSHIP)
    async def second_factor_rule(self, info: Info) -> SecondFactorRule:
        """Whether the reader's own organization asks its people for a second factor."""
        return SecondFactorRule(required_since=await queries.second_factor_required_since(info.context.actor))

    @query(Resource.API_TOKEN)
    async def api_tokens(self, info: Info, first: int = 20, after: str | None = None) -> Connection[ApiToken]:
        """The tokens of the reader's own organization, newest first, ended ones included."""
        actor = info.context.actor
        page = await queries.tokens_for(actor, first, after)
        return Connection.of(page, lambda row: ApiToken.of(actor, row))

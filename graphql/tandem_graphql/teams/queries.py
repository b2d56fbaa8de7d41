"""Reading teams."""

import strawberry

from tandem.organizations.models import CaseScope
from tandem.organizations.teams import queries
from tandem_graphql.context import Info
from tandem_graphql.roots import query
from tandem_graphql.teams.types import Colleague, Team
from tandem_policies.vocabulary import Resource


@strawberry.type
class TeamQueries:
    @query(Resource.TEAM)
    async def teams(self, info: Info) -> list[Team]:
        actor = info.context.actor
        return [Team.of(actor, row) for row in await queries.teams_for(actor)]

    @query(Resource.TEAM)
    async def colleagues(self, info: Info) -> list[Colleague]:
        """Whom case files can be assigned to: the members of the reader's agency, by name."""
        return [Colleague.of(one) for one in await queries.colleagues_for(info.context.actor)]

    @query(Resource.TEAM)
    async def case_scope(self, info: Info) -> CaseScope:
        """What of its case files the reader's agency leaves to its collectors."""
        return await queries.case_scope_of(info.context.actor)

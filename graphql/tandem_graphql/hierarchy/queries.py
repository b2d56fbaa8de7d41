"""Reading a group."""

import strawberry

from tandem.organizations.hierarchy import queries
from tandem_graphql.context import Info
from tandem_graphql.hierarchy.types import Hierarchy
from tandem_graphql.organizations.types import Organization
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class HierarchyQueries:
    @query(Resource.ORGANIZATION)
    async def hierarchy(self, info: Info) -> Hierarchy | None:
        """The place of the reader's creditor among others; null for agencies and banks."""
        actor = info.context.actor
        found = await queries.hierarchy_of(actor)
        return Hierarchy.of(actor, found) if found else None

    @query(Resource.ORGANIZATION)
    async def entities(self, info: Info) -> list[Organization]:
        """What a group's lists and figures can be narrowed to: those below it that place case files."""
        actor = info.context.actor
        return [Organization.of(actor, row) for row in await queries.entities_for(actor)]

    @query(Resource.ORGANIZATION)
    async def groups_of_code(self, info: Info, code: str) -> list[str]:
        """Who would read all case files by a code, before one joins: its group and all above it, the nearest first.

        Empty when the code is not in force.
        """
        return await queries.groups_of_code(info.context.actor, code)

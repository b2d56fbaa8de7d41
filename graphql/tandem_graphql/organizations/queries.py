"""Reading organizations: the viewer, mandates, portfolios."""

import strawberry

from tandem.organizations import queries
from tandem_graphql.context import Info
from tandem_graphql.fields import Public
from tandem_graphql.organizations.types import Mandate, Organization, Portfolio
from tandem_graphql.organizations.viewer import Viewer
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class OrganizationQueries:
    @query(Public.SIGN_IN)
    def viewer(self, info: Info) -> Viewer | None:
        """Null when nobody is signed in."""
        actor = info.context.signed_in
        return Viewer.of(actor) if actor else None

    @query(Resource.MANDATE)
    async def mandates(self, info: Info) -> list[Mandate]:
        actor = info.context.actor
        return [Mandate.of(actor, row) for row in await queries.mandates_for(actor)]

    @query(Resource.PORTFOLIO)
    async def portfolios(self, info: Info) -> list[Portfolio]:
        actor = info.context.actor
        return [Portfolio.of(actor, row) for row in await queries.portfolios_for(actor)]

    @query(Resource.ORGANIZATION)
    async def banks(self, info: Info) -> list[Organization]:
        actor = info.context.actor
        return [Organization.of(actor, row) for row in await queries.banks_for(actor)]

    @query(Resource.ORGANIZATION)
    async def creditors(self, info: Info) -> list[Organization]:
        """Creditors an agency can make a mandate with."""
        actor = info.context.actor
        return [Organization.of(actor, row) for row in await queries.creditors_for(actor)]

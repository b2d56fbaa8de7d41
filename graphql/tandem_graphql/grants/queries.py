"""Reading grants: what is open, what could be opened, and what a bank would see by it."""

import strawberry

from tandem.organizations import queries
from tandem.organizations.models import GrantLevel
from tandem.reporting.bank import grant_preview_for
from tandem.reporting.granted import grantable_batches_for
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.grants.mutations import batch_keys
from tandem_graphql.grants.types import BankGrant, GrantedBatch
from tandem_graphql.ids import key_of
from tandem_graphql.reporting.bank import BankFigures
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class GrantQueries:
    @query(Resource.BANK_GRANT)
    async def bank_grants(self, info: Info, first: int = 20, after: str | None = None) -> Connection[BankGrant]:
        actor = info.context.actor
        page = await queries.bank_grants_for(actor, first, after)
        return Connection.of(page, lambda row: BankGrant.of(actor, row))

    @query(Resource.BANK_GRANT)
    async def grantable_batches(self, info: Info, portfolio_id: strawberry.ID) -> list[GrantedBatch]:
        """The placements of a portfolio that can be opened to a bank, the newest first."""
        found = await grantable_batches_for(info.context.actor, key_of(portfolio_id, "Portfolio", "portfolioId"))
        return [GrantedBatch.of(batch) for batch in found]

    @query(Resource.BANK_GRANT)
    async def bank_grant_preview(
        self,
        info: Info,
        portfolio_id: strawberry.ID,
        level: GrantLevel,
        batch_ids: list[strawberry.ID] | None = None,
        shows_disputes: bool = False,
    ) -> list[BankFigures]:
        """What a bank would see by such a grant today; empty where fewer than five debtors stand behind it."""
        found = await grant_preview_for(
            info.context.actor,
            key_of(portfolio_id, "Portfolio", "portfolioId"),
            batch_keys(batch_ids),
            level=level,
            shows_disputes=shows_disputes,
        )
        return [BankFigures.of(one) for one in found]

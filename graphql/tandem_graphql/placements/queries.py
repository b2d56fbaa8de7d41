"""Reading batches."""

import strawberry

from tandem.placements import queries
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.placements.types import PlacementBatch
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class PlacementQueries:
    @query(Resource.PLACEMENT)
    async def placement_batches(
        self, info: Info, first: int = 20, after: str | None = None, mandate_id: strawberry.ID | None = None
    ) -> Connection[PlacementBatch]:
        """What was placed, newest first; of one mandate where one is named."""
        actor = info.context.actor
        mandate = key_of(mandate_id, "Mandate", "mandateId") if mandate_id else None
        page = await queries.placement_batches_for(actor, first, after, mandate_id=mandate)
        return Connection.of(page, lambda row: PlacementBatch.of(actor, row))

    @query(Resource.PLACEMENT)
    async def placement_batch(self, info: Info, id: strawberry.ID) -> PlacementBatch | None:  # noqa: A002
        actor = info.context.actor
        row = await queries.placement_batch_for(actor, key_of(id, "PlacementBatch", "id"))
        return PlacementBatch.of(actor, row) if row else None

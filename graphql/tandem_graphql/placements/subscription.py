"""A batch as it advances."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from tandem.placements.errors import PlacementNotFound
from tandem.placements.models import PlacementState
from tandem.placements.queries import placement_batch_for
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.live import wakeups
from tandem_graphql.placements.types import PlacementBatch
from tandem_graphql.roots import subscription
from tandem_policies.vocabulary import Resource

_MOVING = (PlacementState.CHECKING, PlacementState.COMMITTING)


@strawberry.type
class PlacementSubscription:
    @subscription(Resource.PLACEMENT)
    async def placement_progress(self, info: Info, batch_id: strawberry.ID) -> AsyncGenerator[PlacementBatch, None]:
        """A placement batch as it advances; completes when it rests."""
        context, key = info.context, key_of(batch_id, "PlacementBatch", "batchId")
        async with aclosing(wakeups(context, key)) as woken:
            async for _ in woken:
                row = await placement_batch_for(context.actor, key)
                if row is None:
                    raise PlacementNotFound(field="batchId")
                yield PlacementBatch.of(context.actor, row)
                if row.state not in _MOVING:
                    return

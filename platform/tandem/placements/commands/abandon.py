"""Giving a batch up before it is confirmed."""

from uuid import UUID

from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.placements import access
from tandem.placements.errors import PlacementNotReady
from tandem.placements.models import OPEN, PlacementBatch, PlacementState
from tandem_policies.permission import Permission


async def abandon_placement(actor: Actor, batch_id: UUID) -> PlacementBatch:
    """Give up a batch that was not confirmed. Raises PlacementNotFound, PlacementNotReady."""
    async with transaction(actor):
        reached = await access.batch_for_update(actor, batch_id)
        authorize(actor, reached, Permission.PLACEMENT_CREATE)
        batch = reached.row
        if batch.state not in OPEN:
            raise PlacementNotReady
        batch.state = PlacementState.ABANDONED
        await batch.save(update_fields=["state"])
        wake_after_commit(Wakeup("placement", batch.id, (batch.creditor_id,)))
    return batch

"""The agency takes a batch on: its case files can be worked."""

from uuid import UUID

from tandem.kit import clock
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.outbox import emit
from tandem.placements import access
from tandem.placements.accepting import accept_case_files, submitted_case_files
from tandem.placements.errors import PlacementNotReady
from tandem.placements.models import PlacementBatch, PlacementState
from tandem_policies.permission import Permission

# Up to here the answer waits for the case files (a tenth of a second); beyond, the worker takes them on.
MOST_AT_ONCE = 500


async def accept_placement(actor: Actor, batch_id: UUID) -> PlacementBatch:
    """Accept a submitted batch with all of its submitted case files. Raises PlacementNotFound, PlacementNotReady."""
    async with transaction(actor):
        reached = await access.batch_for_update(actor, batch_id)
        authorize(actor, reached, Permission.PLACEMENT_ACCEPT)
        batch = reached.row
        if batch.state is not PlacementState.SUBMITTED:
            raise PlacementNotReady
        batch.state = PlacementState.ACCEPTED
        batch.accepted_at, batch.accepted_by = clock.now(), actor.person_name
        await batch.save(update_fields=["state", "accepted_at", "accepted_by"])
        wake_after_commit(Wakeup("placement", batch.id, (batch.agency_id, batch.creditor_id)))
        if batch.case_file_count > MOST_AT_ONCE:
            payload = {"batch_id": str(batch.id), "membership_id": str(actor.membership_id)}
            await emit(actor, "placements.accept", payload)
        else:
            await accept_case_files(actor, await submitted_case_files(actor, batch.id))
    return batch

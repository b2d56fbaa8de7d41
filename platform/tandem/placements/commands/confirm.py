"""The creditor's confirmation: from here the batch is the placement statement annexed to the mandate."""

from uuid import UUID

from tandem.kit import clock
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Mandate
from tandem.outbox import emit
from tandem.outbox.idempotency import once
from tandem.placements import access
from tandem.placements.errors import MandateNotInForce, NothingToPlace, PlacementNotReady
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.numbers import next_statement
from tandem_policies.permission import Permission


async def confirm_placement(actor: Actor, batch_id: UUID, idempotency_key: str) -> PlacementBatch:
    """Number and sign the statement; the rows become case files in the background, all or none.

    Raises PlacementNotFound, PlacementNotReady, NothingToPlace, MandateNotInForce, ConflictingKey.
    """

    async def confirm() -> UUID:
        if batch.state is not PlacementState.CHECKED:
            raise PlacementNotReady
        if not has_something_to_place(batch):
            raise NothingToPlace
        mandate = await Mandate.get(id=batch.mandate_id)
        if not access.is_in_force(mandate):
            raise MandateNotInForce(reference=mandate.reference)
        batch.state, batch.progress = PlacementState.COMMITTING, 0
        batch.submitted_at, batch.submitted_by = clock.now(), actor.person_name
        batch.reference = await next_statement(batch.agency_id)
        await batch.save(update_fields=["state", "progress", "submitted_at", "submitted_by", "reference"])
        payload = {"batch_id": str(batch.id), "membership_id": str(actor.membership_id)}
        await emit(actor, "placements.commit", payload)
        wake_after_commit(Wakeup("placement", batch.id, (batch.creditor_id,)))
        return batch_id

    async with transaction(actor):
        reached = await access.batch_for_update(actor, batch_id)
        authorize(actor, reached, Permission.PLACEMENT_CONFIRM)
        batch = reached.row
        await once(actor, idempotency_key, "confirmPlacement", {"batch_id": batch_id}, confirm)
    return batch


def has_something_to_place(batch: PlacementBatch) -> bool:
    """Whether the dry run found a row that opens a case file or adds a claim."""
    return batch.counts is not None and bool(batch.counts["new"] or batch.counts["merged"])

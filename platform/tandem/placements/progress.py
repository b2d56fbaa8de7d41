"""Where a batch stands while the worker has it: shown as it moves, and told when it cannot go on."""

from tandem.kit import database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import System
from tandem.placements.models import PlacementBatch, PlacementState

NOTHING_LEFT = "nothing_left"
UNEXPECTED = "unexpected"
FILE_MISSING = "file_missing"


async def show(scope: System, batch: PlacementBatch, percent: int) -> None:
    """Commit how far the work has come, 0 to 100, and wake whoever watches the batch."""
    async with transaction(scope):
        await note(batch, percent)


async def note(batch: PlacementBatch, percent: int) -> None:
    """The same inside the open transaction of the work itself."""
    await database.execute("UPDATE placement_batches SET progress = $2 WHERE id = $1", batch.id, percent)
    wake(batch)


async def fail(scope: System, batch: PlacementBatch, problem: str) -> None:
    """End a batch that was being checked or written, with the key of the sentence that says why."""
    async with transaction(scope):
        working = (PlacementState.CHECKING, PlacementState.COMMITTING)
        await PlacementBatch.filter(id=batch.id, state__in=working).update(
            state=PlacementState.FAILED, problem={"code": problem}
        )
        wake(batch)


def wake(batch: PlacementBatch) -> None:
    """Wake whoever of the creditor watches the batch, after the commit."""
    wake_after_commit(Wakeup("placement", batch.id, (batch.creditor_id,)))

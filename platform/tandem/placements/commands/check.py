"""Mapping and answers of a person; the dry run begins when nothing is left to ask."""

from collections.abc import Mapping
from uuid import UUID

from tandem.casefiles.models import Upload
from tandem.kit.database import reading, transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import Reached, authorize
from tandem.outbox import emit
from tandem.placements import access
from tandem.placements.asking import asked, read_mapping
from tandem.placements.errors import PlacementNotReady
from tandem.placements.files import in_thread, table_of
from tandem.placements.models import OPEN, PlacementBatch, PlacementState
from tandem.placements.stored import stored_question
from tandem_policies.permission import Permission


async def check_placement(
    actor: Actor, batch_id: UUID, mapping: Mapping[int, str], answers: Mapping[str, str]
) -> PlacementBatch:
    """Store mapping (column index to field) and answers (question key to value); check the rows, or ask what is open.

    Answers to questions that the file does not raise are left out. Raises PlacementNotFound, PlacementNotReady,
    and what `read_mapping` and `asked` raise; then nothing is stored.
    """
    async with reading(actor):
        batch = _may_check(actor, await access.batch_for(actor, batch_id))
        upload = await Upload.get(id=batch.upload_id)
    table = await table_of(upload)
    found, given = await in_thread(lambda: asked(table, read_mapping(table, mapping), answers))
    async with transaction(actor):
        batch = _may_check(actor, await access.batch_for_update(actor, batch_id))
        batch.mapping = {str(index): name for index, name in sorted(mapping.items())}
        batch.answers = given
        batch.questions = [stored_question(question) for question in found]
        batch.counts, batch.progress = None, 0
        batch.state = PlacementState.CHECKING if len(given) == len(found) else PlacementState.MAPPED
        await batch.save(update_fields=["mapping", "answers", "questions", "counts", "progress", "state"])
        if batch.state is PlacementState.CHECKING:
            await emit(actor, "placements.check", {"batch_id": str(batch.id)})
        wake_after_commit(Wakeup("placement", batch.id, (batch.creditor_id,)))
    return batch


def _may_check(actor: Actor, reached: Reached[PlacementBatch]) -> PlacementBatch:
    authorize(actor, reached, Permission.PLACEMENT_CREATE)
    if reached.row.state not in OPEN:
        raise PlacementNotReady
    return reached.row

"""Case files of an accepted batch change stage together."""

from uuid import UUID

from tandem.casefiles.events import StageChanged
from tandem.casefiles.models import CaseFile, Stage
from tandem.kit import clock, database
from tandem.kit.hydration import columns_of, hydrated
from tandem.organizations.actor import Actor, System
from tandem.timeline.bulk import record_many


async def accept_case_files(actor: Actor | System, batch_id: UUID, most: int) -> int:
    """Accept up to `most` submitted case files of a batch of the actor's agency, in the open transaction.

    Returns how many there were; fewer than `most` means that none is left.
    """
    found = await database.rows(
        f"UPDATE case_files cf SET stage = '{Stage.ACCEPTED}', accepted_at = $3 WHERE cf.id IN ("
        f"SELECT id FROM case_files WHERE batch_id = $1 AND agency_id = $2 AND stage = '{Stage.SUBMITTED}' "
        f"ORDER BY id LIMIT $4 FOR UPDATE) RETURNING {columns_of(CaseFile, 'cf')}",
        batch_id,
        actor.organization_id,
        clock.now(),
        most,
    )
    event = StageChanged(Stage.SUBMITTED, Stage.ACCEPTED)
    await record_many(actor, [(hydrated(CaseFile, row), event) for row in found])
    return len(found)

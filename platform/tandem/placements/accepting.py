"""Case files of an accepted batch change stage together."""

from collections.abc import Sequence
from uuid import UUID

from tandem.casefiles.events import StageChanged
from tandem.casefiles.models import CaseFile, Stage
from tandem.kit import clock, database
from tandem.kit.hydration import columns_of, hydrated
from tandem.organizations.actor import Actor, System
from tandem.timeline.bulk import record_many


async def submitted_case_files(actor: Actor | System, batch_id: UUID) -> list[UUID]:
    """The case files of a batch of the actor's agency that wait to be accepted, by id."""
    found = await database.rows(
        f"SELECT id FROM case_files WHERE batch_id = $1 AND agency_id = $2 AND stage = '{Stage.SUBMITTED}' ORDER BY id",
        batch_id,
        actor.organization_id,
    )
    return [row["id"] for row in found]


async def accept_case_files(actor: Actor | System, case_file_ids: Sequence[UUID]) -> None:
    """Accept these case files of the actor's agency, in the open transaction; those no longer submitted are left."""
    found = await database.rows(
        f"UPDATE case_files cf SET stage = '{Stage.ACCEPTED}', accepted_at = $3 WHERE cf.id IN ("
        f"SELECT id FROM case_files WHERE id = ANY ($1::uuid[]) AND agency_id = $2 AND stage = '{Stage.SUBMITTED}' "
        f"ORDER BY id FOR UPDATE) RETURNING {columns_of(CaseFile, 'cf')}",
        list(case_file_ids),
        actor.organization_id,
        clock.now(),
    )
    event = StageChanged(Stage.SUBMITTED, Stage.ACCEPTED)
    await record_many(actor, [(hydrated(CaseFile, row), event) for row in found])

"""The agency takes a batch on: its case files can be worked."""

from uuid import UUID

from tandem.casefiles.assigning import give_to_team
from tandem.kit import clock
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.roles.granting import hold_rights
from tandem.organizations.teams import access as teams
from tandem.outbox import emit
from tandem.placements import access
from tandem.placements.accepting import accept_case_files, submitted_case_files
from tandem.placements.errors import PlacementNotReady
from tandem.placements.models import PlacementBatch, PlacementState
from tandem_policies.permission import Permission

# Up to here the answer waits for the case files (a tenth of a second); beyond, the worker takes them on.
MOST_AT_ONCE = 500


async def accept_placement(actor: Actor, batch_id: UUID, team_id: UUID | None = None) -> PlacementBatch:
    """Accept a submitted batch with all of its submitted case files; a team that is named works them from then on.

    Raises PlacementNotFound, PlacementNotReady, TeamNotFound, and NotPermitted for who may accept but not assign.
    """
    async with transaction(actor):
        if team_id is not None:
            await hold_rights(actor.organization_id)  # before rows: the team stays until the commit
        reached = await access.batch_for_update(actor, batch_id)
        authorize(actor, reached, Permission.PLACEMENT_ACCEPT)
        if team_id is not None:
            authorize(actor, await teams.team_for(actor, team_id), Permission.CASE_FILE_ASSIGN)
        batch = reached.row
        if batch.state is not PlacementState.SUBMITTED:
            raise PlacementNotReady
        batch.state = PlacementState.ACCEPTED
        batch.accepted_at, batch.accepted_by = clock.now(), actor.person_name
        await batch.save(update_fields=["state", "accepted_at", "accepted_by"])
        wake_after_commit(Wakeup("placement", batch.id, (batch.agency_id, batch.creditor_id)))
        if batch.case_file_count > MOST_AT_ONCE:
            payload = {"batch_id": str(batch.id), "membership_id": str(actor.membership_id)}
            await emit(actor, "placements.accept", payload | ({"team_id": str(team_id)} if team_id else {}))
        else:
            waiting = await submitted_case_files(actor, batch.id)
            await accept_case_files(actor, waiting)
            if team_id is not None:
                await give_to_team(actor, waiting, team_id)
    return batch

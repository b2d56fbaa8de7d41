"""An agency that confines its collectors, with teams and case files that differ in who works them."""

from dataclasses import replace
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor, System
from tandem.organizations.models import CaseScope, Team, TeamMember
from tests.support.builders import MadeCase, make_case


def collector(scope: CaseScope, *teams: UUID) -> Actor:
    """Awa as she is when her agency confines its collectors."""
    return replace(actor_of_cast("awa"), case_scope=scope, team_ids=teams)


async def team_of(*people: str, name: str = "Professionnels") -> Team:
    """A team of Cabinet Lenoir."""
    async with transaction(actor_of_cast("ines")):
        team = await Team.create(agency_id=cast_id("lenoir"), name=name)
        for person in people:
            await TeamMember.create(
                agency_id=cast_id("lenoir"), team_id=team.id, membership_id=cast_id(person, "lenoir")
            )
    return team


async def case_of(*, assignee: str | None = None, team: Team | None = None, **facts: object) -> MadeCase:
    """A case file of Cabinet Lenoir that a person, a team, both or nobody works."""
    made = await make_case(**facts)  # type: ignore[arg-type]
    async with transaction(System(cast_id("lenoir"))):
        await CaseFile.filter(id=made.case_file.id).update(
            assignee_id=cast_id(assignee, "lenoir") if assignee else None, team_id=team.id if team else None
        )
    return made

"""Somebody leaves the organization, or a team ends: what they worked is nobody's, or whoever's it is besides."""

from uuid import UUID

from tandem.casefiles.assigning import leave_to_nobody, leave_without_team
from tandem.organizations.actor import Actor
from tandem.organizations.models import Team
from tandem.organizations.teams.commands import ending_team
from tandem.people.commands.members import ending_membership


async def end_membership(actor: Actor, membership_id: UUID) -> int:
    """End a membership, and leave the person's case files to nobody: whoever comes back begins with none.

    Returns how many open case files that were. Raises MembershipNotFound, NotOneself, BeyondOneself for somebody who
    may more, LastAdministrator.
    """
    async with ending_membership(actor, membership_id):
        return await leave_to_nobody(actor, membership_id)


async def remove_team(actor: Actor, team_id: UUID) -> Team:
    """End a team; case files that it had stay with the person they are assigned to, or wait for another.

    Raises TeamNotFound.
    """
    async with ending_team(actor, team_id) as team:
        await leave_without_team(actor, team.id)
    return team

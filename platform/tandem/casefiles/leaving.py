"""Somebody leaves the organization: their membership ends, and what they worked is nobody's."""

from uuid import UUID

from tandem.casefiles.assigning import leave_to_nobody
from tandem.organizations.actor import Actor
from tandem.people.commands.members import ending_membership


async def end_membership(actor: Actor, membership_id: UUID) -> int:
    """End a membership, and leave the person's case files to nobody: whoever comes back begins with none.

    Returns how many case files that were. Raises MembershipNotFound, NotOneself, BeyondOneself for somebody who may
    more, LastAdministrator.
    """
    async with ending_membership(actor, membership_id):
        return await leave_to_nobody(actor, membership_id)

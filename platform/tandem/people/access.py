"""Which members an actor reaches: those of the own organization."""

from dataclasses import dataclass
from uuid import UUID

from tandem.kit import database
from tandem.organizations.actor import Actor
from tandem.organizations.models import Membership
from tandem.organizations.roles.errors import MembershipNotFound


@dataclass(frozen=True, slots=True)
class ReachedMember:
    """A membership in force of the actor's organization, locked, with the person's name."""

    row: Membership
    person_name: str


async def member_for_update(actor: Actor, membership_id: UUID) -> ReachedMember:
    """A member of the actor's organization, locked. Raises MembershipNotFound, also when the membership has ended."""
    found = (
        await Membership.filter(id=membership_id, organization_id=actor.organization_id, ended_at=None)
        .select_for_update()
        .first()
    )
    if found is None:
        raise MembershipNotFound(field="membershipId")
    person = await database.row("SELECT name FROM people WHERE id = $1", found.person_id)
    return ReachedMember(found, person["name"] if person else "")

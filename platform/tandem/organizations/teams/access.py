"""Which teams and colleagues an actor reaches: those of the actor's own agency."""

from collections.abc import Collection
from uuid import UUID

from tandem.kit import database
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import Reached
from tandem.organizations.models import Team
from tandem.organizations.roles.errors import MembershipNotFound
from tandem.organizations.teams.errors import TeamNotFound
from tandem_policies.vocabulary import Relation


async def team_for(actor: Actor, team_id: UUID) -> Reached[Team]:
    """One team. Raises TeamNotFound."""
    team = await Team.get_or_none(id=team_id, agency_id=actor.organization_id)
    if team is None:
        raise TeamNotFound(field="teamId")
    return Reached(team, Relation.AGENCY)


async def team_for_update(actor: Actor, team_id: UUID) -> Reached[Team]:
    """One team, locked until the commit. Raises TeamNotFound."""
    team = await Team.filter(id=team_id, agency_id=actor.organization_id).select_for_update().first()
    if team is None:
        raise TeamNotFound(field="teamId")
    return Reached(team, Relation.AGENCY)


async def names_of(actor: Actor, membership_ids: Collection[UUID], field: str = "membershipId") -> dict[UUID, str]:
    """The names of members of the actor's organization who are there, and stay until the commit.

    Raises MembershipNotFound.
    """
    rows = await database.rows(
        "SELECT m.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id "
        "WHERE m.id = ANY ($1::uuid[]) AND m.organization_id = $2 AND m.ended_at IS NULL FOR SHARE OF m",
        list(membership_ids),
        actor.organization_id,
    )
    if len(rows) != len(set(membership_ids)):
        raise MembershipNotFound(field=field)
    return {row["id"]: row["name"] for row in rows}


async def former_names(membership_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of members who may have left the actor's organization meanwhile."""
    rows = await database.rows(
        "SELECT m.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.id = ANY ($1::uuid[])",
        list(membership_ids),
    )
    return {row["id"]: row["name"] for row in rows}

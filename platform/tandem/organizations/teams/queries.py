"""Reads of teams and of the colleagues whom case files are assigned to."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.organizations.models import CaseScope, Organization, Team
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the agency to whom case files can be assigned."""

    membership_id: UUID
    name: str


async def teams_for(actor: Actor) -> list[Team]:
    """The teams of the actor's agency, by name."""
    authorize(actor, side_of(actor), Permission.TEAM_READ)
    async with reading(actor):
        return await Team.filter(agency_id=actor.organization_id).order_by("name", "id")


async def teams_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Team]:
    """Those of the teams that are the actor's agency's; none for whoever may not read them."""
    if not may(actor, side_of(actor), Permission.TEAM_READ):
        return {}
    async with reading(actor):
        return {team.id: team for team in await Team.filter(agency_id=actor.organization_id, id__in=list(ids))}


# Who still belongs to teams of an agency, with their names; `teams` compares the team's key.
MEMBERS = (
    "team_members t JOIN memberships m ON m.id = t.membership_id JOIN people p ON p.id = m.person_id "
    "WHERE t.team_id {teams} AND t.agency_id = {agency} AND m.ended_at IS NULL"
)
MEMBERS_ORDER = "p.name, m.id"


async def members_by_team(actor: Actor, team_ids: Iterable[UUID]) -> dict[UUID, list[Colleague]]:
    """The members of teams of the actor's agency, by name."""
    found: dict[UUID, list[Colleague]] = {team_id: [] for team_id in team_ids}
    async with reading(actor):
        rows = await database.rows(
            f"SELECT t.team_id, m.id, p.name FROM {MEMBERS.format(teams='= ANY ($1::uuid[])', agency='$2')} "
            f"ORDER BY {MEMBERS_ORDER}",
            list(found),
            actor.organization_id,
        )
    for row in rows:
        found[row["team_id"]].append(Colleague(row["id"], row["name"]))
    return found


async def case_scope_of(actor: Actor) -> CaseScope:
    """What the actor's agency chose to leave to its collectors."""
    authorize(actor, side_of(actor), Permission.TEAM_READ)
    async with reading(actor):
        return (await Organization.get(id=actor.organization_id)).case_scope


async def colleagues_for(actor: Actor) -> list[Colleague]:
    """The members of the actor's agency, by name: whom to assign to."""
    authorize(actor, side_of(actor), Permission.TEAM_READ)
    authorize(actor, Relation.OWN, Permission.MEMBERSHIP_READ)
    async with reading(actor):
        rows = await database.rows(
            "SELECT m.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id "
            "WHERE m.organization_id = $1 AND m.ended_at IS NULL ORDER BY p.name, m.id",
            actor.organization_id,
        )
    return [Colleague(row["id"], row["name"]) for row in rows]


async def colleagues_by_membership(actor: Actor, membership_ids: Iterable[UUID]) -> dict[UUID, Colleague]:
    """Colleagues whom rows already reached name, those who left included."""
    async with reading(actor):
        rows = await database.rows(
            "SELECT m.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id "
            "WHERE m.id = ANY ($1::uuid[]) AND m.organization_id = $2",
            list(membership_ids),
            actor.organization_id,
        )
    return {row["id"]: Colleague(row["id"], row["name"]) for row in rows}

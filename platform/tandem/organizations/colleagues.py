"""Members of one's own organization as the actors they are when signed in."""

from uuid import UUID

from tandem.kit import database
from tandem.organizations.acting import actor_from
from tandem.organizations.actor import Actor

# The columns of `door_actor`, read inside the walls of an organization about its own members.
_MEMBERS = """
SELECT m.id AS session_id, m.id AS membership_id, p.id AS person_id, p.name AS person_name, p.email AS person_email,
       p.locale, o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, m.role,
       r.name AS role_name,
       ARRAY(SELECT relation || ' ' || permission FROM role_rules WHERE role_rules.role_id = r.id ORDER BY 1) AS rules,
       false AS is_token, $2::uuid[] AS entity_ids, o.case_scope,
       ARRAY(SELECT team_id FROM team_members WHERE team_members.membership_id = m.id ORDER BY 1) AS team_ids
FROM memberships m JOIN people p ON p.id = m.person_id JOIN organizations o ON o.id = m.organization_id
LEFT JOIN roles r ON r.id = m.composed_role_id
WHERE m.organization_id = $1 AND m.ended_at IS NULL
"""


async def colleague_of(actor: Actor, membership_id: UUID) -> Actor | None:
    """One member of the actor's organization, inside an open transaction; None for anybody else."""
    row = await database.row(f"{_MEMBERS} AND m.id = $3", actor.organization_id, list(actor.entity_ids), membership_id)
    return actor_from(row) if row else None


async def colleagues_of(actor: Actor) -> list[Actor]:
    """All members of the actor's organization by name, inside an open transaction."""
    found = await database.rows(f"{_MEMBERS} ORDER BY p.name, m.id", actor.organization_id, list(actor.entity_ids))
    return [actor_from(row) for row in found]

"""The roles of one's own organization: built-in and composed, and who holds each."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.acting import CEILING
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import ComposedRole
from tandem_policies.enforcer import ceiling_of, composed
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role


@dataclass(frozen=True, slots=True)
class Holder:
    """A member who has a role now."""

    membership_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role as its organization sees it."""

    id: UUID | None  # of a composed one
    role: Role | None  # a built-in one
    name: str | None
    version: int
    permissions: frozenset[Permission]
    # Written into it once, and not in force: above the ceiling of a later release, or without what nobody has it
    # without.
    void: tuple[str, ...]
    holders: tuple[Holder, ...]


async def roles_for(actor: Actor) -> list[RoleShown]:
    """The built-in roles of the organization's kind, then the composed ones by name."""
    authorize(actor, Relation.OWN, Permission.ROLE_READ)
    async with reading(actor):
        held = await database.rows(
            "SELECT m.id, m.role, m.composed_role_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id "
            "WHERE m.organization_id = $1 AND m.ended_at IS NULL ORDER BY p.name, m.id",
            actor.organization_id,
        )
        found = await ComposedRole.filter(organization_id=actor.organization_id).order_by("name")
        written = await rules_written([role.id for role in found])

    def holders(role: Role | None, role_id: UUID | None) -> tuple[Holder, ...]:
        return tuple(
            Holder(one["id"], one["name"])
            for one in held
            if one["composed_role_id"] == role_id and (role is None or one["role"] == role.value)
        )

    built_in = [
        RoleShown(None, role, None, 1, _permissions(ceiling_of([role])), (), holders(role, None))
        for role in CEILING[actor.organization_kind]
    ]
    return built_in + [_shown(actor, role, written.get(role.id, []), holders(None, role.id)) for role in found]


async def role_for(actor: Actor, role_id: UUID) -> RoleShown | None:
    """One composed role of the actor's organization."""
    return next((role for role in await roles_for(actor) if role.id == role_id), None)


async def roles_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, RoleShown]:
    """Composed roles of the actor's organization; none for whoever may not read roles."""
    wanted = set(ids)
    return {role.id: role for role in await roles_for(actor) if role.id in wanted}


async def rules_written(role_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """(relation, permission) of each role as stored, inside an open transaction."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    for row in await database.rows(
        "SELECT role_id, relation, permission FROM role_rules WHERE role_id = ANY ($1::uuid[])", list(role_ids)
    ):
        found.setdefault(row["role_id"], []).append((row["relation"], row["permission"]))
    return found


def _shown(actor: Actor, role: ComposedRole, written: list[tuple[str, str]], holders: tuple[Holder, ...]) -> RoleShown:
    rules = composed(written, CEILING[actor.organization_kind])
    in_force = {(rule.relation.value, rule.permission.value) for rule in rules}
    void = {permission for relation, permission in written if (relation, permission) not in in_force}
    given = _permissions(rules)
    return RoleShown(role.id, None, role.name, role.version, given, tuple(sorted(void - {*given})), holders)


def _permissions(rules: Iterable[tuple[Relation, Permission]]) -> frozenset[Permission]:
    return frozenset(permission for _, permission in rules)

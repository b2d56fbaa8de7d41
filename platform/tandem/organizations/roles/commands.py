"""Composing, changing and removing a role; giving a role to a member."""

from collections.abc import Iterable
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.acting import CEILING
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.models import ComposedRole, Membership, RoleRule
from tandem.organizations.roles.errors import (
    MembershipNotFound,
    NotOfThisOrganization,
    RoleChangedMeanwhile,
    RoleInUse,
    RoleNameTaken,
    RoleNotFound,
)
from tandem.organizations.roles.granting import (
    LEAST,
    authorized_now,
    require_an_administrator,
    require_within_own,
    rights_changed,
    rules_for,
)
from tandem.organizations.roles.queries import rules_written
from tandem_policies.enforcer import Rule, ceiling_of, composed
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Role

_MOST = 80  # characters of a name
# Whether somebody holds a role, or was invited with it.
_HELD = """
SELECT 1 AS held FROM memberships WHERE composed_role_id = $1 AND ended_at IS NULL
UNION ALL SELECT 1 FROM invitations WHERE composed_role_id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL
"""


async def compose_role(actor: Actor, name: str, permissions: Iterable[Permission]) -> ComposedRole:
    """Put a role together; what the permissions need comes with them.

    Raises NotPermitted, InvalidInput for the name, AboveCeiling, BeyondOneself, RoleNameTaken.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.ROLE_WRITE)
        rules = rules_for(permissions, actor.organization_kind)
        require_within_own(actor, rules, "permissions")
        role = await ComposedRole.create(organization_id=actor.organization_id, name=await _free(actor, name))
        await _write(role, rules)
        await audit.record(
            actor,
            AuditKind.ROLE_COMPOSED,
            Subject(SubjectType.ROLE, role.id, role.name),
            details={"permissions": len({rule.permission for rule in rules})},
        )
    return role


async def change_role(
    actor: Actor, role_id: UUID, name: str, permissions: Iterable[Permission], *, version: int
) -> ComposedRole:
    """Give a composed role another name and other permissions; whoever holds it has them from the commit on.

    `version` is the one that was opened. Raises NotPermitted, RoleNotFound, RoleChangedMeanwhile, AboveCeiling,
    BeyondOneself (of what it has before or after), RoleNameTaken, LastAdministrator.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.ROLE_WRITE)
        role = await _role(actor, role_id)
        if role.version != version:
            raise RoleChangedMeanwhile(name=role.name)
        before = await _rules(actor, role.id)
        after = rules_for(permissions, actor.organization_kind)
        require_within_own(actor, before, "permissions")
        require_within_own(actor, after, "permissions")
        role.name, role.version = await _free(actor, name, besides=role.id), version + 1
        await role.save(update_fields=["name", "version"])
        await RoleRule.filter(role_id=role.id).delete()
        await _write(role, after)
        await require_an_administrator(actor)
        holders = await Membership.filter(composed_role_id=role.id, ended_at=None).values_list("id", flat=True)
        rights_changed(actor.organization_id, [UUID(str(holder)) for holder in holders])
        await audit.record(
            actor,
            AuditKind.ROLE_CHANGED,
            Subject(SubjectType.ROLE, role.id, role.name),
            details={"version": role.version, "added": _words(after - before), "removed": _words(before - after)},
        )
    return role


async def remove_role(actor: Actor, role_id: UUID) -> UUID:
    """Take a role away that nobody holds. Raises NotPermitted, RoleNotFound, BeyondOneself, RoleInUse."""
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.ROLE_WRITE)
        role = await _role(actor, role_id)
        require_within_own(actor, await _rules(actor, role.id), "roleId")
        if await database.row(_HELD, role.id):
            raise RoleInUse(name=role.name)
        # Who left held it once: their membership, and their invitation, keep the least role of its kind.
        await Membership.filter(composed_role_id=role.id).update(composed_role_id=None)
        await database.execute("UPDATE invitations SET composed_role_id = NULL WHERE composed_role_id = $1", role.id)
        await RoleRule.filter(role_id=role.id).delete()
        await role.delete()
        await audit.record(actor, AuditKind.ROLE_REMOVED, Subject(SubjectType.ROLE, role.id, role.name))
    return role_id


async def change_membership_role(
    actor: Actor, membership_id: UUID, *, role: Role | None = None, composed_role_id: UUID | None = None
) -> Membership:
    """Give a member a built-in role of the organization's kind, or one that it composed; exactly one of the two.

    Raises NotPermitted, MembershipNotFound, RoleNotFound, NotOfThisOrganization, BeyondOneself (of what the member may
    before or after), LastAdministrator.
    """
    async with transaction(actor):
        actor = await authorized_now(actor, Permission.MEMBERSHIP_WRITE)
        member = (
            await Membership.filter(id=membership_id, organization_id=actor.organization_id, ended_at=None)
            .select_related("person")
            .first()
        )
        if member is None:
            raise MembershipNotFound(field="membershipId")
        before, name_before = await held_rules(actor, Role(member.role), member.composed_role_id)
        after, name_after = await held_rules(actor, role, composed_role_id)
        require_within_own(actor, before, "membershipId")
        require_within_own(actor, after, "role")
        member.role = role.value if role else LEAST[actor.organization_kind].value
        member.composed_role_id = composed_role_id
        await member.save(update_fields=["role", "composed_role_id"])
        await require_an_administrator(actor)
        rights_changed(actor.organization_id, [member.id])
        await audit.record(
            actor,
            AuditKind.MEMBERSHIP_ROLE_CHANGED,
            Subject(SubjectType.MEMBERSHIP, member.id, member.person.name),
            details={"before": name_before, "after": name_after},
        )
    return member


async def held_rules(actor: Actor, role: Role | None, composed_role_id: UUID | None) -> tuple[frozenset[Rule], str]:
    """What a role of the actor's organization allows, and its name; a composed one holds before a built-in one.

    Inside an open transaction. Raises RoleNotFound, NotOfThisOrganization.
    """
    if composed_role_id is not None:
        found = await _role(actor, composed_role_id)
        return await _rules(actor, found.id), found.name
    if role is None:
        raise RoleNotFound(field="role")
    if role not in CEILING[actor.organization_kind]:
        raise NotOfThisOrganization(field="role")
    return ceiling_of([role]), role.value


async def _role(actor: Actor, role_id: UUID) -> ComposedRole:
    role = await ComposedRole.get_or_none(id=role_id, organization_id=actor.organization_id)
    if role is None:
        raise RoleNotFound(field="roleId")
    return role


async def _rules(actor: Actor, role_id: UUID) -> frozenset[Rule]:
    written = (await rules_written([role_id])).get(role_id, [])
    return composed(written, CEILING[actor.organization_kind])


async def _free(actor: Actor, name: str, besides: UUID | None = None) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= _MOST:
        raise InvalidInput("name", name, "text")
    taken = await ComposedRole.filter(organization_id=actor.organization_id, name=name).first()
    if taken is not None and taken.id != besides:
        raise RoleNameTaken(field="name", name=name)
    return name


async def _write(role: ComposedRole, rules: frozenset[Rule]) -> None:
    await RoleRule.bulk_create(
        RoleRule(
            organization_id=role.organization_id,
            role_id=role.id,
            relation=rule.relation.value,
            permission=rule.permission.value,
        )
        for rule in sorted(rules)
    )


def _words(rules: frozenset[Rule]) -> str:
    return " ".join(sorted({rule.permission.value for rule in rules}))

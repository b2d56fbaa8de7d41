"""Joining a group by a code that it gave, and leaving it.

Two administrators agree: the group's gives a code, the creditor's enters it, knowing every group above. Neither a
group alone nor an agency can pull a creditor in, and the creditor leaves whenever it wants. So that nobody comes to be
read by a group that they did not agree to, trees grow from above: whoever has others below it joins no group.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import TandemError
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.errors import NotPermitted
from tandem.organizations.hierarchy.codes import hash_of, new_code
from tandem.organizations.hierarchy.errors import (
    GroupBelow,
    GroupCodeUnknown,
    GroupPlacesItself,
    InGroupAlready,
    NotInGroup,
    OthersBelow,
)
from tandem.organizations.hierarchy.queries import groups_of_code, memberships_above
from tandem.organizations.models import Organization, OrganizationKind
from tandem.organizations.roles.granting import authorized_now, rights_changed
from tandem_policies.permission import Permission

CODE_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class GroupCode:
    """A code as it is shown once, to whoever made it."""

    id: UUID
    code: str


async def create_group_code(actor: Actor) -> GroupCode:
    """A code by which one creditor joins the actor's group within fourteen days.

    Raises NotPermitted; GroupPlacesItself where the organization has a mandate of its own: a group only reads.
    """
    code = new_code()
    async with transaction(actor):
        await _require_administrator(actor)
        # Whoever enters it is shown the groups above that there are now: joining one makes open codes void.
        await database.rows("SELECT pg_advisory_xact_lock(hashtextextended('tandem.hierarchy', 0))")
        own = await database.row("SELECT FROM mandates WHERE creditor_id = $1 LIMIT 1", actor.organization_id)
        if own is not None:
            raise GroupPlacesItself
        made, now = new_id(), clock.now()
        await database.execute(
            "INSERT INTO group_codes (id, organization_id, code_hash, created_at, created_by, expires_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            made,
            actor.organization_id,
            hash_of(code),
            now,
            actor.person_name,
            now + CODE_LIFE,
        )
        await audit.record(actor, AuditKind.GROUP_CODE_CREATED)
    return GroupCode(made, code)


async def withdraw_group_code(actor: Actor, code_id: UUID) -> None:
    """Make a code void that nobody used. Raises NotPermitted, GroupCodeUnknown."""
    async with transaction(actor):
        await _require_administrator(actor)
        gone = await database.rows(
            "DELETE FROM group_codes WHERE id = $1 AND organization_id = $2 AND used_at IS NULL RETURNING id",
            code_id,
            actor.organization_id,
        )
        if not gone:
            raise GroupCodeUnknown(field="codeId")
        await audit.record(actor, AuditKind.GROUP_CODE_WITHDRAWN)


async def join_group(actor: Actor, code: str) -> Organization:
    """Put the actor's creditor below the group of a code: it and all groups above it then read all of its case files.

    Raises NotPermitted, GroupCodeUnknown, InGroupAlready, OthersBelow, GroupBelow.
    """
    async with transaction(actor):
        await _require_administrator(actor)
        groups = await groups_of_code(actor, code)
        if not groups:
            raise GroupCodeUnknown(field="code")
        own = await Organization.get(id=actor.organization_id)
        if own.parent_id is not None:
            raise InGroupAlready
        try:
            joined = await database.row("SELECT door_join_group($1, $2) AS joined", hash_of(code), clock.now())
        except IntegrityError as refused:
            raise _obstacle(refused) from refused
        if joined is None or not joined["joined"]:
            raise GroupCodeUnknown(field="code")
        await own.refresh_from_db()
        group = await Organization.get(id=own.parent_id)
        await _tell_those_above()
        subject = Subject(SubjectType.ORGANIZATION, group.id, group.name)
        await audit.record(actor, AuditKind.GROUP_JOINED, subject, details={"above": ", ".join(groups[1:]) or None})
    return group


async def leave_group(actor: Actor) -> None:
    """Take the actor's creditor out of its group, whose open pages lose its case files at once.

    Raises NotPermitted, NotInGroup.
    """
    async with transaction(actor):
        await _require_administrator(actor)
        own = await Organization.get(id=actor.organization_id)
        if own.parent_id is None:
            raise NotInGroup
        group = await Organization.get(id=own.parent_id)
        await _tell_those_above()
        await database.rows("SELECT door_leave_group()")
        await audit.record(actor, AuditKind.GROUP_LEFT, Subject(SubjectType.ORGANIZATION, group.id, group.name))


async def _require_administrator(actor: Actor) -> None:
    await authorized_now(actor, Permission.ORGANIZATION_WRITE)
    if actor.organization_kind is not OrganizationKind.CREDITOR:
        raise NotPermitted(permission=Permission.ORGANIZATION_WRITE.value)


async def _tell_those_above() -> None:
    for organization_id, membership_ids in (await memberships_above()).items():
        rights_changed(organization_id, membership_ids)


def _obstacle(refused: IntegrityError) -> TandemError:
    return OthersBelow() if "takes nobody along" in str(refused) else GroupBelow(field="code")

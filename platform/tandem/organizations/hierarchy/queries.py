"""Who is below whom, as far as the reader's organization may know: all below it, and the groups above it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.organizations.hierarchy.codes import hash_of
from tandem.organizations.models import Organization, OrganizationKind
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that waits to be used; the code itself is kept nowhere."""

    id: UUID
    created_at: datetime
    created_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The organization with the groups above it, the nearest first, and all below it, in the order of the tree."""

    own: Organization
    groups: tuple[Organization, ...]
    below: tuple[Organization, ...]
    codes: tuple[OpenCode, ...]


async def hierarchy_of(actor: Actor) -> Hierarchy | None:
    """The place of the actor's creditor; None for agencies and banks, which have none."""
    authorize(actor, Relation.OWN, Permission.ORGANIZATION_READ)
    if actor.organization_kind is not OrganizationKind.CREDITOR:
        return None
    async with reading(actor):
        own = await Organization.get(id=actor.organization_id)
        groups = await groups_above()
        below = await Organization.filter(id__in=actor.entity_ids).order_by("name", "id")
        codes = []
        if may(actor, Relation.OWN, Permission.ORGANIZATION_WRITE):
            codes = await database.rows(
                "SELECT id, created_at, created_by, expires_at FROM group_codes WHERE organization_id = $1 "
                "AND used_at IS NULL AND expires_at > $2 ORDER BY id DESC",
                actor.organization_id,
                clock.now(),
            )
    return Hierarchy(own, groups, _in_order(own.id, below), tuple(OpenCode(**row) for row in codes))


async def entities_for(actor: Actor) -> list[Organization]:
    """The organizations below the actor's group that place case files themselves: what a list is narrowed to."""
    if not actor.entity_ids or not may(actor, Relation.GROUP, Permission.ORGANIZATION_READ):
        return []
    async with reading(actor):
        parents = {one.parent_id for one in await Organization.filter(parent_id__in=actor.creditor_ids)}
        return [
            one
            for one in await Organization.filter(id__in=actor.entity_ids).order_by("name", "id")
            if one.id not in parents
        ]


async def groups_of_code(actor: Actor, code: str) -> list[str]:
    """Who would read all case files by this code: the group that gave it and all above it, the nearest first.

    For a creditor's administrator, before joining; empty when the code is void.
    """
    authorize(actor, Relation.OWN, Permission.ORGANIZATION_WRITE)
    async with reading(actor):
        found = await database.rows("SELECT name FROM door_groups_of_code($1, $2)", hash_of(code), clock.now())
    return [row["name"] for row in found]


async def groups_above() -> tuple[Organization, ...]:
    """All groups above the acting creditor, the nearest first; inside the open transaction."""
    row = await database.row("SELECT tandem_above() AS ids")
    ids: list[UUID] = row["ids"] if row else []
    named = {one.id: one for one in await Organization.filter(id__in=ids)}
    return tuple(named[one] for one in ids)


async def memberships_above() -> dict[UUID, list[UUID]]:
    """The memberships of all groups above the acting creditor, by group; inside the open transaction."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in await database.rows("SELECT membership_id, organization_id FROM door_memberships_above()"):
        found[row["organization_id"]].append(row["membership_id"])
    return found


def _in_order(top: UUID, below: list[Organization]) -> tuple[Organization, ...]:
    """Each organization right before those below it."""
    children: dict[UUID | None, list[Organization]] = defaultdict(list)
    for one in below:
        children[one.parent_id].append(one)

    def walk(parent: UUID) -> list[Organization]:
        return [found for one in children[parent] for found in (one, *walk(one.id))]

    return tuple(walk(top))

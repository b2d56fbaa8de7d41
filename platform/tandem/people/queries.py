"""Reads about people: members, invitations and tokens of an organization; what a link is about; one's own factor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.kit.search import search_key
from tandem.organizations.acting import rules_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.organizations.models import Organization, OrganizationKind
from tandem.people.errors import LinkOver
from tandem.people.links import LinkKind, is_right, key_of
from tandem.people.models import Invitation
from tandem_policies.enforcer import Rule, ceiling_of
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an organization, as its people see them."""

    membership_id: UUID
    person_id: UUID
    name: str
    email: str
    role: Role
    composed_role_id: UUID | None
    role_name: str | None
    teams: tuple[str, ...]
    last_seen_at: datetime | None
    second_factor_since: datetime | None


_MEMBERS = (
    "SELECT m.id AS membership_id, p.id AS person_id, p.name, p.email, m.role, m.composed_role_id, "
    "r.name AS role_name, "
    "ARRAY(SELECT t.name FROM team_members tm JOIN teams t ON t.id = tm.team_id "
    "WHERE tm.membership_id = m.id ORDER BY t.name) AS teams, "
    "(SELECT max(s.last_seen_at) FROM sessions s WHERE s.membership_id = m.id) AS last_seen_at, "
    "f.confirmed_at AS second_factor_since "
    "FROM memberships m JOIN people p ON p.id = m.person_id "
    "LEFT JOIN roles r ON r.id = m.composed_role_id LEFT JOIN second_factors f ON f.person_id = p.id "
    "WHERE m.organization_id = $1 AND m.ended_at IS NULL"
)


async def members_for(actor: Actor) -> list[Member]:
    """The people of the actor's own organization, by name."""
    authorize(actor, Relation.OWN, Permission.MEMBERSHIP_READ)
    async with reading(actor):
        found = await database.rows(_MEMBERS, actor.organization_id)
    return sorted((_member(row) for row in found), key=lambda one: (search_key(one.name), one.membership_id))


async def members_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Member]:
    """Members of the actor's own organization, for whoever may read them."""
    if not may(actor, Relation.OWN, Permission.MEMBERSHIP_READ):
        return {}
    async with reading(actor):
        found = await database.rows(f"{_MEMBERS} AND m.id = ANY ($2)", actor.organization_id, list(ids))
    return {row["membership_id"]: _member(row) for row in found}


async def invitations_for(actor: Actor) -> list[Invitation]:
    """Invitations that were neither accepted nor withdrawn, newest first; those that are over included."""
    authorize(actor, Relation.OWN, Permission.MEMBERSHIP_WRITE)
    async with reading(actor):
        query = Invitation.filter(organization_id=actor.organization_id, accepted_at=None, withdrawn_at=None)
        return await query.order_by("-created_at", "-id")


async def invitations_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Invitation]:
    """Invitations of the actor's own organization, for whoever may invite."""
    if not may(actor, Relation.OWN, Permission.MEMBERSHIP_WRITE):
        return {}
    async with reading(actor):
        found = await Invitation.filter(organization_id=actor.organization_id, id__in=list(ids))
    return {one.id: one for one in found}


async def voids_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, bool]:
    """Whether links of invitations are worth nothing since their senders left, or may no longer give what they gave.

    Of the actor's own organization, for whoever may invite.
    """
    if not may(actor, Relation.OWN, Permission.MEMBERSHIP_WRITE):
        return {}
    async with reading(actor):
        found = await database.rows(
            "SELECT i.id, i.role, r.name AS role_name, "
            "ARRAY(SELECT relation || ' ' || permission FROM role_rules WHERE role_id = r.id ORDER BY 1) AS rules, "
            "m.role AS inviter_role, held.name AS inviter_role_name, "
            "ARRAY(SELECT relation || ' ' || permission FROM role_rules WHERE role_id = held.id ORDER BY 1) "
            "AS inviter_rules "
            "FROM invitations i LEFT JOIN roles r ON r.id = i.composed_role_id "
            "LEFT JOIN memberships m ON m.id = i.invited_by_id AND m.ended_at IS NULL "
            "LEFT JOIN roles held ON held.id = m.composed_role_id "
            "WHERE i.organization_id = $1 AND i.id = ANY ($2)",
            actor.organization_id,
            list(ids),
        )
    kind = actor.organization_kind
    return {row["id"]: row["inviter_role"] is None or not _is_worth_something(row, kind) for row in found}


async def second_factor_required_since(actor: Actor) -> datetime | None:
    """Since when the actor's own organization asks its people for a second factor; None when it does not."""
    async with reading(actor):
        return (await Organization.get(id=actor.organization_id)).second_factor_since


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token of the organization, without its secret."""

    id: UUID
    name: str
    membership_id: UUID
    person_name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


_TOKENS = (
    "SELECT t.id, t.name, t.membership_id, p.name AS person_name, t.created_at, t.expires_at, t.revoked_at, "
    "t.last_used_at FROM api_tokens t JOIN memberships m ON m.id = t.membership_id "
    "JOIN people p ON p.id = m.person_id WHERE m.organization_id = $1"
)


async def tokens_for(actor: Actor, first: int, after: str | None) -> Page[ApiToken]:
    """The tokens of the organization, newest first, ended ones included."""
    authorize(actor, Relation.OWN, Permission.API_TOKEN_READ)
    cursors = Cursors("api_tokens", actor.organization_id)
    key = cursors.read(after, UUID)
    async with reading(actor):
        total = await database.row(f"SELECT count(*) AS all FROM ({_TOKENS}) t", actor.organization_id)
        found = await database.rows(
            f"{_TOKENS} AND ($2::uuid IS NULL OR t.id < $2) ORDER BY t.id DESC LIMIT $3",
            actor.organization_id,
            key[0] if key else None,
            page_size(first) + 1,
        )
    tokens = [ApiToken(**row) for row in found]
    return page_of(tokens, first, lambda token: cursors.of(token.id), total["all"] if total else 0)


async def tokens_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, ApiToken]:
    """Tokens of the organization, for whoever may read them."""
    if not may(actor, Relation.OWN, Permission.API_TOKEN_READ):
        return {}
    async with reading(actor):
        found = await database.rows(f"{_TOKENS} AND t.id = ANY ($2)", actor.organization_id, list(ids))
    return {row["id"]: ApiToken(**row) for row in found}


@dataclass(frozen=True, slots=True)
class OwnSecondFactor:
    """Since when one's own is on, how many recovery codes are left, whether an organization asks for one."""

    since: datetime | None
    codes_left: int
    required: bool


async def own_second_factor(actor: Actor) -> OwnSecondFactor:
    """The acting person's own."""
    async with reading(actor):
        row = await database.row("SELECT * FROM door_own_second_factor()")
    return OwnSecondFactor(**row) if row else OwnSecondFactor(None, 0, required=False)


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the holder of a link is invited to."""

    email: str
    role: Role
    role_name: str | None
    organization_id: UUID
    organization_name: str
    organization_kind: OrganizationKind
    locale: str
    invited_by: str
    is_known: bool
    expires_at: datetime


async def invitation_of(token: str) -> OpenInvitation:
    """The invitation of a link. Raises LinkOver, also when whoever invited may no longer give that role."""
    key = key_of(token)
    row = await database.row("SELECT * FROM door_invitation($1, $2)", key, clock.now()) if key else None
    if row is None or key is None or not is_right(LinkKind.INVITATION, token, key, row["expires_at"]):
        raise LinkOver
    kind = OrganizationKind(row["organization_kind"])
    if not _is_worth_something(row, kind):
        raise LinkOver
    return OpenInvitation(
        email=row["email"],
        role=Role(row["role"]),
        role_name=row["role_name"],
        organization_id=row["organization_id"],
        organization_name=row["organization_name"],
        organization_kind=kind,
        locale=row["locale"],
        invited_by=row["invited_by"],
        is_known=row["is_known"],
        expires_at=row["expires_at"],
    )


def _is_worth_something(row: Mapping[str, Any], kind: OrganizationKind) -> bool:
    """Whether the sender of an invitation may still give what it offers."""
    offered = _rules(row["role"], row["role_name"], row["rules"], kind)
    givable = _rules(row["inviter_role"], row["inviter_role_name"], row["inviter_rules"], kind)
    return Rule(Relation.OWN, Permission.MEMBERSHIP_WRITE) in givable and offered <= givable


def _rules(role: str, composed_name: str | None, written: list[str], kind: OrganizationKind) -> frozenset[Rule]:
    """What a built-in role allows, or the composed one that holds in its place."""
    return ceiling_of([Role(role)]) if composed_name is None else rules_of(tuple(written), kind)


@dataclass(frozen=True, slots=True)
class OneMembership:
    """A membership of whoever holds a link."""

    membership_id: UUID
    organization_id: UUID


@dataclass(frozen=True, slots=True)
class OpenReset:
    """Whose password a link sets."""

    person_id: UUID
    person_name: str
    email: str
    locale: str
    expires_at: datetime
    memberships: tuple[OneMembership, ...]


async def open_reset(reset_id: UUID) -> OpenReset | None:
    """Whose password may be set by this row's link, while it may: for the e-mail, and for `reset_of`."""
    rows = await database.rows("SELECT * FROM door_reset($1, $2)", reset_id, clock.now())
    if not rows:
        return None
    memberships = tuple(OneMembership(row["membership_id"], row["organization_id"]) for row in rows)
    first = rows[0]
    return OpenReset(
        first["person_id"], first["person_name"], first["email"], first["locale"], first["expires_at"], memberships
    )


async def reset_of(token: str) -> OpenReset:
    """Whose password a link sets. Raises LinkOver."""
    key = key_of(token)
    found = await open_reset(key) if key else None
    if found is None or key is None or not is_right(LinkKind.RESET, token, key, found.expires_at):
        raise LinkOver
    return found


def _member(row: dict[str, object]) -> Member:
    return Member(**row | {"role": Role(row["role"]), "teams": tuple(row["teams"])})  # type: ignore[arg-type]

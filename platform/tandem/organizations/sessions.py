"""Sessions in force: one's own wherever they were opened, those of an organization's people; ending, renewing."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading, transaction, wake_after_commit
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Door, Subject, SubjectType
from tandem.organizations.errors import InvalidCredentials, SecondFactorNeeded, SessionNotFound, SignedOut
from tandem.organizations.models import OrganizationKind
from tandem.organizations.roles.errors import MembershipNotFound
from tandem.organizations.session_limits import limits
from tandem.organizations.sign_in import Browser, Choice, SignedIn, hash_of, open_session
from tandem_policies.vocabulary import Role

# How long the former secret of a renewed session stands, for requests under way.
GRACE = timedelta(seconds=30)
_COLUMNS = (
    "s.id, s.membership_id, s.created_at, s.last_seen_at, s.expires_at, s.browser, s.platform, s.network "
    "FROM sessions s WHERE s.ended_at IS NULL AND s.expires_at > $1 AND s.last_seen_at > $2"
)
_ORDER = "ORDER BY s.last_seen_at DESC, s.id"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A sign-in in force, as it is listed."""

    id: UUID
    membership_id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    browser: str
    platform: str
    network: str


async def own_sessions(actor: Actor) -> list[OpenSession]:
    """All sign-ins of the person who acts, in every organization, last used first."""
    now = clock.now()
    async with reading(actor):
        found = await database.rows(
            f"SELECT {_COLUMNS} AND s.membership_id = ANY (tandem_own_memberships()) {_ORDER}",
            now,
            now - limits().idle,
        )
    return [OpenSession(**row) for row in found]


async def sessions_of(actor: Actor, memberships: Iterable[UUID]) -> dict[UUID, list[OpenSession]]:
    """The sign-ins of members of the actor's organization, by membership, last used first."""
    now = clock.now()
    async with reading(actor):
        found = await database.rows(
            f"SELECT {_COLUMNS} AND s.membership_id = ANY ($3) {_ORDER}",
            now,
            now - limits().idle,
            list(memberships),
        )
    listed: dict[UUID, list[OpenSession]] = {}
    for row in found:
        listed.setdefault(row["membership_id"], []).append(OpenSession(**row))
    return listed


async def end_own_session(actor: Actor, session_id: UUID) -> None:
    """End one of one's own sign-ins; its open pages end at once. Raises SessionNotFound."""
    async with transaction(actor):
        if not await _ended("id = $2 AND membership_id = ANY (tandem_own_memberships())", session_id):
            raise SessionNotFound(field="sessionId")
        await audit.record(
            actor, AuditKind.SESSION_REVOKED, Subject(SubjectType.SESSION, session_id, actor.person_name)
        )


async def end_other_sessions(actor: Actor) -> int:
    """End all of one's own sign-ins but the one that acts; returns how many there were."""
    async with transaction(actor):
        ended = await _ended("id <> $2 AND membership_id = ANY (tandem_own_memberships())", actor.session_id)
        for session_id in ended:
            subject = Subject(SubjectType.SESSION, session_id, actor.person_name)
            await audit.record(actor, AuditKind.SESSION_REVOKED, subject)
    return len(ended)


async def end_session_of(membership_id: UUID, session_id: UUID) -> bool:
    """End a member's sign-in, inside the caller's transaction, which has authorized it."""
    return bool(await _ended("id = $2 AND membership_id = $3", session_id, membership_id))


async def renew(secret: str) -> SignedIn | None:
    """A new secret in the place of this one, in the same session; None when it was renewed or ended before."""
    new, now = secrets.token_urlsafe(32), clock.now()
    row = await database.row(
        "SELECT door_renew_session($1, $2, $3, $4) AS until", hash_of(secret), hash_of(new), now, now + GRACE
    )
    return SignedIn(new, row["until"]) if row and row["until"] else None


async def replace(actor: Actor, *, keeps_factor: bool, factor_at: datetime | None = None) -> SignedIn:
    """Another session in the place of the one that acts, and the end of all others of the person, inside the caller's
    transaction: whatever knew the former secret, and every socket that came in by it, stands for nobody.

    `keeps_factor`: the second factor that was shown counts on; else it was shown at `factor_at`, or never. Whoever
    answers calls `end_streams` when the new secret has left. Raises SignedOut when the acting session was over: nothing
    of the transaction may stand then, since no other session has ended.
    """
    secret = secrets.token_urlsafe(32)
    row = await database.row(
        "SELECT * FROM door_replace_session($1, $2, $3, $4, $5, $6)",
        new_id(),
        actor.session_id,
        hash_of(secret),
        clock.now(),
        keeps_factor,
        factor_at,
    )
    if row is None:
        raise SignedOut
    for session_id in row["ended"]:
        # Of the acting session only the caches are told: its own page must have the new secret before its streams end.
        only = (session_id,) if session_id == actor.session_id else ()
        wake_after_commit(Wakeup("access", session_id, only))
    return SignedIn(secret, row["until"])


def end_streams(session_id: UUID) -> None:
    """Open pages of a session that was replaced find out now."""
    flusher.hand_over([Wakeup("access", session_id, ())])


async def other_memberships(secret: str) -> list[Choice]:
    """The other organizations that the person of this session can act for."""
    return [
        Choice(
            row["membership_id"],
            Role(row["role"]),
            row["organization_name"],
            OrganizationKind(row["organization_kind"]),
            row["role_name"],
        )
        for row in await _others(secret)
    ]


async def switch(secret: str, membership_id: UUID, browser: Browser) -> SignedIn:
    """Go on for another organization without signing in again: a new session, which ends no later than this one.

    The second factor that was shown counts on. Raises MembershipNotFound, and SecondFactorNeeded where the other
    organization asks for one that this session has not shown, also since just now.
    """
    chosen = next((row for row in await _others(secret) if row["membership_id"] == membership_id), None)
    if chosen is None:
        raise MembershipNotFound(field="membershipId")
    if chosen["needs_second_factor"] and chosen["second_factor_at"] is None:
        raise SecondFactorNeeded
    door = Door(chosen["organization_id"], membership_id, new_id())
    shown_at, until = chosen["second_factor_at"], chosen["expires_at"]
    try:
        return await open_session(door, browser, shown_at, AuditKind.SIGNED_IN, until=until)
    except InvalidCredentials:  # between the look above and the lock: the membership ended, or the rule was made
        if any(row["membership_id"] == membership_id for row in await _others(secret)):
            raise SecondFactorNeeded from None
        raise MembershipNotFound(field="membershipId") from None


async def _others(secret: str) -> list[dict[str, Any]]:
    now = clock.now()
    return await database.rows(
        "SELECT * FROM door_other_memberships($1, $2, $3)", hash_of(secret), now, now - limits().idle
    )


async def _ended(condition: str, *values: object) -> list[UUID]:
    """End what is in force and fits; its open pages hear of it after the commit."""
    found = await database.rows(
        f"UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL AND {condition} RETURNING id",
        clock.now(),
        *values,
    )
    for row in found:
        wake_after_commit(Wakeup("access", row["id"], ()))
    return [row["id"] for row in found]

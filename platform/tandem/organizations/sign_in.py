"""Signing in by password, server-side sessions, API tokens.

Before there is an actor, only the doors of SQL (`5_doors.sql`) are used.
"""

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any, NoReturn
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.acting import actor_from
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Door, Subject, SubjectType
from tandem.organizations.errors import InvalidCredentials
from tandem.organizations.models import OrganizationKind
from tandem_policies.vocabulary import Role

SESSION_LIFE = timedelta(hours=12)
# argon2 takes memory on purpose: two at a time, so that a burst of sign-ins starves nobody else.
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))
# Seconds that a refusal takes at least: what is written about a known person would tell that there is one.
_REFUSAL = 0.3


@dataclass(frozen=True, slots=True)
class Choice:
    """One membership that a person can sign in with."""

    membership_id: UUID
    role: Role
    organization_name: str
    organization_kind: OrganizationKind


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The secret for the cookie; only its hash is stored."""

    secret: str


def hash_of(secret: str) -> bytes:
    """What the database keeps of a session's or token's secret (256 random bits need no slow hash)."""
    return hashlib.sha256(secret.encode()).digest()


async def hash_password(password: str) -> str:
    """Argon2id, in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def sign_in(email: str, password: str, membership_id: UUID | None = None) -> SignedIn | list[Choice]:
    """Open a session for one membership; with several and none chosen, return the choices.

    Raises InvalidCredentials for an unknown address, a wrong password or somebody else's membership, after the same
    time in each case. Organizations of a known person are told of it in their audit logs.
    """
    refusing_from = monotonic() + _REFUSAL
    found = await database.rows("SELECT * FROM door_sign_in($1)", email.strip())
    known = found[0]["password_hash"] if found else _NOBODY
    if not await _verified(known, password) or not found:
        await _refuse(found, refusing_from)
    choices = [
        Choice(
            row["membership_id"],
            Role(row["role"]),
            row["organization_name"],
            OrganizationKind(row["organization_kind"]),
        )
        for row in found
        if row["membership_id"]
    ]
    if membership_id is None and len(choices) > 1:
        return choices
    chosen = next((c for c in choices if membership_id in (None, c.membership_id)), None)
    if chosen is None:
        await _refuse(found, refusing_from)
    secret, session_id, now = secrets.token_urlsafe(32), new_id(), clock.now()
    organization_id = next(row["organization_id"] for row in found if row["membership_id"] == chosen.membership_id)
    door = Door(organization_id, chosen.membership_id, session_id)
    async with transaction(door):
        await database.rows(
            "SELECT door_open_session($1, $2, $3, $4, $5)",
            session_id,
            chosen.membership_id,
            hash_of(secret),
            now,
            now + SESSION_LIFE,
        )
        await audit.record(door, AuditKind.SIGNED_IN)
    return SignedIn(secret)


async def _refuse(found: list[dict[str, Any]], refusing_from: float) -> NoReturn:
    """Tell it where the person is known, and answer no sooner than for an address that nobody has."""
    for row in found:
        if row["membership_id"]:
            door = Door(row["organization_id"])
            subject = Subject(SubjectType.MEMBERSHIP, row["membership_id"], row["person_name"])
            async with transaction(door):
                await audit.record(door, AuditKind.SIGN_IN_FAILED, subject)
    await asyncio.sleep(refusing_from - monotonic())
    raise InvalidCredentials


async def sign_out(secret: str) -> UUID | None:
    """End the session of this secret; returns its id, or None when there was none in force."""
    actor = await actor_of(secret)
    if actor is None:
        return None
    async with transaction(actor):
        ended = await database.row("SELECT door_end_session($1, $2) AS id", hash_of(secret), clock.now())
        if ended is None or ended["id"] is None:
            return None
        await audit.record(actor, AuditKind.SIGNED_OUT)
    return actor.session_id


async def actor_of(secret: str) -> Actor | None:
    """Who a session cookie or API token stands for now; None when it is unknown, ended or expired."""
    row = await database.row("SELECT * FROM door_actor($1, $2)", hash_of(secret), clock.now())
    return actor_from(row) if row else None


async def _verified(known: str, password: str) -> bool:
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.verify, known, password)
    except (VerificationError, InvalidHashError):
        return False

"""Signing in by password, server-side sessions, API tokens.

Before there is an actor, only the doors of SQL (`5_doors.sql`) are used.
"""

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.organizations.errors import InvalidCredentials
from tandem.organizations.models import CaseScope, OrganizationKind
from tandem_policies.enforcer import Rule, composed
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role

# The built-in roles of each kind of organization: together the ceiling of what it can compose.
CEILING = {
    OrganizationKind.AGENCY: (
        Role.COLLECTOR,
        Role.AGENCY_MANAGER,
        Role.AGENCY_ADMINISTRATOR,
        Role.COMPLIANCE_OFFICER,
    ),
    OrganizationKind.CREDITOR: (Role.CREDITOR_MEMBER, Role.CREDITOR_ADMINISTRATOR),
    OrganizationKind.BANK: (Role.BANKER,),
    OrganizationKind.OPERATOR: (Role.OPERATOR,),
}
SESSION_LIFE = timedelta(hours=12)
# argon2 takes memory on purpose: two at a time, so that a burst of sign-ins starves nobody else.
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))


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
    time of work in each case.
    """
    found = await database.rows("SELECT * FROM door_sign_in($1)", email.strip())
    known = found[0]["password_hash"] if found else _NOBODY
    if not await _verified(known, password) or not found:
        raise InvalidCredentials
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
        raise InvalidCredentials
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    await database.rows(
        "SELECT door_open_session($1, $2, $3, $4, $5)",
        new_id(),
        chosen.membership_id,
        hash_of(secret),
        now,
        now + SESSION_LIFE,
    )
    return SignedIn(secret)


async def sign_out(secret: str) -> UUID | None:
    """End the session of this secret; returns its id, or None when there was none in force."""
    ended = await database.rows("SELECT door_end_session($1, $2) AS id", hash_of(secret), clock.now())
    return ended[0]["id"] if ended else None


async def actor_of(secret: str) -> Actor | None:
    """Who a session cookie or API token stands for now; None when it is unknown, ended or expired."""
    row = await database.row("SELECT * FROM door_actor($1, $2)", hash_of(secret), clock.now())
    if row is None:
        return None
    kind, role = OrganizationKind(row["organization_kind"]), Role(row["role"])
    rules = _composed(tuple(row["rules"]), kind) if row["role_name"] is not None else None
    actor = Actor(
        membership_id=row["membership_id"],
        person_id=row["person_id"],
        person_name=row["person_name"],
        person_email=row["person_email"],
        organization_id=row["organization_id"],
        organization_name=row["organization_name"],
        organization_kind=kind,
        role=role,
        locale=row["locale"],
        session_id=row["session_id"],
        role_name=row["role_name"],
        rules=rules,
        entity_ids=tuple(row["entity_ids"]),
        team_ids=tuple(row["team_ids"]),
    )
    confined = not may(actor, Relation.AGENCY, Permission.CASE_FILE_REACH_ALL)
    return replace(actor, case_scope=CaseScope(row["case_scope"])) if confined else actor


@lru_cache(1_000)
def _composed(rules: tuple[str, ...], kind: OrganizationKind) -> frozenset[Rule]:
    pairs = (tuple(rule.split(" ")) for rule in rules)
    return composed([(relation, permission) for relation, permission in pairs], CEILING[kind])


async def _verified(known: str, password: str) -> bool:
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.verify, known, password)
    except (VerificationError, InvalidHashError):
        return False

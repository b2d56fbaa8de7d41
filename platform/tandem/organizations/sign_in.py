"""Signing in, server-side sessions, API tokens.

Before there is an actor, only the doors of SQL are used. How long a session lasts is `session_limits`; what stands
against guessing is `throttle`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit, second_factor
from tandem.organizations.acting import actor_from
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Door
from tandem.organizations.credentials import Known, known_person
from tandem.organizations.devices import Device
from tandem.organizations.elsewhere import tell_elsewhere
from tandem.organizations.errors import InvalidCredentials
from tandem.organizations.models import OrganizationKind
from tandem.organizations.second_factor import Enrolment
from tandem.organizations.session_limits import limits
from tandem_policies.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Choice:
    """One membership that a person can sign in with."""

    membership_id: UUID
    role: Role
    organization_name: str
    organization_kind: OrganizationKind
    role_name: str | None = None


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody signs in: what the browser is called, its cookie of a known device, its former session."""

    name: str = ""
    platform: str = ""
    network: str = ""
    device: Device | None = None
    former_secret: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The secret for the cookie, of which only the hash is stored, until when it stands, and whose account it is.

    `recovery_codes` when the second factor was set up in the same step: they are shown this once.
    """

    secret: str
    until: datetime
    email: str = ""
    recovery_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstCode:
    """Whose second factor is set up by the step that signs them in, and the code that puts it in force."""

    person_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """The password was right; now a code of the authenticator, or a recovery code."""


Outcome = SignedIn | list[Choice] | CodeNeeded | Enrolment


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a secret stands for, and what its session or token says of itself."""

    actor: Actor
    is_token: bool
    seen_at: datetime | None
    expires_at: datetime | None
    # The person's rights changed: the session gets a new secret at the next request.
    renew: bool
    subjects: frozenset[UUID]

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at that instant, as far as its own times say."""
        used = self.is_token or (self.seen_at is not None and self.seen_at > now - limits().idle)
        return used and (self.expires_at is None or self.expires_at > now)


def hash_of(secret: str) -> bytes:
    """What the database keeps of a session's or token's secret (256 random bits need no slow hash)."""
    return hashlib.sha256(secret.encode()).digest()


async def sign_in(
    email: str,
    password: str,
    membership_id: UUID | None = None,
    *,
    code: str | None = None,
    browser: Browser | None = None,
) -> Outcome:
    """Open a session for one membership, or say what is missing: which of several, a code, a second factor.

    The next step brings all that the last one had. Raises TooManyTries; InvalidCredentials for an unknown address, a
    wrong password or somebody else's membership, after the same time in each case; CodeRefused.
    """
    browser = browser or Browser()
    known = await known_person(email, password, browser.device)
    choices = _choices(known)
    if membership_id is None and len(choices) > 1:
        await known.went_well(cleared=False)
        return choices
    chosen = next((c for c in choices if membership_id in (None, c.membership_id)), None)
    if chosen is None:
        await known.refuse(InvalidCredentials())
    row = next(row for row in known.rows if row["membership_id"] == chosen.membership_id)
    if code is None and (known.has_second_factor or row["needs_second_factor"]):
        await known.went_well(cleared=False)
        enrolment = None if known.has_second_factor else await second_factor.begin(known.person_id, known.email)
        return enrolment or CodeNeeded()
    done: list[AuditKind] = []
    first_code: FirstCode | None = None
    if code is not None and known.has_second_factor:
        done += [AuditKind.RECOVERY_CODE_USED] if await known.prove(code) else []
    elif code is not None and row["needs_second_factor"]:
        first_code = FirstCode(known.person_id, code)
    factor_at = clock.now() if known.has_second_factor or first_code else None
    door = Door(row["organization_id"], chosen.membership_id, new_id())
    signed_in = await open_session(
        door, browser, factor_at, *done, AuditKind.SIGNED_IN, email=known.email, first_code=first_code
    )
    await known.went_well(cleared=True)
    return signed_in


async def open_session(
    door: Door,
    browser: Browser,
    factor_at: datetime | None,
    *told: AuditKind,
    email: str = "",
    until: datetime | None = None,
    first_code: FirstCode | None = None,
) -> SignedIn:
    """A new session of the door's membership, with a secret that nobody knew before; what the browser had ends.

    The caller has checked who it is. `factor_at`: when the second factor was shown; `until`: when it ends at the
    latest, a session's whole life from now when left out; `first_code` sets a second factor up, with this session or
    not at all. Raises InvalidCredentials when the membership has ended, or asks for a second factor that was not
    shown; CodeRefused for a first code.
    """
    if door.membership_id is None or door.session_id is None:
        raise ValueError("a session is of a membership, and has an id")
    secret, now = secrets.token_urlsafe(32), clock.now()
    until = until or now + limits().life
    async with transaction(door):
        # In the order in which others lock them: the second factor, membership and organization, then sessions.
        codes = await second_factor.confirm(first_code.person_id, first_code.code) if first_code else []
        opened = await database.row(
            "SELECT door_open_session($1, $2, $3, $4, $5, $6, $7, $8, $9) AS done",
            door.session_id,
            door.membership_id,
            hash_of(secret),
            now,
            until,
            browser.name,
            browser.platform,
            browser.network,
            factor_at,
        )
        if opened is None or not opened["done"]:
            raise InvalidCredentials
        if browser.former_secret:
            ended = await database.row("SELECT door_end_session($1, $2) AS id", hash_of(browser.former_secret), now)
            if ended and ended["id"]:
                wake_after_commit(Wakeup("access", ended["id"], ()))
        if first_code:
            await _set_up(door.membership_id)
            told = (AuditKind.SECOND_FACTOR_ENABLED, *told)
        for kind in told:
            await audit.record(door, kind)
    return SignedIn(secret, until, email, tuple(codes))


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
    """Who a session cookie or API token stands for now; None when it is unknown, ended, unused too long or expired."""
    found = await standing_of(secret)
    return found.actor if found else None


async def standing_of(secret: str) -> Standing | None:
    """As `actor_of`, with what the session or token says of itself."""
    return await _standing(hash_of(secret), None)


async def standing_of_session(session_id: UUID) -> Standing | None:
    """The same for a session or token by its id: an open socket keeps the secret that it came with."""
    return await _standing(None, session_id)


async def seen(session_id: UUID, at: datetime) -> None:
    """Keep that a session or token was used; called now and then, not at every request."""
    await database.rows("SELECT door_seen($1, $2)", session_id, at)


async def _standing(secret_hash: bytes | None, session_id: UUID | None) -> Standing | None:
    now = clock.now()
    row = await database.row(
        "SELECT * FROM door_actor($1, $2, $3, $4)", secret_hash, session_id, now, now - limits().idle
    )
    if row is None:
        return None
    actor = actor_from(row)
    about = {actor.session_id, actor.membership_id, actor.person_id, actor.organization_id, *actor.entity_ids}
    about |= {*actor.team_ids, row["composed_role_id"]} - {None}
    return Standing(actor, row["is_token"], row["seen_at"], row["expires_at"], row["renew"], frozenset(about))


async def _set_up(membership_id: UUID) -> None:
    """What follows for the person: sign-ins by the password alone end, they and their organizations are told."""
    ended = await database.rows("SELECT door_factor_set_up($1, $2, $3) AS id", membership_id, new_id(), clock.now())
    for row in ended:
        wake_after_commit(Wakeup("access", row["id"], ()))
    await tell_elsewhere(membership_id, AuditKind.SECOND_FACTOR_ENABLED)


def _choices(known: Known) -> list[Choice]:
    return [
        Choice(
            row["membership_id"],
            Role(row["role"]),
            row["organization_name"],
            OrganizationKind(row["organization_kind"]),
            row["role_name"],
        )
        for row in known.rows
        if row["membership_id"]
    ]

"""A forgotten password: a link by e-mail, the same answer whether the address is known or not, then a new password."""

import asyncio
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.organizations import audit, passwords, throttle
from tandem.organizations.audit import AuditKind, Door, Subject, SubjectType
from tandem.organizations.credentials import REFUSAL
from tandem.organizations.devices import Device
from tandem.outbox.emit import RELAY
from tandem.people.commands.own import wake_ended
from tandem.people.errors import LinkOver
from tandem.people.links import key_of
from tandem.people.queries import reset_of

LIFE = timedelta(hours=1)


async def request_reset(email: str, device: Device | None = None) -> None:
    """Ask for a link; one leaves when somebody who may sign in has this address, and nobody is told whether.

    Where an address was asked for too often, no further link leaves and nothing is said: those before it stand in the
    owner's mail. Raises TooManyTries for a network that asks too often; known and unknown addresses take as long.
    """
    until, address, now = monotonic() + REFUSAL, email.strip().lower(), clock.now()
    if await throttle.is_free("reset", address, device):
        await database.rows(
            "SELECT door_request_reset($1, $2, $3, $4, $5)", new_id(), new_id(), address, now, now + LIFE
        )
        flusher.hand_over([Wakeup("outbox", RELAY, ())])
    await asyncio.sleep(until - monotonic())


async def set_password(token: str, password: str) -> str:
    """Set the password that a link lets set, once; all sessions and API tokens of the person end: whoever knew the
    former password may have made some. Returns their e-mail address.

    The second factor stays: it is asked for when they sign in. Raises LinkOver, PasswordTooShort, PasswordTooWeak.
    """
    found = await reset_of(token)
    await passwords.require_strong(password, found.person_name, found.email)
    hashed = await passwords.hash_password(password)
    first, *others = found.memberships
    door = Door(first.organization_id, first.membership_id)
    async with transaction(door):
        ended = await database.row("SELECT door_use_reset($1, $2, $3) AS sessions", key_of(token), hashed, clock.now())
        sessions: list[UUID] | None = ended["sessions"] if ended else None
        if sessions is None:
            raise LinkOver
        revoked = await database.rows("SELECT * FROM door_revoke_tokens($1, $2)", found.person_id, clock.now())
        wake_ended([*sessions, *(token["token_id"] for token in revoked)])
        await audit.record(door, AuditKind.PASSWORD_RESET)
        await _tell_of_tokens(door, found.person_name, revoked)
    for one in others:
        other = Door(one.organization_id, one.membership_id)
        async with transaction(other):
            await audit.record(other, AuditKind.PASSWORD_RESET)
            await _tell_of_tokens(other, found.person_name, revoked)
    return found.email


async def _tell_of_tokens(door: Door, person: str, revoked: list[dict[str, Any]]) -> None:
    for token in revoked:
        if token["organization_id"] == door.organization_id:
            subject = Subject(SubjectType.API_TOKEN, token["token_id"], token["name"])
            await audit.record(door, AuditKind.API_TOKEN_REVOKED, subject, details={"person": person})

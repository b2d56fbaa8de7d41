"""A forgotten password: a link by e-mail, the same answer whether the address is known or not, then a new password."""

import asyncio
from datetime import timedelta
from time import monotonic
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.organizations import passwords, throttle
from tandem.organizations.audit import AuditKind, Door
from tandem.organizations.credentials import REFUSAL
from tandem.organizations.devices import Device
from tandem.organizations.elsewhere import tell_elsewhere, told_here
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
    first = found.memberships[0]
    door = Door(first.organization_id, first.membership_id)
    async with transaction(door):
        ended = await database.row("SELECT door_use_reset($1, $2, $3) AS sessions", key_of(token), hashed, clock.now())
        sessions: list[UUID] | None = ended["sessions"] if ended else None
        if sessions is None:
            raise LinkOver
        revoked = await database.rows("SELECT * FROM door_revoke_tokens($1, $2)", found.person_id, clock.now())
        tokens: list[UUID] = [token["token_id"] for token in revoked]
        wake_ended([*sessions, *tokens])
        await tell_elsewhere(first.membership_id, AuditKind.PASSWORD_RESET, tokens)
        await told_here(door, AuditKind.PASSWORD_RESET, tokens)
    return found.email

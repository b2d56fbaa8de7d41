"""A forgotten password: a link by e-mail, the same answer whether the address is known or not, then a new password."""

from datetime import timedelta
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.organizations import audit, passwords, throttle
from tandem.organizations.audit import AuditKind, Door
from tandem.outbox.emit import RELAY
from tandem.people.commands.own import wake_ended
from tandem.people.errors import LinkOver
from tandem.people.links import key_of
from tandem.people.queries import reset_of

LIFE = timedelta(hours=1)


async def request_reset(email: str) -> None:
    """Ask for a link; one leaves when somebody who may sign in has this address, and nobody is told whether.

    Raises TooManyTries, for known and unknown addresses alike.
    """
    await throttle.begin("reset", email)
    now = clock.now()
    await database.rows(
        "SELECT door_request_reset($1, $2, $3, $4, $5)", new_id(), new_id(), email.strip(), now, now + LIFE
    )
    flusher.hand_over([Wakeup("outbox", RELAY, ())])


async def set_password(token: str, password: str) -> str:
    """Set the password that a link lets set, once; all sessions of the person end. Returns their e-mail address.

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
        wake_ended(sessions)
        await audit.record(door, AuditKind.PASSWORD_RESET)
    for one in others:
        other = Door(one.organization_id, one.membership_id)
        async with transaction(other):
            await audit.record(other, AuditKind.PASSWORD_RESET)
    return found.email

"""`tandem reset-second-factor`: for who has lost authenticator and recovery codes, and signs in for several clients."""

import asyncpg

from tandem.entrypoints.erasures import acting_as_owner
from tandem.entrypoints.settings import Settings
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup, flusher
from tandem.organizations import audit
from tandem.organizations.audit import AuditKind, CommandLine, Subject, SubjectType
from tandem.outbox.emit import RELAY
from tandem.people.mails import Notice

_MEMBERSHIPS = """
SELECT m.id, m.organization_id, p.id AS person_id, p.name FROM people p
JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL WHERE p.email = lower($1) ORDER BY m.organization_id
"""


class NothingReset(Exception):
    """Nothing was taken away; the message is one line for the operator."""


async def reset_second_factor(settings: Settings, email: str) -> int:
    """Take a person's second factor away, tell them by e-mail, and each of their organizations in its audit log.

    Returns in how many organizations they sign in. Raises NothingReset.
    """
    async with acting_as_owner(settings) as owner:
        async with owner.transaction():
            memberships = await _taken_away(owner, email)
        flusher.hand_over([Wakeup("outbox", RELAY, ())])
    return len(memberships)


async def _taken_away(owner: asyncpg.Connection, email: str) -> list[asyncpg.Record]:
    memberships: list[asyncpg.Record] = await owner.fetch(_MEMBERSHIPS, email.strip())
    if not memberships:
        raise NothingReset(f"nobody signs in with {email}")
    person_id, now = memberships[0]["person_id"], clock.now()
    await owner.execute("DELETE FROM recovery_codes WHERE person_id = $1", person_id)
    if not await owner.fetch(
        "DELETE FROM second_factors WHERE person_id = $1 AND confirmed_at IS NOT NULL RETURNING 1", person_id
    ):
        raise NothingReset(f"{email} has no second step")
    await owner.execute(
        "INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts) "
        "VALUES ($1, $2, 'people.notice', jsonb_build_object('membership_id', $3::text, 'notice', $4::text), "
        "$5, $5, 0)",
        new_id(),
        memberships[0]["organization_id"],
        str(memberships[0]["id"]),
        Notice.SECOND_FACTOR_RESET.value,
        now,
    )
    for one in memberships:
        await owner.execute("SELECT set_config('tandem.organization_id', $1, true)", str(one["organization_id"]))
        subject = Subject(SubjectType.MEMBERSHIP, one["id"], one["name"])
        operator = CommandLine(one["organization_id"])
        await owner.fetch(audit.APPEND, *audit.arguments(operator, AuditKind.SECOND_FACTOR_DISABLED, subject, {}))
    return memberships

"""Which lines the worker is told to close, and why: as the database's own function sees sign-ins and calls."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from tandem.contacts.calling.lines import IDLE_AFTER, UNANSWERED_AFTER
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.ids import new_id
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AWA

Session = tuple[timedelta, bool]
LATER, EARLIER = timedelta(hours=8), timedelta(hours=-1)


@pytest.fixture
async def owner(shared_database: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """The owner of the tables, in a transaction that is rolled back."""
    connection = await asyncpg.connect(shared_database.owner)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def line(owner: asyncpg.Connection, state: str, used_at: datetime, session: UUID) -> UUID:
    line_id = new_id()
    await owner.execute(
        "INSERT INTO phone_lines (id, agency_id, membership_id, session_id, phone, caller_id, state, asked_at, "
        "used_at) VALUES ($1, $2, $3, $4, '+33612345678', '+33199001200', $5, $6, $6)",
        line_id,
        AWA.organization_id,
        AWA.membership_id,
        session,
        state,
        used_at,
    )
    return line_id


async def signed_in(owner: asyncpg.Connection, expires: timedelta, *, ended: bool) -> UUID:
    session_id = new_id()
    await owner.execute(
        "INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at, ended_at) "
        "VALUES ($1, $2, $3, $4, $4, $5, $6)",
        session_id,
        session_id.bytes,
        AWA.membership_id,
        MORNING - timedelta(hours=2),
        MORNING + expires,
        MORNING if ended else None,
    )
    return session_id


async def why(owner: asyncpg.Connection) -> list[str]:
    rows = await owner.fetch(
        "SELECT because FROM door_lines_to_close($1, $2, $3, 10)",
        MORNING,
        MORNING - UNANSWERED_AFTER,
        MORNING - IDLE_AFTER,
    )
    return [row["because"] for row in rows]


@pytest.mark.parametrize(
    ("case", "state", "ago", "session", "expected"),
    [
        ("open and used", "open", timedelta(minutes=14), (LATER, False), []),
        ("idle", "open", timedelta(minutes=16), (LATER, False), ["idle"]),
        ("being rung", "ringing", timedelta(seconds=50), (LATER, False), []),
        ("not answered", "ringing", timedelta(seconds=70), (LATER, False), ["not_answered"]),
        ("never rung", "asked", timedelta(seconds=70), (LATER, False), ["not_answered"]),
        ("signed out", "open", timedelta(minutes=1), (LATER, True), ["signed_out"]),
        ("the sign-in is over", "open", timedelta(minutes=1), (EARLIER, False), ["signed_out"]),
    ],
)
async def test_a_line_is_closed_for_a_reason(
    owner: asyncpg.Connection, case: str, state: str, ago: timedelta, session: Session, expected: list[str]
) -> None:
    await line(owner, state, MORNING - ago, await signed_in(owner, session[0], ended=session[1]))

    assert await why(owner) == expected, case


async def test_a_sign_in_that_is_gone_closes_its_line(owner: asyncpg.Connection) -> None:
    await line(owner, "open", MORNING, new_id())

    assert await why(owner) == ["signed_out"]


@pytest.mark.parametrize(("revoked", "expected"), [(False, []), (True, ["signed_out"])])
async def test_a_line_of_a_token_lives_as_long_as_the_token(
    owner: asyncpg.Connection, revoked: bool, expected: list[str]
) -> None:
    token = new_id()
    await owner.execute(
        "INSERT INTO api_tokens (id, secret_hash, membership_id, name, created_at, revoked_at) "
        "VALUES ($1, $2, $3, 'x', $4, $5)",
        token,
        token.bytes,
        AWA.membership_id,
        MORNING,
        MORNING if revoked else None,
    )
    await line(owner, "open", MORNING, token)

    assert await why(owner) == expected

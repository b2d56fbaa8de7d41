"""Timeline append: sealed, chained, projected and committed, beside bare commits of rows of the same size."""

import os
from uuid import UUID

import asyncpg

from tandem.casefiles.events import ClaimsAdded
from tandem.entrypoints.bench.setting import AGENCY, WRITERS, Row, case_files_of, in_turn, pool_of
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.organizations.actor import System
from tandem.timeline import record

_EVENT = ClaimsAdded("BENCH", 1, Money(1_00, "EUR"))
_SYSTEM = System(AGENCY)


async def measure(urls: DatabaseUrls, ids: list[UUID]) -> list[Row]:
    """Two rows: eight writers on different case files, and on one."""
    async with transaction(_SYSTEM):
        case_files = await case_files_of(ids[:WRITERS])
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(_FLOOR_TABLE)
    await owner.close()
    async with pool_of(urls.worker) as pool:

        async def bare(_: int) -> None:
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute(_FLOOR_INSERT, new_id(), clock.now(), os.urandom(150), _TEXT)

        async def append_apart(writer: int) -> None:
            async with transaction(_SYSTEM):
                await record(_SYSTEM, case_files[writer], _EVENT)

        async def append_together(_: int) -> None:
            async with transaction(_SYSTEM):
                await record(_SYSTEM, case_files[0], _EVENT)

        floor, apart, together = await in_turn(bare, append_apart, append_together)
    return [
        Row(
            "timeline append, 8 writers, different case files",
            f"{apart:,.0f} /s",
            f"{floor:,.0f} /s",
            _percent(apart, floor),
        ),
        Row(
            "timeline append, 8 writers, the same case file",
            f"{together:,.0f} /s",
            f"{floor:,.0f} /s",
            _percent(together, floor),
        ),
    ]


def _percent(product: float, floor: float) -> str:
    return f"{product / floor:.0%}"


# One event, one projection and one head, as bytes: two inserts and an update in one commit.
_TEXT = "x" * 400
_FLOOR_TABLE = """
CREATE TABLE bench_floor (id uuid PRIMARY KEY, at timestamptz, body bytea, text text);
CREATE TABLE bench_floor_entry (id uuid PRIMARY KEY, at timestamptz, text text);
GRANT SELECT, INSERT ON bench_floor, bench_floor_entry TO tandem_worker;
"""
_FLOOR_INSERT = """
WITH event AS (INSERT INTO bench_floor VALUES ($1, $2, $3, $4))
INSERT INTO bench_floor_entry VALUES ($1, $2, $4)
"""

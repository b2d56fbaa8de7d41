"""Reading one hash partition, or some case files, in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tandem.timeline.verify.faults import Fault, Tally
from tandem.timeline.verify.stream import Walk, events_sql

PARTS = 32  # hash partitions of timeline_events


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in one part, and the database's snapshot that it was seen in (`pg_snapshot` as text)."""

    faults: list[Fault]
    snapshot: str
    events: int
    chains: int


async def verify_part(connection: asyncpg.Connection, remainder: int, tally: Tally) -> Verified:
    """Every chain whose case file hashes to `remainder` of PARTS, writers going on meanwhile.

    Events and heads are read in one snapshot, so a commit in between is no fault; chains whose events are all gone
    are known by their heads.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await _prepare(connection)
        table = await _partition(connection, remainder)
        heads = await connection.fetch(_HEADS_OF_PART, PARTS, remainder)
        walk, before = Walk(_by_chain(heads), tally), (tally.events, tally.chains)
        if table is not None:
            await connection.copy_from_query(events_sql(f"{table} event"), output=walk.feed, format="binary")
        faults, snapshot = walk.finish(), await connection.fetchval("SELECT pg_current_snapshot()::text")
        return Verified(faults, snapshot, tally.events - before[0], tally.chains - before[1])


async def verify_case_files(connection: asyncpg.Connection, ids: Sequence[UUID], tally: Tally) -> list[Fault]:
    """All chains of some case files, in one snapshot."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await _prepare(connection)
        heads = await connection.fetch(_HEADS_OF_CASE_FILES, ids)
        walk = Walk(_by_chain(heads), tally)
        source = "timeline_events event WHERE event.case_file_id = ANY ($1::uuid[])"
        await connection.copy_from_query(events_sql(source), ids, output=walk.feed, format="binary")
        return walk.finish()


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")


def _by_chain(heads: list[asyncpg.Record]) -> dict[tuple[bytes, bytes], tuple[int, bytes]]:
    return {(row["case_file_id"].bytes, row["chain"].encode()): (row["sequence"], row["hash"]) for row in heads}


async def _partition(connection: asyncpg.Connection, remainder: int) -> str | None:
    """The partition's name; None when it is not attached as it was made (its chains are then missing)."""
    name = f"timeline_events_{remainder:02}"
    bound = await connection.fetchval(_BOUND, name)
    return name if bound == f"FOR VALUES WITH (modulus {PARTS}, remainder {remainder})" else None


_BOUND = """
SELECT pg_get_expr(part.relpartbound, part.oid) FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
WHERE inhparent = 'timeline_events'::regclass AND part.oid = to_regclass($1) AND NOT inhdetachpending
"""
_HEADS_OF_PART = """
SELECT case_file_id, chain, sequence, hash FROM timeline_heads
WHERE satisfies_hash_partition('timeline_events'::regclass, $1, $2, case_file_id)
"""
_HEADS_OF_CASE_FILES = (
    "SELECT case_file_id, chain, sequence, hash FROM timeline_heads WHERE case_file_id = ANY ($1::uuid[])"
)

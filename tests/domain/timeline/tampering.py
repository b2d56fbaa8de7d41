"""What only somebody with full access to the database can do: write over the timeline."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.timeline.composing import EVENT_COLUMNS
from tandem.timeline.encoding import Envelope, hash_of

PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'timeline_events'::regclass"
Row = dict[str, object]


@asynccontextmanager
async def unguarded(urls: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection with every trigger of the timeline off; they are on again afterwards."""
    owner = await asyncpg.connect(urls.owner)
    try:
        await _triggers(owner, "DISABLE")
        yield owner
        await _triggers(owner, "ENABLE ALWAYS")
    finally:
        await owner.close()


async def _triggers(owner: asyncpg.Connection, verb: str) -> None:
    for (partition,) in await owner.fetch(PARTITIONS):
        for trigger in ("append_only_rows", "append_only_table"):
            await owner.execute(f"ALTER TABLE {partition} {verb} TRIGGER {trigger}")


async def rows_of(owner: asyncpg.Connection, case_file_id: UUID, chain: str = "parties") -> list[Row]:
    """The stored events of a chain."""
    sql = "SELECT * FROM timeline_events WHERE case_file_id = $1 AND chain = $2 ORDER BY sequence"
    return [dict(row) for row in await owner.fetch(sql, case_file_id, chain)]


async def write(owner: asyncpg.Connection, row: Row) -> None:
    """Insert an event as it is given."""
    places = ", ".join(f"${number}" for number in range(1, len(EVENT_COLUMNS) + 1))
    sql = f"INSERT INTO timeline_events ({', '.join(EVENT_COLUMNS)}) VALUES ({places})"
    await owner.execute(sql, *(row[name] for name in EVENT_COLUMNS))


def hashed(row: Row, **changes: object) -> Row:
    """A changed event with a hash that fits."""
    row = row | changes
    fields = {name: value for name, value in row.items() if name not in ("id", "hash")}
    return row | {"hash": hash_of(Envelope(event_id=row["id"], **fields))}  # type: ignore[arg-type]

"""What only somebody with full access to the database can do: write over the timeline."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tandem.entrypoints.embedded import DatabaseUrls

PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'timeline_events'::regclass"


@asynccontextmanager
async def unguarded(urls: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection with every trigger of the timeline off; they are on again afterwards."""
    owner = await asyncpg.connect(urls.owner)
    partitions = [row[0] for row in await owner.fetch(PARTITIONS)]
    try:
        for partition in partitions:
            await owner.execute(f"ALTER TABLE {partition} DISABLE TRIGGER ALL")
        yield owner
        for partition in partitions:
            await owner.execute(f"ALTER TABLE {partition} ENABLE TRIGGER ALL")
    finally:
        await owner.close()

"""Verifying half a million events, beside a bare COPY of the same rows from the same table."""

import statistics
import time

import asyncpg

from tandem.entrypoints.bench import chains, pages_data
from tandem.entrypoints.bench.setting import ROUNDS, Row
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.timeline.verify import Tally, verify


async def measure(urls: DatabaseUrls) -> list[Row]:
    """One row: events a second, medians of ROUNDS rounds after one that does not count."""
    owner = await asyncpg.connect(urls.owner)
    verified, read = [], []
    try:
        await pages_data.take_heads_away(owner)
        await chains.load(owner)
        events = await owner.fetchval("SELECT count(*) FROM timeline_events")
        for _ in range(ROUNDS + 1):
            read.append(await _read(owner))
            verified.append(await _verified(owner, events))
    finally:
        await owner.close()
    product, floor = events / statistics.median(verified[1:]), events / statistics.median(read[1:])
    return [
        Row(f"verify {events:,} events", f"{product:,.0f} /s", f"{floor:,.0f} /s", f"{product / floor:.0%}"),
    ]


async def _verified(owner: asyncpg.Connection, events: int) -> float:
    tally, started = Tally(), time.perf_counter()
    faults = [fault async for fault in verify(owner, tally)]
    if faults or tally.events != events:
        raise RuntimeError(f"{tally.events} of {events} events verified, {len(faults)} faults")
    return time.perf_counter() - started


async def _read(owner: asyncpg.Connection) -> float:
    started = time.perf_counter()
    await owner.copy_from_query("SELECT * FROM timeline_events", output=_dropped, format="binary")
    return time.perf_counter() - started


async def _dropped(data: bytes) -> None:
    """Nothing is done with it."""

"""Waiting until others wait for locks, so that a race has one order."""

import asyncio

import asyncpg


async def until_waiting(owner: asyncpg.Connection, count: int) -> None:
    """Return once so many connections of this database wait for a lock; TimeoutError after 20 seconds."""
    blocked = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pg_blocking_pids(pid) <> '{}'"
    )
    async with asyncio.timeout(20):
        while await owner.fetchval(blocked) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

"""Signs of life of workers: each writes one row and keeps it fresh, with when Redis last answered it."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from arq import ArqRedis

from tandem.kit import clock, database
from tandem.kit.ids import new_id

EVERY = 10.0  # seconds between two signs of life
FORGOTTEN = timedelta(days=1)  # after which the row of a worker that is gone goes too
log = structlog.get_logger()
_redis_seen_at: datetime | None = None


async def beat_for_ever(version: str) -> None:
    """Keep the row of this process fresh for as long as it works."""
    worker_id, started_at = new_id(), clock.now()
    while True:
        try:
            await beat(worker_id, version, started_at)
        except Exception as error:  # noqa: BLE001 - a worker lives on without being seen
            log.warning("worker.beat_failed", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def beat(worker_id: UUID, version: str, started_at: datetime) -> None:
    """Write one sign of life, and forget workers that are long gone."""
    now = clock.now()
    await database.execute(
        "INSERT INTO worker_beats (id, version, started_at, seen_at, redis_seen_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (id) DO UPDATE SET seen_at = $4, redis_seen_at = $5",
        worker_id,
        version,
        started_at,
        now,
        _redis_seen_at,
    )
    await database.execute("DELETE FROM worker_beats WHERE seen_at < $1", now - FORGOTTEN)


async def watch_redis(redis: ArqRedis) -> None:
    """Ask Redis for an answer now and then. Raises RedisError when it is gone, as its other users do."""
    global _redis_seen_at
    while True:
        await redis.ping()
        _redis_seen_at = clock.now()
        await asyncio.sleep(EVERY)

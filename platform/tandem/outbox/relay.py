"""Hands waiting outbox rows to arq; with `entrypoints/worker.py` the only file that knows arq.

arq is a wake-up, nothing more: a job carries a row's id. Redis may vanish at any instant, and a worker may be killed;
the lease runs out and the row is handed over again.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

import orjson
import structlog
from arq import ArqRedis
from redis.exceptions import RedisError

from tandem.kit import clock, database
from tandem.kit.wakeups import listener
from tandem.outbox.emit import RELAY
from tandem.outbox.tasks import TASKS

BATCH = 100
PAUSE = 1.0  # seconds between looks when nothing wakes us: a NOTIFY may be lost with its sender
MARGIN = 10.0  # seconds a lease outlives its task's time limit
log = structlog.get_logger()


async def relay_for_ever(redis: ArqRedis) -> None:
    """Claim, commit, enqueue; runs in every worker, since claims exclude each other."""
    with listener.listening(RELAY) as woken:
        while True:
            try:
                claimed = await claim()
                for row_id, attempt in claimed:
                    await redis.enqueue_job("outbox", str(row_id), _job_id=f"outbox:{row_id}:{attempt}")
            except (RedisError, OSError) as error:
                log.warning("relay.redis_unreachable", error=type(error).__name__)
                await release([row_id for row_id, _ in claimed])
                await asyncio.sleep(PAUSE)
                continue
            if len(claimed) == BATCH:
                continue
            try:
                async with asyncio.timeout(PAUSE):
                    await woken.get()
            except TimeoutError:
                continue
            while not woken.empty():
                woken.get_nowait()


async def claim() -> list[tuple[UUID, int]]:
    """Lease up to a batch of rows that are due and held by nobody; returns (id, attempt)."""
    now = clock.now()
    # A lease lasts as long as its own task may: after a kill an SMS does not wait as long as a large file would.
    leases = {topic: str(now + timedelta(seconds=known.timeout + MARGIN)) for topic, known in TASKS.items()}
    rows = await database.rows(
        "UPDATE outbox SET leased_until = coalesce(($2::jsonb ->> topic)::timestamptz, $3), attempts = attempts + 1, "
        "dispatched_at = $1 WHERE id IN ("
        "SELECT id FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND available_at <= $1 "
        "AND (leased_until IS NULL OR leased_until < $1) ORDER BY available_at LIMIT $4 FOR UPDATE SKIP LOCKED) "
        "RETURNING id, attempts",
        now,
        orjson.dumps(leases).decode(),
        now + timedelta(seconds=MARGIN),
        BATCH,
    )
    return [(row["id"], row["attempts"]) for row in rows]


async def release(row_ids: list[UUID]) -> None:
    """Give leases back after a hand-over that failed; handing one over twice is harmless."""
    await database.execute(
        "UPDATE outbox SET leased_until = NULL, attempts = greatest(attempts - 1, 0) "
        "WHERE id = ANY ($1::uuid[]) AND done_at IS NULL",
        row_ids,
    )

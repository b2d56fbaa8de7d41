"""Hands waiting outbox rows to arq; with `entrypoints/worker.py` the only file that knows arq.

arq is a wake-up, nothing more: a job carries a row's id. Redis may vanish at any instant, and a worker may be killed;
the lease runs out and the row is handed over again. A relay hands over no more than its own worker has room for: what
is due waits in PostgreSQL, where it is nobody's until somebody can begin it.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import orjson
import structlog
from arq import ArqRedis
from arq.constants import job_key_prefix
from redis.exceptions import RedisError

from tandem.kit import clock, database
from tandem.kit.wakeups import listener
from tandem.outbox.emit import RELAY
from tandem.outbox.tasks import TASKS

BATCH = 100
PAUSE = 1.0  # seconds between looks when nothing wakes us: a NOTIFY may be lost with its sender
FULL = 0.02  # seconds between looks while there is no room
# Rows handed over for each one that may be under way: the next ones lie ready when one ends, and no more than those.
AHEAD = 2
# Rows of one arq job: it costs nine commands of Redis, however many rows it names.
TOGETHER = 5
MARGIN = 10.0  # seconds a lease outlives its task's time limit
# What a statement raises while the server is away, shuts down or comes back.
DATABASE_AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)
log = structlog.get_logger()


async def relay_for_ever(redis: ArqRedis, slots: int, *, stopping: Callable[[], bool] = lambda: False) -> None:
    """Claim, commit, enqueue, for a worker that runs `slots` at a time; runs in every worker, since claims exclude each
    other. Returns once `stopping`: then what is due is another worker's.
    """
    handed: dict[str, tuple[datetime, int]] = {}
    with listener.listening(RELAY) as woken:
        while not stopping():
            try:
                room = await _room(redis, handed, slots)
                claimed = await claim(room) if room else []
            except DATABASE_AWAY as error:
                # A restart of PostgreSQL ends no worker: what is due is due afterwards.
                log.warning("relay.database_unreachable", error=type(error).__name__)
                await asyncio.sleep(PAUSE)
                continue
            except RedisError as error:
                # Who takes from it notices, too, and lets what runs come to its end before all this starts again.
                log.warning("relay.redis_unreachable", error=type(error).__name__)
                await asyncio.sleep(PAUSE)
                continue
            left = claimed
            try:
                while left:
                    some = left[:TOGETHER]
                    row_id, lease = some[0]
                    job_id = f"outbox:{row_id}:{lease.timestamp()}"
                    await redis.enqueue_job(
                        "outbox", [[str(one), end.isoformat()] for one, end in some], _job_id=job_id
                    )
                    handed[job_id] = max(end for _, end in some), len(some)
                    left = left[TOGETHER:]
            except (RedisError, OSError) as error:
                log.warning("relay.redis_unreachable", error=type(error).__name__)
                with contextlib.suppress(*DATABASE_AWAY):  # then their leases run out
                    await release(left)
                await asyncio.sleep(PAUSE)
                continue
            if len(claimed) == room:
                await asyncio.sleep(FULL)
                continue
            try:
                async with asyncio.timeout(PAUSE):
                    await woken.get()
            except TimeoutError:
                continue
            while not woken.empty():
                woken.get_nowait()


async def _room(redis: ArqRedis, handed: dict[str, tuple[datetime, int]], slots: int) -> int:
    """How many more may be handed over, beside those `handed`: by their job, the end of the last lease and how many.

    Forgets those that ended, in whichever worker, and whose leases ran out.
    """
    if handed:
        now, job_ids = clock.now(), list(handed)
        waiting = await redis.mget([job_key_prefix + job_id for job_id in job_ids])
        for job_id, job in zip(job_ids, waiting, strict=True):
            if job is None or handed[job_id][0] < now:
                del handed[job_id]
    return max(0, min(BATCH, AHEAD * slots - sum(rows for _, rows in handed.values())))


async def claim(most: int = BATCH) -> list[tuple[UUID, datetime]]:
    """Lease up to `most` rows that are due and held by nobody; returns each with the end of its lease, which names it.

    A lease is no try: what waits long in Redis is handed over again, and only who begins counts (`tasks.run`).
    """
    now = clock.now()
    # A lease lasts as long as its own task may: after a kill an SMS does not wait as long as a large file would.
    leases = {topic: str(now + timedelta(seconds=known.timeout + MARGIN)) for topic, known in TASKS.items()}
    rows = await database.rows(
        "UPDATE outbox SET leased_until = coalesce(($2::jsonb ->> topic)::timestamptz, $3), "
        "dispatched_at = $1 WHERE id IN ("
        "SELECT id FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND available_at <= $1 "
        "AND (leased_until IS NULL OR leased_until < $1) ORDER BY available_at LIMIT $4 FOR UPDATE SKIP LOCKED) "
        "RETURNING id, leased_until",
        now,
        orjson.dumps(leases).decode(),
        now + timedelta(seconds=MARGIN),
        most,
    )
    return [(row["id"], row["leased_until"]) for row in rows]


async def release(rows: list[tuple[UUID, datetime]]) -> None:
    """Give these leases back after a hand-over that failed.

    Redis may have taken what it never answered: a row that somebody has begun since has another lease, and keeps it.
    """
    await database.execute(
        "UPDATE outbox SET leased_until = NULL "
        "FROM unnest($1::uuid[], $2::timestamptz[]) AS handed (id, lease) "
        "WHERE outbox.id = handed.id AND outbox.leased_until = handed.lease AND done_at IS NULL",
        [row_id for row_id, _ in rows],
        [lease for _, lease in rows],
    )

"""The worker process: arq runs what the relay hands over, beside the relay itself and the schedule table.

With `outbox/relay.py` the only file that knows arq (docs/adr/0003).
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import orjson
import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker, func
from redis.exceptions import RedisError

from tandem.casefiles import tasks as _casefiles  # noqa: F401 - registers its topics
from tandem.casefiles.documents.sweeping import sweep_uploads
from tandem.contacts import reconcile
from tandem.contacts import tasks as _contacts  # noqa: F401
from tandem.entrypoints.composition import close, configure, running
from tandem.entrypoints.settings import Settings, load_settings
from tandem.evidence import tasks as _evidence  # noqa: F401
from tandem.evidence.expiring import expire_once
from tandem.health.queries import version
from tandem.kit.ending import ended
from tandem.notes import tasks as _notes  # noqa: F401
from tandem.notifications import tasks as _notifications  # noqa: F401
from tandem.organizations.sweeping import sweep_sign_ins
from tandem.outbox import beats, tasks
from tandem.outbox.relay import relay_for_ever
from tandem.placements import tasks as _placements  # noqa: F401
from tandem.privacy import tasks as _privacy  # noqa: F401
from tandem.privacy.rounds import retention_round
from tandem.reporting.telling import tell_once
from tandem.timeline.anchors import make_anchor_when_due, stamp_what_waits

JOBS = 20
PAUSE = 1.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something looked at again every `seconds`, in every worker: it must exclude itself by its own locks."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


SCHEDULES = (
    # Each look costs one row; what is due and how often anchors are made is a setting.
    Schedule("timeline.anchors", 60.0, make_anchor_when_due),
    Schedule("timeline.stamps", 60.0, stamp_what_waits),
    Schedule("contacts.reconcile", 5.0, reconcile.reconcile_once),
    Schedule("casefiles.sweep_uploads", 900.0, sweep_uploads),
    Schedule("evidence.expire", 900.0, expire_once),
    Schedule("organizations.sign_ins", 900.0, sweep_sign_ins),
    Schedule("privacy.retention", 3600.0, retention_round),
    Schedule("reporting.tell", 30.0, tell_once),
)


async def outbox(_: dict[str, Any], row_id: str) -> None:
    """The only arq function: run the handler of one outbox row."""
    await tasks.run(UUID(row_id))


async def work(settings: Settings) -> None:
    """Run until cancelled."""
    url = settings.worker_database_url
    if url is None or settings.redis_url is None:
        raise RuntimeError("the worker needs TANDEM_WORKER_DATABASE_URL and TANDEM_REDIS_URL")
    channels = configure(settings)
    async with running(settings, url, pool=JOBS + 5), asyncio.TaskGroup() as group:
        if settings.heartbeat:
            group.create_task(_beat(settings.heartbeat), name="worker.heartbeat")
        group.create_task(beats.beat_for_ever(version()), name="worker.beat")
        group.create_task(_consume_for_ever(settings.redis_url.get_secret_value()), name="worker.arq")
        for schedule in SCHEDULES:
            group.create_task(_repeat(schedule), name=f"worker.{schedule.name}")
    await close(channels)


async def _consume_for_ever(redis_url: str) -> None:
    """Relay and consume; when Redis goes away both start again: the outbox holds what was in flight."""
    while True:
        try:
            redis = await create_pool(
                RedisSettings.from_dsn(redis_url),
                job_serializer=orjson.dumps,
                job_deserializer=orjson.loads,
            )
            async with asyncio.TaskGroup() as group:
                group.create_task(relay_for_ever(redis))
                group.create_task(_arq(redis))
                group.create_task(beats.watch_redis(redis))
        except* (RedisError, OSError) as errors:
            log.warning("worker.redis_lost", errors=[type(error).__name__ for error in errors.exceptions])
        await asyncio.sleep(PAUSE)


async def _arq(redis: ArqRedis) -> None:
    longest = max((task.timeout for task in tasks.TASKS.values()), default=30.0)
    worker = Worker(
        [func(cast("Any", outbox), keep_result=0, max_tries=1, timeout=longest + 5)],
        redis_pool=redis,
        handle_signals=False,
        max_jobs=JOBS,
        poll_delay=0.05,
        health_check_interval=30,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        log_results=False,
    )
    try:
        await worker.main()
    finally:
        await worker.close()


async def _beat(file: Path) -> None:
    """Touch a file while the loop turns: a cluster's probe looks at its age."""
    while True:
        await asyncio.to_thread(file.touch)
        await asyncio.sleep(10)


async def _repeat(schedule: Schedule) -> None:
    while True:
        try:
            await schedule.run()
        except Exception:  # a schedule that failed once must run again
            log.exception("worker.schedule_failed", schedule=schedule.name)
        await asyncio.sleep(schedule.seconds)


async def _main() -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    working = asyncio.create_task(work(load_settings()))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        working.result()
    await ended(working)


if __name__ == "__main__":
    asyncio.run(_main())

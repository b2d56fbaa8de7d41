"""The worker process: arq runs what the relay hands over, beside the relay itself and the schedule table.

With `outbox/relay.py` the only file that knows arq (docs/adr/0003).
"""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import orjson
import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker, func
from redis.exceptions import RedisError
from uvicorn.loops.auto import auto_loop_factory

from tandem.casefiles import tasks as _casefiles  # noqa: F401 - registers its topics
from tandem.casefiles.documents.sweeping import sweep_uploads
from tandem.contacts import provider_lists, reconcile, untold
from tandem.contacts import tasks as _contacts  # noqa: F401
from tandem.contacts.accounts.rounds import keys_round
from tandem.contacts.calling import overdue, ringing
from tandem.contacts.post.expiring import expire_print_runs
from tandem.contacts.post.handing import settle_handovers
from tandem.contacts.post.told import read_reports
from tandem.contacts.recordings.settling import settle_standing
from tandem.entrypoints.composition import close, configure, running
from tandem.entrypoints.settings import Settings, load_settings
from tandem.evidence import tasks as _evidence  # noqa: F401
from tandem.evidence.expiring import expire_once
from tandem.health.queries import version
from tandem.kit.ending import whole
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
# Seconds that what is under way has to end by itself once the worker shall stop, or Redis is gone. A request that a
# provider gets at that moment would be an outcome that nobody knows: cut off, it waits on a person.
FINISHING = 30.0
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
    Schedule("contacts.untold", 10.0, untold.ask_once),
    Schedule("contacts.lines", 5.0, ringing.close_overdue_lines),
    Schedule("contacts.received", 15.0, overdue.settle_once),
    Schedule("contacts.recordings", 30.0, settle_standing),
    Schedule("contacts.read_lists", 60.0, provider_lists.read_lists),
    Schedule("contacts.provider_keys", 900.0, keys_round),
    Schedule("casefiles.sweep_uploads", 900.0, sweep_uploads),
    Schedule("evidence.expire", 900.0, expire_once),
    Schedule("contacts.handovers", 30.0, settle_handovers),
    Schedule("contacts.postal_reports", 60.0, read_reports),
    Schedule("contacts.print_runs", 900.0, expire_print_runs),
    Schedule("organizations.sign_ins", 900.0, sweep_sign_ins),
    Schedule("privacy.retention", 3600.0, retention_round),
    Schedule("reporting.tell", 30.0, tell_once),
)


class Slots:
    """What may be under way at a time in this process, and how much of it was taken from the queue."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(JOBS)
        self._closed = False
        self._held = 0

    def close(self) -> None:
        """Begin nothing more: what waits for room here is handed over again when its lease has run out."""
        self._closed = True

    @property
    def has_room(self) -> bool:
        """Whether to take more: what waits in the queue can be begun by another worker, what waits here cannot."""
        return self._held < JOBS and not self._closed

    async def run(self, row_id: UUID, lease: datetime) -> None:
        """Run one row when there is room; none is begun any more once this is closed."""
        self._held += 1
        try:
            async with self._room:
                if not self._closed:
                    await tasks.run(row_id, lease)
        except Exception as error:  # noqa: BLE001 - the database is away: its lease runs out
            log.warning("worker.not_run", outbox_id=str(row_id), error=type(error).__name__)
        finally:
            self._held -= 1


async def outbox(context: dict[str, Any], rows: list[tuple[str, str]]) -> None:
    """The only arq function: run the handlers of some outbox rows, for whoever has these leases of them."""
    slots: Slots = context["slots"]
    await asyncio.gather(*(slots.run(UUID(row_id), datetime.fromisoformat(lease)) for row_id, lease in rows))


class Consumer(Worker):
    """arq's worker, which takes no more from the queue than it has room for."""

    async def _poll_iteration(self) -> None:
        slots: Slots = self.ctx["slots"]
        self.allow_pick_jobs = slots.has_room
        await super()._poll_iteration()


async def work(settings: Settings, stopping: asyncio.Event | None = None) -> None:
    """Run until cancelled; or until `stopping`, when nothing more is begun, and what is under way has ended."""
    url = settings.worker_database_url
    if url is None or settings.redis_url is None:
        raise RuntimeError("the worker needs TANDEM_WORKER_DATABASE_URL and TANDEM_REDIS_URL")
    channels = configure(settings)
    async with running(settings, url, pool=JOBS + 5), asyncio.TaskGroup() as group:
        beside = [
            group.create_task(beats.beat_for_ever(version()), name="worker.beat"),
            *(group.create_task(_repeat(schedule), name=f"worker.{schedule.name}") for schedule in SCHEDULES),
        ]
        if settings.heartbeat:
            beside.append(group.create_task(_beat(settings.heartbeat), name="worker.heartbeat"))
        await _consume_until(stopping or asyncio.Event(), settings.redis_url.get_secret_value())
        for task in beside:
            task.cancel()
    await close(channels)


async def _consume_until(stopping: asyncio.Event, redis_url: str) -> None:
    """Relay and consume; when Redis goes away both start again: the outbox holds what was in flight."""
    while not stopping.is_set():
        try:
            redis = await create_pool(
                RedisSettings.from_dsn(redis_url),
                job_serializer=orjson.dumps,
                job_deserializer=orjson.loads,
            )
            try:
                async with asyncio.TaskGroup() as group:
                    beside = [
                        group.create_task(relay_for_ever(redis, JOBS, stopping=stopping.is_set)),
                        group.create_task(beats.watch_redis(redis)),
                    ]
                    await _arq(redis, stopping)
                    for task in beside:
                        task.cancel()
            finally:
                # arq closes it, too, unless it finds first that Redis is gone.
                await redis.aclose(close_connection_pool=True)
        except* (RedisError, OSError) as errors:
            log.warning("worker.redis_lost", errors=[type(error).__name__ for error in errors.exceptions])
        if not stopping.is_set():
            await asyncio.sleep(PAUSE)


async def _arq(redis: ArqRedis, stopping: asyncio.Event) -> None:
    longest = max((task.timeout for task in tasks.TASKS.values()), default=30.0)
    slots = Slots()
    worker = Consumer(
        # Each row has a time limit of its own, from its beginning; this one is for those that wait for room.
        [func(cast("Any", outbox), keep_result=0, max_tries=1, timeout=3 * longest)],
        ctx={"slots": slots},
        redis_pool=redis,
        handle_signals=False,
        max_jobs=JOBS,
        poll_delay=0.05,
        health_check_interval=30,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        log_results=False,
    )
    polling = asyncio.create_task(worker.main())
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if polling.done():
            polling.result()
    finally:
        # Told to stop, or Redis is gone: no handler needs it, and what one has asked a provider comes to its answer.
        slots.close()
        stopped.cancel()
        polling.cancel()
        await whole(_end(worker, polling))


async def _end(worker: Worker, polling: "asyncio.Task[None]") -> None:
    try:
        await asyncio.wait({polling})
        await _finished(worker)
    finally:
        with contextlib.suppress(RedisError, OSError):  # it was gone before, or went meanwhile: nothing is left to tell
            await worker.close()


async def _finished(worker: Worker) -> None:
    """Wait until the jobs under way have ended, for no longer than FINISHING."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FINISHING):
            while under_way := [job for job in worker.tasks.values() if not job.done()]:
                await asyncio.wait(under_way)
            return
    log.warning("worker.cut_off", jobs=sum(not job.done() for job in worker.tasks.values()))


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
    await work(load_settings(), stopping)


if __name__ == "__main__":
    # The loop that the web process has: uvloop where there is one.
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_main())

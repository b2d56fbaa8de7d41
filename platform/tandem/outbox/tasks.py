"""Handlers of outbox topics: declared with their limits, run at least once, so idempotent by construction."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import orjson
import structlog

from tandem.kit import clock, database
from tandem.organizations.actor import System

Handler = Callable[[System | None, "Job"], Awaitable[None]]
# A message may lose its worker that often, to a kill or a restart, beyond the failures that its topic allows.
LOST_WORKERS = 10
log = structlog.get_logger()


class RetryLater(Exception):
    """Raised by a handler: not now, look again in `seconds`. Does not count as a failure."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry in {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Job:
    """One outbox row in the hands of its handler."""

    id: UUID
    # It may hold an address, and a log prints what it is given.
    payload: dict[str, str] = field(repr=False)
    attempt: int
    # Whether the handler has said so itself; what it rolled back comes again, when its lease has run out.
    told: list[bool] = field(default_factory=list, repr=False, compare=False)
    # The time that is left to the handler, and how much one has: none where a test calls it by itself.
    limit: asyncio.Timeout | None = field(default=None, repr=False, compare=False)
    seconds: float = 0.0

    async def done(self) -> None:
        """Mark it done in the open transaction: the handler's effects and this stand or fall together."""
        await database.execute("UPDATE outbox SET done_at = $2 WHERE id = $1", self.id, clock.now())
        self.told.append(True)

    def begin_anew(self) -> None:
        """Give the commit of `done` and what follows it their whole time, however long the first part waited.

        Nobody else takes the row up meanwhile. Cut off in a request to a provider, its outcome would be unknown.
        """
        if self.limit is not None and self.told:
            self.limit.reschedule(asyncio.get_running_loop().time() + self.seconds)


@dataclass(frozen=True, slots=True)
class Task:
    """A topic's handler with its limits: seconds for one run, failures before it is given up and shown.

    `given_up` says on the case what then waits on a person; it runs once, after the message is on the list.
    """

    topic: str
    handler: Handler
    timeout: float
    attempts: int
    given_up: Handler | None = None


TASKS: dict[str, Task] = {}


def task(
    topic: str, *, timeout: float, attempts: int = 5, given_up: Handler | None = None
) -> Callable[[Handler], Handler]:
    """Register the handler of a topic. Handlers call `job.done()` in the transaction of their own effects."""

    def register(handler: Handler) -> Handler:
        if topic in TASKS:
            raise ValueError(f"the topic {topic!r} has two handlers")
        TASKS[topic] = Task(topic, handler, timeout, attempts, given_up)
        return handler

    return register


async def run(row_id: UUID, lease: datetime | None = None) -> None:
    """Run the handler of one outbox row; a row that is done, given up or gone is left alone.

    So is one whose `lease` ran out while it waited to begin: it was handed over again. The beginning counts as a try,
    and its time starts anew with it.
    """
    row = await database.row(
        "UPDATE outbox SET attempts = attempts + 1, "
        "leased_until = $2::timestamptz + (leased_until - dispatched_at), "
        "dispatched_at = $2 WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL "
        "AND ($3::timestamptz IS NULL OR leased_until = $3) RETURNING topic, organization_id, payload, attempts",
        row_id,
        clock.now(),
        lease,
    )
    if row is None:
        return
    chosen = TASKS.get(row["topic"])
    job = Job(row_id, orjson.loads(row["payload"]), row["attempts"])
    scope = System(row["organization_id"]) if row["organization_id"] else None
    if chosen is None:
        # Of a release before or after this one: a list that somebody sees, not a loop that nobody does.
        log.error("outbox.unknown_topic", topic=row["topic"], outbox_id=str(row_id))
        await _fail(row_id, "UnknownTopic")
        return
    if job.attempt > chosen.attempts + LOST_WORKERS:
        # It never came to an end, good or bad: it may be what kills the workers that take it up.
        log.error("outbox.workers_lost", topic=chosen.topic, outbox_id=str(row_id))
        await _give_up(chosen, scope, job, "WorkerLost")
        return
    with structlog.contextvars.bound_contextvars(topic=chosen.topic, outbox_id=str(row_id)):
        try:
            async with asyncio.timeout(chosen.timeout) as limit:
                job = replace(job, limit=limit, seconds=chosen.timeout)
                await chosen.handler(scope, job)
        except RetryLater as later:
            await _again(row_id, later.seconds, None)
        except Exception as error:
            log.exception("outbox.handler_failed", attempt=job.attempt)
            if job.attempt >= chosen.attempts:
                await _give_up(chosen, scope, job, type(error).__name__)
            else:
                await _again(row_id, 2.0**job.attempt, type(error).__name__)
        else:
            if job.told:
                return
            await database.execute(
                "UPDATE outbox SET done_at = $2 WHERE id = $1 AND done_at IS NULL", row_id, clock.now()
            )


async def _give_up(chosen: Task, scope: System | None, job: Job, error: str) -> None:
    await _fail(job.id, error)
    if chosen.given_up is None:
        return
    try:
        async with asyncio.timeout(chosen.timeout):
            await chosen.given_up(scope, job)
    except Exception:  # it is on the list all the same
        log.exception("outbox.given_up_untold")


async def _fail(row_id: UUID, error: str) -> None:
    """Put it on the list of those that were given up: the class of the error, never its text."""
    await database.execute(
        "UPDATE outbox SET failed_at = $2, last_error = $3 WHERE id = $1 AND done_at IS NULL",
        row_id,
        clock.now(),
        error,
    )


async def _again(row_id: UUID, seconds: float, error: str | None) -> None:
    await database.execute(
        "UPDATE outbox SET available_at = $2, leased_until = NULL, last_error = $3::text, "
        "attempts = attempts - CASE WHEN $3::text IS NULL THEN 1 ELSE 0 END WHERE id = $1 AND done_at IS NULL",
        row_id,
        clock.now() + timedelta(seconds=seconds),
        error,
    )

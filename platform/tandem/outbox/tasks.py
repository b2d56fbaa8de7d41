"""Handlers of outbox topics: declared with their limits, run at least once, so idempotent by construction."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
import structlog

from tandem.kit import clock, database
from tandem.organizations.actor import System

Handler = Callable[[System | None, "Job"], Awaitable[None]]
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
    payload: dict[str, str]
    attempt: int

    async def done(self) -> None:
        """Mark it done in the open transaction: the handler's effects and this stand or fall together."""
        await database.execute("UPDATE outbox SET done_at = $2 WHERE id = $1", self.id, clock.now())


@dataclass(frozen=True, slots=True)
class Task:
    """A topic's handler with its limits: seconds for one run, failures before it is given up and shown."""

    topic: str
    handler: Handler
    timeout: float
    attempts: int


TASKS: dict[str, Task] = {}


def task(topic: str, *, timeout: float, attempts: int = 5) -> Callable[[Handler], Handler]:
    """Register the handler of a topic. Handlers call `job.done()` in the transaction of their own effects."""

    def register(handler: Handler) -> Handler:
        if topic in TASKS:
            raise ValueError(f"the topic {topic!r} has two handlers")
        TASKS[topic] = Task(topic, handler, timeout, attempts)
        return handler

    return register


async def run(row_id: UUID) -> None:
    """Run the handler of one outbox row; a row that is done, given up or gone is left alone."""
    row = await database.row(
        "SELECT topic, organization_id, payload, attempts FROM outbox "
        "WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL",
        row_id,
    )
    if row is None:
        return
    chosen = TASKS[row["topic"]]
    job = Job(row_id, orjson.loads(row["payload"]), row["attempts"])
    scope = System(row["organization_id"]) if row["organization_id"] else None
    with structlog.contextvars.bound_contextvars(topic=chosen.topic, outbox_id=str(row_id)):
        try:
            async with asyncio.timeout(chosen.timeout):
                await chosen.handler(scope, job)
        except RetryLater as later:
            await _again(row_id, later.seconds, None)
        except Exception as error:
            log.exception("outbox.handler_failed", attempt=job.attempt)
            if job.attempt >= chosen.attempts:
                await database.execute(
                    "UPDATE outbox SET failed_at = $2, last_error = $3 WHERE id = $1 AND done_at IS NULL",
                    row_id,
                    clock.now(),
                    type(error).__name__,
                )
            else:
                await _again(row_id, 2.0**job.attempt, type(error).__name__)
        else:
            await database.execute(
                "UPDATE outbox SET done_at = $2 WHERE id = $1 AND done_at IS NULL", row_id, clock.now()
            )


async def _again(row_id: UUID, seconds: float, error: str | None) -> None:
    await database.execute(
        "UPDATE outbox SET available_at = $2, leased_until = NULL, last_error = $3::text, "
        "attempts = attempts - CASE WHEN $3::text IS NULL THEN 1 ELSE 0 END WHERE id = $1 AND done_at IS NULL",
        row_id,
        clock.now() + timedelta(seconds=seconds),
        error,
    )

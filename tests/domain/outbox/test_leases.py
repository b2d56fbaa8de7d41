"""How long a claimed row is its worker's alone, and that a failure is tried again."""

import asyncio
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import pytest
from arq.constants import job_key_prefix
from redis.exceptions import RedisError

from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit, relay, tasks
from tests.support.services import orm

SCOPE = System(cast_id("lenoir"))


async def fails(scope: System | None, job: Job) -> None:
    raise ValueError(job.id)


async def is_early(scope: System | None, job: Job) -> None:
    raise RetryLater(60)


TASKS = {
    "test.short": tasks.Task("test.short", fails, timeout=20.0, attempts=2),
    "test.long": tasks.Task("test.long", is_early, timeout=300.0, attempts=2),
}


async def test_a_lease_lasts_as_long_as_its_own_task_may(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "TASKS", TASKS)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for topic in TASKS:
                await emit(SCOPE, topic, {})

        claimed = await relay.claim()

        leases = await database.rows(
            "SELECT topic, extract(epoch FROM leased_until - dispatched_at)::int AS seconds FROM outbox ORDER BY topic"
        )
        assert [(row["topic"], row["seconds"]) for row in leases] == [("test.long", 310), ("test.short", 30)]
        assert [lease > clock.now() for _, lease in claimed] == [True, True]
        assert await relay.claim() == []


async def test_a_failure_is_tried_again_until_it_is_given_up_and_an_early_one_does_not_count(
    committed: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for topic, known in TASKS.items():
        monkeypatch.setitem(tasks.TASKS, topic, known)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for topic in TASKS:
                await emit(SCOPE, topic, {})
        for _ in range(2):
            for row_id, lease in await relay.claim():
                await tasks.run(row_id, lease)
            await database.execute("UPDATE outbox SET available_at = now() - interval '1 second'")

        rows = await database.rows(
            "SELECT topic, attempts, failed_at IS NOT NULL AS given_up, last_error FROM outbox ORDER BY topic"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("test.long", 0, False, None),
            ("test.short", 2, True, "ValueError"),
        ]


async def test_what_waits_longer_than_its_lease_is_not_given_up_and_is_begun_once(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider hangs or a Monday is long: what was handed over twenty times and never begun was never tried."""
    monkeypatch.setitem(tasks.TASKS, "test.long", TASKS["test.long"])
    async with orm(committed.worker):
        async with transaction(SCOPE):
            row_id = await emit(SCOPE, "test.long", {})
        leases = []
        for _ in range(TASKS["test.long"].attempts + tasks.LOST_WORKERS + 5):
            leases += [lease for _, lease in await relay.claim()]
            await database.execute("UPDATE outbox SET leased_until = now() - interval '1 second'")
        [(_, last)] = await relay.claim()

        await tasks.run(row_id, leases[0])  # whoever comes late has nothing to do
        assert (await database.rows("SELECT attempts, failed_at FROM outbox")) == [{"attempts": 0, "failed_at": None}]

        await tasks.run(row_id, last)
        [row] = await database.rows("SELECT failed_at, last_error, available_at > now() AS later FROM outbox")
        assert dict(row) == {"failed_at": None, "last_error": None, "later": True}


async def test_a_slow_reservation_takes_no_time_from_the_request_after_it(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time limit once cut the request off: then nobody knows whether it left."""
    ends: list[tuple[float, float | None]] = []

    async def waits_and_sends(scope: System | None, job: Job) -> None:
        assert job.limit is not None
        ends.append((asyncio.get_running_loop().time(), job.limit.when()))
        async with transaction(SCOPE):
            await job.done()
            await asyncio.sleep(0.05)
        job.begin_anew()
        ends.append((asyncio.get_running_loop().time(), job.limit.when()))

    monkeypatch.setitem(tasks.TASKS, "test.sends", tasks.Task("test.sends", waits_and_sends, timeout=60.0, attempts=2))
    async with orm(committed.worker):
        async with transaction(SCOPE):
            row_id = await emit(SCOPE, "test.sends", {})

        await tasks.run(row_id)

        [(begun, first), (sent, second)] = ends
        assert (first, second) == (pytest.approx(begun + 60, abs=5), pytest.approx(sent + 60, abs=5))
        assert first is not None
        assert second is not None
        assert second - first >= 0.05
        [row] = await database.rows("SELECT done_at IS NOT NULL AS done, last_error FROM outbox")
        assert dict(row) == {"done": True, "last_error": None}


class Queue:
    """A Redis that keeps what it is handed until somebody takes it."""

    def __init__(self) -> None:
        self.jobs: dict[str, list[str]] = {}

    @property
    def rows(self) -> list[str]:
        return [row_id for some in self.jobs.values() for row_id in some]

    async def enqueue_job(self, _name: str, rows: list[list[str]], *, _job_id: str) -> None:
        self.jobs[job_key_prefix + _job_id] = [row_id for row_id, _ in rows]

    async def mget(self, keys: list[str]) -> list[bytes | None]:
        return [b"" if key in self.jobs else None for key in keys]


async def test_no_more_is_handed_over_than_the_worker_has_room_for(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "TASKS", TASKS)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for _ in range(30):
                await emit(SCOPE, "test.long", {})
        queue, stop = Queue(), asyncio.Event()
        relaying = asyncio.create_task(relay.relay_for_ever(cast("Any", queue), 5, stopping=stop.is_set))

        await handed_over(queue, 10)
        await asyncio.sleep(0.2)
        assert len(queue.rows) == len(set(queue.rows)) == 5 * relay.AHEAD
        [row] = await database.rows("SELECT count(*) AS n FROM outbox WHERE leased_until IS NULL")
        assert row["n"] == 20  # nobody's: another worker may begin them

        ended = queue.jobs.pop(next(iter(queue.jobs)))
        await handed_over(queue, 10)
        stop.set()
        await relaying
        [row] = await database.rows("SELECT count(*) AS n FROM outbox WHERE leased_until IS NULL")
        assert row["n"] == 20 - len(ended)


async def handed_over(queue: Queue, how_many: int) -> None:
    async with asyncio.timeout(20):
        while len(queue.rows) < how_many:  # noqa: ASYNC110 - nothing signals it
            await asyncio.sleep(0.01)


class Restarted(Queue):
    """A Redis that is away at one look, and then has forgotten what it was handed."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    async def mget(self, keys: list[str]) -> list[bytes | None]:
        self.looks += 1
        if self.looks == 1:
            self.jobs.clear()
            raise RedisError
        return await super().mget(keys)


async def test_a_redis_that_is_away_at_a_look_for_room_ends_no_relay(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end once cut off what the worker was asking a provider."""
    monkeypatch.setattr(relay, "TASKS", TASKS)
    monkeypatch.setattr(relay, "PAUSE", 0.05)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for _ in range(2 * relay.AHEAD):
                await emit(SCOPE, "test.long", {})
        queue, stop = Restarted(), asyncio.Event()
        relaying = asyncio.create_task(relay.relay_for_ever(cast("Any", queue), 1, stopping=stop.is_set))
        async with asyncio.timeout(20):
            while queue.looks < 2 or not queue.rows:  # noqa: ASYNC110 - nothing signals it
                await asyncio.sleep(0.01)
        stop.set()
        await relaying

        [row] = await database.rows("SELECT count(*) AS n FROM outbox WHERE leased_until IS NULL")
        assert (row["n"], len(queue.rows)) == (0, relay.AHEAD)


class Lost:
    """A Redis that takes two hand-overs, the second without an answer, and is gone then."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self.gone = asyncio.Event()

    async def enqueue_job(self, _name: str, rows: list[list[str]], *, _job_id: str) -> None:
        if len(self.taken) < 2:
            self.taken.append([row_id for row_id, _ in rows])
            for row_id, lease in rows:
                await tasks.run(UUID(row_id), datetime.fromisoformat(lease))
        if len(self.taken) == 2:
            self.gone.set()
            raise RedisError

    async def mget(self, _keys: list[str]) -> list[bytes | None]:
        raise RedisError


async def test_a_hand_over_that_fails_half_way_takes_nothing_from_who_has_begun(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their leases once went with the rest: a second worker ran the same rows beside the first."""

    async def runs(scope: System | None, job: Job) -> None:
        raise ConnectionError  # its end is not told: as if it ran on

    async def stays(row_id: UUID, seconds: float, error: str | None) -> None:
        assert error == "ConnectionError"

    only = {"test.runs": tasks.Task("test.runs", runs, timeout=60.0, attempts=9)}
    monkeypatch.setattr(relay, "TASKS", only)
    monkeypatch.setitem(tasks.TASKS, "test.runs", only["test.runs"])
    monkeypatch.setattr(tasks, "_again", stays)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for _ in range(3 * relay.TOGETHER):
                await emit(SCOPE, "test.runs", {})
        redis, stop = Lost(), asyncio.Event()
        relaying = asyncio.create_task(relay.relay_for_ever(cast("Any", redis), 20, stopping=stop.is_set))
        await asyncio.wait_for(redis.gone.wait(), 20)
        stop.set()
        await relaying

        begun = {row_id for some in redis.taken for row_id in some}
        rows = await database.rows("SELECT id, attempts, leased_until FROM outbox")
        assert len(begun) == 2 * relay.TOGETHER
        assert {str(row["id"]) for row in rows if row["leased_until"] is not None} == begun
        assert {row["attempts"] for row in rows if str(row["id"]) in begun} == {1}
        assert len(await relay.claim()) == relay.TOGETHER  # nobody's any more: the next one may have them

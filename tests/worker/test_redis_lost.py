"""Redis goes away while a provider is asked: the request comes to its answer, and its outcome is known."""

import asyncio
import contextlib

import pytest
from redis.exceptions import RedisError

from tandem.entrypoints import worker
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls, embedded_valkey
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, beats, emit, relay, tasks
from tests.support.folders import server_folder
from tests.support.services import orm

SCOPE = System(cast_id("lenoir"))


async def test_what_is_under_way_when_redis_goes_away_comes_to_its_answer(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answer, noticed, missed = asyncio.Event(), asyncio.Event(), asyncio.Event(), asyncio.Event()
    ends: list[str] = []
    wait_for_what_runs = worker._finished

    async def asks_a_provider(scope: System | None, job: Job) -> None:
        begun.set()
        try:
            await answer.wait()
        except asyncio.CancelledError:
            ends.append("cut off")
            noticed.set()
            raise
        ends.append("answered")

    async def noticing(consumer: worker.Worker) -> None:
        noticed.set()
        await wait_for_what_runs(consumer)

    async def misses_it_later(_: object) -> None:
        await noticed.wait()
        missed.set()
        raise RedisError

    monkeypatch.setattr(worker, "_finished", noticing)
    monkeypatch.setattr(beats, "watch_redis", misses_it_later)
    monkeypatch.setitem(tasks.TASKS, "test.asks", tasks.Task("test.asks", asks_a_provider, timeout=60, attempts=2))
    async with orm(committed.worker), asyncio.timeout(180):
        async with transaction(SCOPE):
            await emit(SCOPE, "test.asks", {})
        with server_folder() as folder:
            with embedded_valkey(folder) as redis_url:
                consuming = asyncio.create_task(worker._consume_until(asyncio.Event(), redis_url))
                await begun.wait()
            await missed.wait()
            await asyncio.sleep(0.2)  # whoever was cut off would hear of it by now
            answer.set()
            while not await database.rows("SELECT FROM outbox WHERE done_at IS NOT NULL"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        consuming.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await consuming

        assert ends == ["answered"]
        [row] = await database.rows("SELECT attempts, last_error FROM outbox")
        assert dict(row) == {"attempts": 1, "last_error": None}


async def test_nothing_more_is_begun_once_the_process_ends_what_runs(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies ready here has a lease that runs out: another worker begins it then."""
    begun: list[str] = []

    async def begins(scope: System | None, job: Job) -> None:
        begun.append(job.payload["name"])

    monkeypatch.setitem(tasks.TASKS, "test.begins", tasks.Task("test.begins", begins, timeout=60, attempts=2))
    async with orm(committed.worker):
        slots = worker.Slots()
        for name in ("before", "after"):
            async with transaction(SCOPE):
                await emit(SCOPE, "test.begins", {"name": name})
            [(row_id, lease)] = await relay.claim()
            await slots.run(row_id, lease)
            slots.close()

        assert begun == ["before"]
        assert not slots.has_room

"""Who is cancelled while a transaction begins or commits leaves no connection behind, and what was done is heard;
a COMMIT that fails says why."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionHolder
from asyncpg.transaction import Transaction
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.connection import TandemConnection
from tandem.kit.database import reading, transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup, flusher

_ENDLESS = "SELECT pg_sleep(10)"  # for as long as anybody here waits; the database is dropped after it


@pytest.mark.usefixtures("committed")
async def test_no_connection_is_lost_to_who_is_cancelled_while_it_begins() -> None:
    async def read() -> None:
        async with reading(actor_of_cast("awa")):
            await database.rows("SELECT 1 AS one")

    await read()
    pool = get_connection("default")._pool
    for turns in range(40):
        task = asyncio.create_task(read())
        for _ in range(turns % 8):
            await asyncio.sleep(0)
        task.cancel()
        async with asyncio.timeout(20):
            await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(20):
        await asyncio.gather(*(read() for _ in range(pool.get_max_size())))

    assert pool.get_size() == pool.get_idle_size()


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("failed", [False, True])
async def test_a_connection_that_the_server_closes_while_it_is_given_back_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, failed: bool
) -> None:
    async def read() -> dict[str, object] | None:
        async with reading(actor_of_cast("awa")):
            if failed:
                raise LookupError
            return await database.row("SELECT 1 AS one")

    with monkeypatch.context() as closing:
        closing.setattr(PoolConnectionHolder, "release", _closed_before(PoolConnectionHolder.release))
        try:
            first: object = await read()
        except LookupError as error:
            first = error
    within = get_connection("default")
    pool = get_connection("default")._pool

    assert type(first) is LookupError if failed else first == {"one": 1}
    assert not isinstance(within, TransactionalDBClient)
    assert pool.get_size() == pool.get_idle_size()


@pytest.mark.usefixtures("committed")
async def test_what_a_commit_that_nobody_waits_for_has_done_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, told = asyncio.Event(), asyncio.Event(), list[Wakeup]()
    wakeup = Wakeup("access", UUID(int=7), ())

    async def write() -> None:
        async with transaction(actor_of_cast("awa")):
            wake_after_commit(wakeup)

    monkeypatch.setattr(Transaction, "commit", _held(begun, go))
    monkeypatch.setattr(flusher, "hand_over", told.extend)
    task = asyncio.create_task(write())
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    before = list(told)
    go.set()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert (before, told) == ([], [wakeup])


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("cancelled", [1, 2])
async def test_a_commit_that_does_not_end_is_given_up_and_says_no_more_than_that(
    monkeypatch: pytest.MonkeyPatch, cancelled: int
) -> None:
    begun, told = asyncio.Event(), list[Wakeup]()

    async def endlessly(self: Transaction) -> None:
        begun.set()
        await self._connection.execute(_ENDLESS)

    async def write() -> None:
        async with transaction(actor_of_cast("awa")):
            wake_after_commit(Wakeup("access", UUID(int=7), ()))

    monkeypatch.setattr(database, "_PATIENCE", 0.1 if cancelled == 1 else 60.0)
    monkeypatch.setattr(flusher, "hand_over", told.extend)
    with monkeypatch.context() as hanging:
        hanging.setattr(Transaction, "commit", endlessly)
        task = asyncio.create_task(write())
        await begun.wait()
        for _ in range(cancelled):
            task.cancel()
            await asyncio.sleep(0)
        async with asyncio.timeout(20):
            with pytest.raises(asyncio.CancelledError):
                await task
    pool = get_connection("default")._pool
    async with reading(actor_of_cast("awa")):
        after = await database.row("SELECT 1 AS one")
        # What was given up here goes on in PostgreSQL, and would keep the database from being dropped.
        await database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = $1", _ENDLESS)

    assert (told, after, pool.get_size() - pool.get_idle_size()) == ([], {"one": 1}, 0)


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_commit_that_fails_says_what_failed_and_a_cancellation_stays_one(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    begun, go, told = asyncio.Event(), asyncio.Event(), list[Wakeup]()
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("CREATE TABLE once (number int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    await owner.execute("GRANT INSERT ON once TO tandem_web")
    await owner.close()

    async def write() -> None:
        async with transaction(actor_of_cast("awa")):
            await database.execute("INSERT INTO once VALUES (1), (1)")  # judged at the COMMIT
            wake_after_commit(Wakeup("access", UUID(int=7), ()))

    monkeypatch.setattr(flusher, "hand_over", told.extend)
    with monkeypatch.context() as waiting:
        waiting.setattr(Transaction, "commit", _held(begun, go))
        task = asyncio.create_task(write())
        await begun.wait()
        if cancelled:
            task.cancel()
            await asyncio.sleep(0)
        go.set()
        with pytest.raises(asyncio.CancelledError if cancelled else asyncpg.UniqueViolationError):
            await task
    pool = get_connection("default")._pool
    async with reading(actor_of_cast("awa")):
        after = await database.row("SELECT 1 AS one")

    assert (told, after, pool.get_size() - pool.get_idle_size()) == ([], {"one": 1}, 0)


def _closed_before(release: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The pool takes the connection back by itself, and then is asked to."""

    async def again(self: PoolConnectionHolder, timeout: float | None) -> None:
        await release(self, timeout)
        await release(self, timeout)

    return again


def _held(begun: asyncio.Event, go: asyncio.Event) -> Callable[[Transaction], Awaitable[None]]:
    """A COMMIT that says when it has begun, and goes on when it may."""
    commit = Transaction.commit

    async def held(self: Transaction) -> None:
        begun.set()
        await go.wait()
        await commit(self)

    return held


@pytest.mark.usefixtures("committed")
async def test_a_server_that_goes_away_under_a_begin_takes_the_task_with_it_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a worker's schedule, whose one task begins one transaction after the other for as long as it lives."""
    execute = TandemConnection.execute

    async def closed(self: TandemConnection, query: str, *args: object, **options: object) -> object:
        if query == "BEGIN;":
            self.terminate()  # the pool takes it back at once, as when the server closed it
            await asyncio.sleep(0)
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        return await execute(self, query, *args, **options)

    async def read() -> object:
        async with reading(actor_of_cast("awa")):
            return await database.rows("SELECT 1 AS one")

    with monkeypatch.context() as away:
        away.setattr(TandemConnection, "execute", closed)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await read()

    assert await read() == [{"one": 1}]

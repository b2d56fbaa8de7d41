"""What listens and what tells leave no connection behind, however they end."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tandem.kit.wakeups import Flusher, Listener, Wakeup

URL = "postgresql://nobody@127.0.0.1:9/none"


class Connection:
    """To a database that does what the test says when it is asked for the first time."""

    def __init__(self, asked: Callable[[], Any]) -> None:
        self.sent: list[str] = []
        self._asked, self._closed = asked, False

    async def add_listener(self, *_: object) -> None:
        await self._asked()

    async def execute(self, _: str, __: str, payload: str) -> None:
        await self._asked()
        self.sent.append(payload)

    def add_termination_listener(self, _: object) -> None:
        """It is never lost by itself."""

    def is_closed(self) -> bool:
        return self._closed

    async def close(self) -> None:
        self._closed = True

    def terminate(self) -> None:
        self._closed = True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Connection], list[Callable[[], Any]]]:
    """The connections that were opened, and what each will do, in their order; after these all goes well."""
    connections, doings = list[Connection](), list[Callable[[], Any]]()

    async def well() -> None:
        return None

    async def connect(_: str) -> Connection:
        connections.append(Connection(doings.pop(0) if doings else well))
        return connections[-1]

    monkeypatch.setattr(asyncpg, "connect", connect)
    return connections, doings


async def breaks() -> None:
    raise asyncpg.PostgresError("another server")


async def test_who_is_ended_while_it_begins_to_listen_closes_its_connection(
    opened: tuple[list[Connection], list[Callable[[], Any]]],
) -> None:
    connections, doings = opened
    begun = asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    async def listens() -> None:
        async with Listener().run(URL):
            pass

    doings.append(hangs)
    listening = asyncio.create_task(listens())
    await begun.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening

    assert [one.is_closed() for one in connections] == [True]


async def test_a_connection_that_may_not_listen_is_closed_before_the_next(
    opened: tuple[list[Connection], list[Callable[[], Any]]],
) -> None:
    connections, doings = opened
    doings.append(breaks)

    listener = Listener()
    async with listener.run(URL):
        while_listening = [one.is_closed() for one in connections]

    assert while_listening == [True, False]
    assert [one.is_closed() for one in connections] == [True, True]


async def test_a_connection_that_could_not_tell_is_closed_and_another_tells(
    opened: tuple[list[Connection], list[Callable[[], Any]]],
) -> None:
    connections, doings = opened
    doings.append(breaks)

    flusher = Flusher()
    async with flusher.run(URL):
        flusher.hand_over([Wakeup("access", UUID(int=7), ())])

    assert [(one.is_closed(), len(one.sent)) for one in connections] == [(True, 0), (True, 1)]

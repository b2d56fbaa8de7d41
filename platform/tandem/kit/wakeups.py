"""Telling every process that something was committed: PostgreSQL is the truth, NOTIFY only wakes.

Not inside the writing transaction, because NOTIFY takes one lock for all commits: each process hands its
committed wake-ups to a flusher, which sends one NOTIFY a millisecond on a connection of its own. Should a process
die between commit and NOTIFY, the listener's periodic check of the heads finds the difference.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson
import structlog

from tandem.kit.ending import ended

CHANNEL = "tandem"
_MOST_WAITING = 5_000  # wake-ups of one waiter; beyond, it reads again instead
_LIMIT = 7_500  # NOTIFY refuses payloads of 8,000 bytes and more
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wakeup:
    """What changed, for whom: `topic` is a short word, `subject` an id, `organizations` who may care."""

    topic: str
    subject: UUID
    organizations: tuple[UUID, ...]


class Flusher:
    """Collects wake-ups of this process and sends them in batches."""

    def __init__(self) -> None:
        self._waiting: dict[Wakeup, None] = {}
        self._event = asyncio.Event()
        self._idle = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def hand_over(self, wakeups: Iterable[Wakeup]) -> None:
        """Take over committed wake-ups; returns at once. Without `run` (a test, a script) nothing is sent."""
        if self._task is None:
            return
        self._waiting.update(dict.fromkeys(wakeups))
        if self._waiting:
            self._event.set()

    @contextlib.asynccontextmanager
    async def run(self, url: str) -> AsyncIterator[None]:
        """Send while inside; on leaving, what still waits is sent first."""
        self._event, self._idle = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._send_for_ever(url), name="wakeups.flusher")
        try:
            yield
        finally:
            self._idle.clear() if self._waiting else self._idle.set()
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(2):
                        await self._idle.wait()
            finally:
                task, self._task = self._task, None
                await ended(task)

    async def _send_for_ever(self, url: str) -> None:
        connection: asyncpg.Connection | None = None
        try:
            while True:
                await self._event.wait()
                await asyncio.sleep(0.001)
                self._event.clear()
                batch, self._waiting = self._waiting, {}
                try:
                    if connection is None or connection.is_closed():
                        connection = await asyncpg.connect(url)
                    for payload in _payloads(list(batch)):
                        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                    log.warning("wakeups.send_failed", error=type(error).__name__)
                    if connection is not None:  # it may be whole, and nobody else would close it
                        connection.terminate()
                    connection = None
                    self._waiting = batch | self._waiting
                    await asyncio.sleep(0.2)
                    self._event.set()
                if not self._waiting:
                    self._idle.set()
        finally:
            if connection is not None and not connection.is_closed():
                await connection.close()


def _payloads(batch: list[Wakeup]) -> list[str]:
    made: list[str] = []
    size = 0
    part: list[object] = []
    for item in batch:
        entry: list[object] = [item.topic, item.subject.hex, [organization.hex for organization in item.organizations]]
        length = len(orjson.dumps(entry)) + 1
        if part and size + length > _LIMIT:
            made.append(orjson.dumps(part).decode())
            size, part = 0, []
        part.append(entry)
        size += length
    if part:
        made.append(orjson.dumps(part).decode())
    return made


class Listener:
    """One LISTEN connection a process; hands each wake-up to whoever waits for its subject or organization."""

    def __init__(self) -> None:
        self._waiters: dict[UUID, set[Callable[[Wakeup | None], None]]] = defaultdict(set)
        self._watchers: dict[str, list[Callable[[Wakeup | None], None]]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self.connected = False

    @contextlib.contextmanager
    def listening(self, *keys: UUID) -> Iterator["asyncio.Queue[Wakeup | None]"]:
        """A queue of the wake-ups about one of `keys` (a subject or an organization).

        None in the queue means: some may have been missed, read again from your own position.
        """
        queue: asyncio.Queue[Wakeup | None] = asyncio.Queue()

        def tell(wakeup: Wakeup | None) -> None:
            if queue.qsize() >= _MOST_WAITING:  # its reader is stuck on a client that does not read
                while not queue.empty():
                    queue.get_nowait()
                wakeup = None
            queue.put_nowait(wakeup)

        for key in keys:
            self._waiters[key].add(tell)
        try:
            yield queue
        finally:
            for key in keys:
                self._waiters[key].discard(tell)
                if not self._waiters[key]:
                    del self._waiters[key]

    def watch(self, topic: str, tell: Callable[[Wakeup | None], None]) -> None:
        """Tell of every wake-up of a topic, whomever it is about; None: some may have been missed."""
        self._watchers[topic].append(tell)

    @property
    def keys(self) -> list[UUID]:
        """What is being waited for now."""
        return list(self._waiters)

    def hear(self, wakeup: Wakeup) -> None:
        """Deliver one wake-up, once to each waiter."""
        # Who remembers something forgets it before anybody is woken to ask again.
        for tell in self._watchers.get(wakeup.topic, ()):
            tell(wakeup)
        for tell in {tell for key in (wakeup.subject, *wakeup.organizations) for tell in self._waiters.get(key, ())}:
            tell(wakeup)

    def everybody_reads_again(self) -> None:
        """After a reconnect nobody knows what was missed: each waiter reads from its own position."""
        for tell in [tell for tells in self._watchers.values() for tell in tells]:
            tell(None)
        for tell in {tell for tells in self._waiters.values() for tell in tells}:
            tell(None)

    @contextlib.asynccontextmanager
    async def run(self, url: str) -> AsyncIterator[None]:
        """Listen while inside, reconnecting for ever."""
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._listen_for_ever(url, ready), name="wakeups.listener")
        try:
            async with asyncio.timeout(30):
                await ready.wait()
            yield
        finally:
            self.connected = False
            await ended(self._task)

    async def _listen_for_ever(self, url: str, ready: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(url)
                try:
                    lost = asyncio.Event()
                    connection.add_termination_listener(lambda _, lost=lost: lost.set())
                    await connection.add_listener(CHANNEL, lambda *args: self._receive(args[3]))
                    self.connected = True
                    self.everybody_reads_again()
                    ready.set()
                    await lost.wait()
                finally:
                    if not connection.is_closed():
                        await connection.close()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("wakeups.listen_failed", error=type(error).__name__)
            self.connected = False
            await asyncio.sleep(0.3)

    def _receive(self, payload: str) -> None:
        for topic, subject, organizations in orjson.loads(payload):
            self.hear(Wakeup(topic, UUID(subject), tuple(UUID(organization) for organization in organizations)))


flusher = Flusher()
listener = Listener()

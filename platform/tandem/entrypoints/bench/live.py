"""From a commit to the frame in a browser's socket: 200 sockets on a web process, beside a bare LISTEN/NOTIFY."""

import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from uuid import UUID

import asyncpg
import orjson
from websockets.asyncio.client import ClientConnection, connect

from tandem.casefiles.events import ClaimsAdded
from tandem.casefiles.models import CaseFile
from tandem.entrypoints.bench.setting import AGENCY, Row, case_files_of
from tandem.entrypoints.chores import token_of_membership
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.money import Money
from tandem.kit.wakeups import flusher
from tandem.organizations.actor import System
from tandem.timeline import record
from tandem_graphql.ids import global_id

SOCKETS = 200
COMMITS = 500
A_SECOND = 100
_SYSTEM = System(AGENCY)
_SUBSCRIPTION = (
    "subscription ($id: ID!, $after: String) { timeline(caseFileId: $id, after: $after) { position event { id } } }"
)


async def measure(urls: DatabaseUrls, ids: list[UUID], environment: dict[str, str]) -> list[Row]:
    """Two rows: one watcher a case at 100 commits a second, and one commit to 200 watchers."""
    async with transaction(_SYSTEM):
        case_files = await case_files_of(ids[:SOCKETS])
    async with web(environment) as port, flusher.run(urls.worker):
        secret = await token_of_membership(urls.owner, cast_id("awa", "lenoir"))
        apart = await _apart(port, secret, case_files)
        together = await _together(port, secret, case_files[0])
    floor = await _bare_notify(urls.worker)
    return [
        Row(
            f"commit → frame, {SOCKETS} sockets, {A_SECOND} commits/s",
            _spread(apart),
            _spread(floor),
            _ratio(apart, floor),
        ),
        Row(
            f"one commit → {SOCKETS} watchers (the last one)",
            _spread(together),
            _spread(floor),
            _ratio(together, floor),
        ),
    ]


async def _apart(port: int, secret: str, case_files: list[CaseFile]) -> list[float]:
    sent: dict[str, float] = {}
    arrived: dict[str, float] = {}

    def heard(event_id: str) -> None:
        arrived[event_id] = time.perf_counter()

    async with _watching(port, secret, case_files, heard):
        for number in range(COMMITS):
            case_file = case_files[number % len(case_files)]
            next_at = time.perf_counter() + 1 / A_SECOND
            sent[await _append(case_file)] = time.perf_counter()
            await asyncio.sleep(max(0.0, next_at - time.perf_counter()))
        await _until(lambda: len(arrived) == COMMITS)
    # A frame may even be there before the committing task goes on.
    return [max(0.0, arrived[event_id] - at) for event_id, at in sent.items()]


async def _together(port: int, secret: str, case_file: CaseFile) -> list[float]:
    last: list[float] = []
    started, frames = 0.0, 0

    def heard(_: str) -> None:
        nonlocal frames
        frames += 1
        if frames == SOCKETS:
            last.append(time.perf_counter() - started)

    async with _watching(port, secret, [case_file] * SOCKETS, heard):
        for number in range(20):
            frames = 0
            await _append(case_file)
            started = time.perf_counter()
            await _until(partial(_longer, last, number))
            await asyncio.sleep(0.05)
    return last


async def _append(case_file: CaseFile) -> str:
    async with transaction(_SYSTEM):
        event_id = await record(_SYSTEM, case_file, ClaimsAdded("BENCH", 1, Money(1_00, "EUR")))
    return global_id("TimelineEvent", event_id)


async def _bare_notify(url: str) -> list[float]:
    """NOTIFY on one connection, LISTEN on another: what PostgreSQL itself takes."""
    waits: list[float] = []
    heard = asyncio.Event()
    listening, notifying = await asyncpg.connect(url), await asyncpg.connect(url)
    await listening.add_listener("bench", lambda *_: heard.set())
    for _ in range(COMMITS):
        heard.clear()
        started = time.perf_counter()
        await notifying.execute("NOTIFY bench")
        await heard.wait()
        waits.append(time.perf_counter() - started)
    await listening.close()
    await notifying.close()
    return waits


@contextlib.asynccontextmanager
async def _watching(
    port: int, secret: str, case_files: list[CaseFile], heard: Callable[[str], None]
) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(_socket(port, secret)) for _ in case_files]
        async with asyncio.TaskGroup() as group:
            readers = [
                group.create_task(_read(socket_, case_file, heard))
                for socket_, case_file in zip(sockets, case_files, strict=True)
            ]
            await asyncio.sleep(2)
            yield
            for reader in readers:
                reader.cancel()


def _socket(port: int, secret: str) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/graphql",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        additional_headers={"Authorization": f"Bearer {secret}"},
    )


async def _read(socket_: ClientConnection, case_file: CaseFile, heard: Callable[[str], None]) -> None:
    await socket_.send('{"type":"connection_init"}')
    await socket_.recv()
    variables = {"id": global_id("CaseFile", case_file.id)}
    payload = {"query": _SUBSCRIPTION, "variables": variables}
    await socket_.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
    async for frame in socket_:
        message = orjson.loads(frame)
        if message["type"] == "next":
            heard(message["payload"]["data"]["timeline"]["event"]["id"])
        elif message["type"] in ("error", "complete"):
            raise RuntimeError(f"the subscription ended: {message}")


@contextlib.asynccontextmanager
async def web(environment: dict[str, str]) -> AsyncIterator[int]:
    """The web process; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "tandem.entrypoints.cli", "web"]
    process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own program, started before the measure
        command,
        env=os.environ | environment | {"TANDEM_PORT": str(port)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            await asyncio.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - counting frames, precisely where a bench may
            await asyncio.sleep(0.001)


def _longer(found: list[float], than: int) -> bool:
    return len(found) > than


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {statistics.median(ordered) * 1000:.1f} ms, p99 {ordered[int(len(ordered) * 0.99) - 1] * 1000:.1f} ms"


def _ratio(product: list[float], floor: list[float]) -> str:
    return f"{statistics.median(product) / statistics.median(floor):.1f} ×"

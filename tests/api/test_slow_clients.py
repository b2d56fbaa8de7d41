"""Clients that do not read, or never say what they ask: cut by the server, and nothing is kept for them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tandem.entrypoints.http import serving
from tandem.kit.wakeups import Wakeup, listener
from tests.api.serving import listening

PATIENCE = 0.8  # seconds; a busy machine may let a client that reads wait for some tenths
CUT_WITHIN = 20  # seconds
CHUNK = b"x" * 60_000
HANDSHAKE = (
    b"GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    serving.configure(PATIENCE)
    yield
    serving.configure(30.0)


class Endless:
    """Sends for ever, on HTTP and on a socket; counts, and notices when it was ended."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = asyncio.Event()

    @property
    def app(self) -> Starlette:
        """Both ways, under /stream and /socket."""
        return Starlette(routes=[Route("/stream", self.stream), WebSocketRoute("/socket", self.socket)])

    async def stream(self, _: Request) -> StreamingResponse:
        """An answer without end."""

        async def chunks() -> AsyncIterator[bytes]:
            try:
                while True:
                    self.sent += 1
                    yield CHUNK
                    await asyncio.sleep(0)  # as a stream does that waits for what it tells
            finally:
                self.ended.set()

        return StreamingResponse(chunks())

    async def socket(self, connection: WebSocket) -> None:
        """Frames without end."""
        await connection.accept()
        try:
            while True:
                self.sent += 1
                await connection.send_bytes(CHUNK)
        except WebSocketDisconnect:
            self.ended.set()


@pytest.mark.parametrize("asking", [b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n", HANDSHAKE])
async def test_a_client_that_stops_reading_is_cut(asking: bytes) -> None:
    endless = Endless()
    async with listening(endless.app) as port:
        with _small_client(port) as client:
            client.sendall(asking)

            async with asyncio.timeout(CUT_WITHIN):
                await endless.ended.wait()

    assert endless.sent < 100  # what the machine's own buffers take, and no more


async def test_a_client_that_reads_slowly_is_not_cut() -> None:
    endless = Endless()
    loop = asyncio.get_running_loop()
    async with listening(endless.app) as port:
        with _small_client(port) as client:
            client.setblocking(False)
            await loop.sock_sendall(client, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            for _ in range(25):
                await loop.sock_recv(client, 16_384)
                await asyncio.sleep(PATIENCE / 10)

            assert not endless.ended.is_set()


@pytest.mark.parametrize("asking", [b"", b"GET /stream HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_client_that_never_says_what_it_asks_is_cut(asking: bytes) -> None:
    async with listening(Endless().app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asking)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            answer = await asyncio.wait_for(reader.read(), CUT_WITHIN)
        writer.close()

    assert answer == b""


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /" + b"a" * 1_000_000,
        b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000,
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 200_000,
    ],
    ids=["line", "header", "headers"],
)
async def test_a_head_without_end_is_refused_and_kept_by_nobody(endless: bytes) -> None:
    serving.configure(30.0)
    async with listening(Endless().app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(endless)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()

    assert answer[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 431")  # or the connection was gone before


CHUNKED = b"POST /told HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "endless",
    [b"0\r\n" + b"a:\r\n" * 500_000, b"0\r\na: " + b"a" * 2_000_000, b"1;" + b"a" * 2_000_000],
    ids=["trailers", "trailer", "extension of a chunk"],
)
async def test_what_is_no_body_and_comes_without_end_after_the_head_is_cut(endless: bytes) -> None:
    serving.configure(30.0)
    app = Endless().app
    app.routes.append(Route("/told", _told, methods=["POST"]))
    async with listening(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(CHUNKED + endless)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()

    assert answer == b""


async def test_what_follows_a_body_is_no_header_and_small_chunks_are_a_body() -> None:
    app = Endless().app
    app.routes.append(Route("/told", _told, methods=["POST"]))
    asking = CHUNKED + b"1\r\nx\r\n" * 50_000 + b"0\r\nAuthorization: Bearer forged\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"
    async with listening(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for start in range(0, len(asking), 10_000):
            writer.write(asking[start : start + 10_000])
            await writer.drain()
        answer = b""
        async with asyncio.timeout(20):
            while b"]" not in answer:
                answer += await reader.read(65_536)
        writer.close()

    assert answer.endswith(b"50000 127.0.0.1 ['host', 'transfer-encoding']")


async def test_heads_and_bodies_that_come_together_are_taken() -> None:
    app = Endless().app
    app.routes.append(Route("/body", _whole, methods=["POST"]))
    asking = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000
    async with listening(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asking * 5)
        answers = b""
        async with asyncio.timeout(20):
            while answers.count(b"100000") < 5:
                answers += await reader.read(65_536)
        writer.close()

    assert answers.count(b"HTTP/1.1 200") == 5


async def test_a_handshake_that_is_none_is_refused_and_not_waited_for() -> None:
    serving.configure(30.0)
    async with listening(Endless().app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HANDSHAKE[:-2] + b"X: " + b"a" * 20_000 + b"\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()

    assert answer.startswith(b"HTTP/1.1 400")


async def test_a_client_whose_body_drips_is_cut() -> None:
    app = Endless().app
    app.routes.append(Route("/body", _whole, methods=["POST"]))
    async with listening(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")

        async with asyncio.timeout(CUT_WITHIN):
            with contextlib.suppress(ConnectionError):
                while not reader.at_eof():
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(PATIENCE / 5)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(65_536), 0.001)
        assert reader.at_eof() or writer.transport.is_closing()
        writer.close()


async def test_a_large_body_that_keeps_coming_is_not_cut() -> None:
    app = Endless().app
    app.routes.append(Route("/body", _whole, methods=["POST"]))
    async with listening(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n")
        for _ in range(10):
            writer.write(b"x" * 20_000)
            await asyncio.sleep(PATIENCE / 4)
        answer = await asyncio.wait_for(reader.read(), CUT_WITHIN)
        writer.close()

    assert answer.endswith(b"200000")


async def _whole(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def _told(request: Request) -> PlainTextResponse:
    size = len(await request.body())
    return PlainTextResponse(f"{size} {request.client and request.client.host} {list(request.headers)}")


async def test_pings_whose_answers_nobody_reads_fill_no_memory() -> None:
    ping = b"\x89\xfd" + bytes(4) + b"p" * 125
    async with listening(Endless().app) as port:
        with _small_client(port) as client:
            client.sendall(HANDSHAKE)
            client.settimeout(0)

            with pytest.raises(ConnectionError):
                await _flood(client, ping * 500)


async def test_wakeups_that_nobody_takes_become_one_that_says_read_again() -> None:
    subject = UUID(int=1)
    with listener.listening(subject) as queue:
        for _ in range(20_000):
            listener.hear(Wakeup("timeline", subject, ()))

        assert queue.qsize() <= 5_000
        assert queue.get_nowait() is None


def _small_client(port: int) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(("127.0.0.1", port))
    return client


async def _flood(client: socket.socket, data: bytes) -> Any:
    async with asyncio.timeout(CUT_WITHIN):
        while True:
            try:
                client.send(data)
            except BlockingIOError:
                await asyncio.sleep(0)
            await asyncio.sleep(0)

"""How the server holds its connections: a client that does not read what it asked for, or never says what it asks, is
cut. Neither waits in memory for ever.

uvicorn pauses whoever writes to such a client, and closes the connection once the rest has been sent, which is never.
"""

import asyncio
import contextlib
import fcntl
import sys
import termios
from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# Bytes that a client must take within the time, while more than the buffer waits for it, and send of a body.
_LEAST = 16_384
# Bytes that are no body: of a request's line and headers, beside what was read together with their beginning; of what
# stands between two parts of a body or after the last.
_MOST_BESIDE = 65_536
_REFUSED = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_MOST_PONGS = 1_000_000  # bytes: pings are answered without asking whether the answers are read
_seconds = 30.0
# Seconds that requests under way have to be answered once the process shall stop: less than what a cluster waits before
# it kills (helm/tandem/templates/web).
FINISHING = 25


def configure(seconds: float) -> None:
    """For how long a client may leave unread what waits for it, and take to say what it asks."""
    global _seconds
    _seconds = seconds


class Watch:
    """Looks at one connection's unread bytes for as long as writing to it is paused."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._unread = 0
        self._timer: TimerHandle | None = None

    def start(self) -> None:
        """Writing was paused."""
        self._unread = self._waiting()
        self._timer = asyncio.get_running_loop().call_later(_seconds, self._look)

    def stop(self) -> None:
        """The client has read enough, or is gone."""
        if self._timer:
            self._timer.cancel()

    def _look(self) -> None:
        if self._waiting() > self._unread - _LEAST:
            self._transport.abort()
        else:
            self.start()

    def _waiting(self) -> int:
        """Bytes that the client has not taken: ours, and those that the machine has not had acknowledged."""
        unacknowledged = bytearray(4)
        with contextlib.suppress(OSError):  # a transport without a socket of this kind
            fcntl.ioctl(self._transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, unacknowledged)
        return self._transport.get_write_buffer_size() + int.from_bytes(unacknowledged, sys.byteorder)


class Http(HttpToolsProtocol):
    """HTTP/1.1 with a bound on how long a client may take to ask and to read."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A client is there, and should say what it asks."""
        super().connection_made(transport)
        self._arrived = self._beside = 0
        self._in_head = self._goes_on = False
        self._watch = Watch(transport)
        self._asking = self.loop.call_later(_seconds, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Bytes of requests: of what is no body so many are taken in a row, and no endless one is kept."""
        self._goes_on = False
        super().data_received(data)
        self._beside = 0 if self._goes_on else self._beside + len(data)
        if self._beside <= _MOST_BESIDE or self.transport.is_closing():
            return
        if self._in_head:
            self.transport.write(_REFUSED % b"431 Request Header Fields Too Large")
            self.transport.close()
        else:  # the answer may be on its way
            self.transport.abort()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._in_head = self._goes_on = True
        self._asking.cancel()
        self._asking = self.loop.call_later(_seconds, self.transport.abort)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. One that follows a chunked body is none: it would be believed after whoever checks them has."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The request has said what it asks, and its body follows."""
        self._in_head, self._goes_on = False, True
        self._asking.cancel()
        super().on_headers_complete()
        self._await_body()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._goes_on = True
        self._arrived += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._goes_on = True
        self._asking.cancel()
        super().on_message_complete()

    def _await_body(self) -> None:
        self._arrived = 0
        self._asking = self.loop.call_later(_seconds, self._look_at_body)

    def _look_at_body(self) -> None:
        # While we do not read, nothing can arrive.
        if self._arrived < _LEAST and not self.flow.read_paused:
            self.transport.abort()
        else:
            self._await_body()

    def shutdown(self) -> None:
        """The process shall stop: what was asked is answered first, and a stream that would never end is let go."""
        cycle = self.cycle
        if cycle is not None and cycle.response_started and _is_stream(self.headers):
            self.transport.close()
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """More waits to be read than the buffer holds."""
        super().pause_writing()
        self._watch.start()

    def resume_writing(self) -> None:
        """The client reads."""
        super().resume_writing()
        self._watch.stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._asking.cancel()
        self._watch.stop()
        super().connection_lost(exc)


def _is_stream(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name == b"accept" and b"text/event-stream" in value for name, value in headers)


class WebSockets(WebSocketsSansIOProtocol):
    """WebSockets with a bound on how long a client may leave frames unread."""

    def connection_made(self, transport: Any) -> None:
        """The handshake begins."""
        super().connection_made(transport)
        self._watch = Watch(transport)

    def data_received(self, data: bytes) -> None:
        """Frames; before them the handshake, which comes whole: what is none then, never becomes one."""
        super().data_received(data)
        if not self.handshake_initiated:
            self.transport.write(_REFUSED % b"400 Bad Request")
            self.transport.close()

    def pause_writing(self) -> None:
        """More waits to be read than the buffer holds."""
        super().pause_writing()
        self._watch.start()

    def resume_writing(self) -> None:
        """The client reads."""
        super().resume_writing()
        self._watch.stop()

    def handle_ping(self) -> None:
        """Answer, unless the client reads no answers."""
        super().handle_ping()
        if self.transport.get_write_buffer_size() > _MOST_PONGS:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._watch.stop()
        super().connection_lost(exc)

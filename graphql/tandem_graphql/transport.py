"""graphql-transport-ws: the protocol of the web app's sockets, after its document
(https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).

Whatever a client sends, it gets an answer of the protocol or one of its close codes. What is wrong with one operation
is told in an `error` message of that operation and leaves the others alone.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Protocol

import orjson
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from tandem_graphql.context import ConnectionContext
from tandem_graphql.errors import INTERNAL, RATE_LIMITED, codes_of, was_refused
from tandem_graphql.messages import Closing, Message, failed, id_of, optional, payload_of, read
from tandem_graphql.terms import RateLimited

log = structlog.get_logger()
PROTOCOL = "graphql-transport-ws"
_PACE = 1.0  # seconds between two messages of a sender who has no points left
# Seconds in which one ping, and the ends of as many operations as may run, are heard at once of who is signed in: pages
# that get no pong in time come back and ask for everything again.
_EXCUSED_WITHIN = 5.0


class Streams(Protocol):
    """What runs operations: the schema."""

    async def stream(
        self, query: str | None, variable_values: dict[str, Any] | None, context_value: Any, **options: Any
    ) -> AsyncIterator[Any]: ...


class Connection:
    """One accepted WebSocket, and the operations that run on it."""

    def __init__(self, socket: WebSocket, schema: Streams, context: ConnectionContext) -> None:
        self._socket = socket
        self._schema = schema
        self._context = context
        self._is_ready = False
        self._running: dict[str, asyncio.Task[None]] = {}
        # With those whose id is free again while their last message waits to be read.
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._quiet_until = self._excused_until = 0.0
        self._excused: Counter[str] = Counter()

    async def serve(self) -> None:
        """Read messages until either side closes; no operation outlives the socket."""
        try:
            await self._begun()
            self._stay()
            while True:
                try:
                    async with asyncio.timeout_at(self._quiet_until):
                        message = await self._next()
                except TimeoutError:
                    await self._look_whether_anybody_is_there()
                else:
                    await self._heard(message)
        except Closing as closing:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the client was faster
                await self._socket.close(closing.code, closing.reason)
        except WebSocketDisconnect:
            pass
        finally:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _begun(self) -> None:
        """Wait for `connection_init`, for so long and no longer."""
        try:
            async with asyncio.timeout(self._context.limits.init_seconds):
                while not self._is_ready:
                    await self._heard(await self._next())
        except TimeoutError:
            raise Closing(4408, "Connection initialisation timeout") from None

    async def _next(self) -> Message:
        frame = await self._socket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1005))
        return read(frame.get("text"))

    def _stay(self) -> None:
        self._quiet_until = asyncio.get_running_loop().time() + self._context.limits.idle_seconds

    async def _look_whether_anybody_is_there(self) -> None:
        """A socket on which nothing was asked for a while stays for who is signed in, however it pings."""
        self._stay()
        if self._tasks:
            return
        try:
            somebody = await self._context.authenticate()
        except RateLimited:
            if self._context.is_signed_in:  # its secret is renewed, and others of its address guess
                return
            somebody = None
        except Exception as failed:  # noqa: BLE001 - whatever keeps us from looking, the socket is not to blame
            log.warning("api.socket_not_looked_at", error=type(failed).__name__)
            return
        if somebody is None:
            raise Closing(4401, "Nobody is signed in, and nothing was asked")

    async def _pay(self, kind: str) -> None:
        """What is no operation costs a point, too; who has none left is heard slowly."""
        try:
            if self._context.meter:
                self._context.meter.spend(1)
        except RateLimited:
            if not self._is_excused(kind):
                await asyncio.sleep(_PACE)

    def _is_excused(self, kind: str) -> bool:
        now = asyncio.get_running_loop().time()
        if now >= self._excused_until:
            self._excused.clear()
            self._excused_until = now + _EXCUSED_WITHIN
        self._excused[kind] += 1
        most = {"ping": 1, "complete": self._context.limits.operations_of_socket}
        return self._context.is_signed_in and self._excused[kind] <= most.get(kind, 0)

    async def _heard(self, message: Message) -> None:
        if message["type"] != "subscribe":
            await self._pay(message["type"])
        match message["type"]:
            case "connection_init":
                await self._init(message)
            case "ping":
                payload = optional(message, "payload")
                try:
                    await self._send({"type": "pong"} | ({"payload": payload} if payload is not None else {}))
                except orjson.JSONEncodeError:  # what can be read deeper than it can be written
                    raise Closing(4400, "A payload is nested too deeply") from None
            case "pong":
                optional(message, "payload")
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                if task := self._running.pop(id_of(message), None):
                    task.cancel()
            case other:
                raise Closing(4400, f"Unknown message type {other}")

    async def _init(self, message: Message) -> None:
        if self._is_ready:
            raise Closing(4429, "Too many initialisation requests")
        self._context.connection_params = optional(message, "payload") or {}
        self._is_ready = True
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, message: Message) -> None:
        """Start an operation. Above the limit it is refused here, so that nothing more is read until that was."""
        if not self._is_ready:
            raise Closing(4401, "Unauthorized")
        operation_id, asked = id_of(message), message.get("payload")
        if not isinstance(asked, dict) or not isinstance(asked.get("query", ""), str):
            raise Closing(4400, "A subscribe message has a payload with a query")
        if not isinstance(asked.get("operationName"), str | None):
            raise Closing(4400, "An operationName is a string")
        variables, extensions = optional(asked, "variables"), optional(asked, "extensions")
        if operation_id in self._running:
            raise Closing(4409, f"Subscriber for {operation_id} already exists")
        most = self._context.limits.operations_of_socket
        if len(self._running) >= most:
            await self._pay("subscribe")
            refusal = failed(RATE_LIMITED, "Too many operations on one connection.")
            await self._send({"id": operation_id, **refusal})
            return
        while len(self._tasks) >= most:  # what has ended and waits for its reader counts until it has left
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        run = self._run(operation_id, asked.get("query"), variables, asked.get("operationName"), extensions)
        self._stay()
        task = self._running[operation_id] = asyncio.create_task(run)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(
        self,
        operation_id: str,
        query: str | None,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        extensions: dict[str, Any] | None,
    ) -> None:
        """One operation from its first result to its end; whatever happens in it stays in it."""
        message: dict[str, Any] = {"id": operation_id, "type": "complete"}
        try:
            text = query or self._context.text_of(extensions)
            results = await self._schema.stream(
                text, variables, self._context, operation_name=operation_name, operation_extensions=extensions
            )
            async with contextlib.aclosing(results):  # type: ignore[type-var]
                async for result in results:
                    if was_refused(result):
                        if RATE_LIMITED in codes_of(result):  # it counts meanwhile, so that few more are read
                            await asyncio.sleep(_PACE)
                        errors = [error.formatted for error in result.errors or ()]
                        message |= {"type": "error", "payload": errors}
                        return
                    await self._send({"id": operation_id, "type": "next", "payload": payload_of(result)})
        except (WebSocketDisconnect, asyncio.CancelledError):
            message.clear()
            raise
        except Exception:
            log.exception("api.operation_failed")
            message |= failed(INTERNAL, "Unexpected error.")
        finally:
            # The id is free before its last message leaves: a client may use it again at once.
            if message:
                self._running.pop(operation_id, None)
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    await self._send(message)

    async def _send(self, message: Message) -> None:
        """One frame at a time. Waits while the client does not read; the server cuts it when it never does."""
        async with self._sending:
            await self._socket.send_text(orjson.dumps(message).decode())

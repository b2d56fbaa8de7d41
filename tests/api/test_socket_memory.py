"""What a client that does not read, or does nothing, may make the server hold: a bounded number of operations."""

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import orjson

from tandem.organizations.actor import Actor
from tandem_graphql import transport
from tandem_graphql.context import ConnectionContext
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.schema import schema
from tests.api.asking import LINKS


class Deaf:
    """A client that asks again and again, under a new id each time, and reads nothing after the acknowledgement."""

    def __init__(self, most: int) -> None:
        self.asked = 0
        self._most = most

    async def receive(self) -> dict[str, Any]:
        """Its next message, then silence."""
        await asyncio.sleep(0)
        if self.asked > self._most:
            await asyncio.Event().wait()
        self.asked += 1
        asking = {"type": "subscribe", "id": str(self.asked), "payload": {"query": "{ viewer { locale } }"}}
        message = {"type": "connection_init"} if self.asked == 1 else asking
        return {"type": "websocket.receive", "text": orjson.dumps(message).decode()}

    async def send_text(self, text: str) -> None:
        """Taken when it is the acknowledgement, else never."""
        if "connection_ack" not in text:
            await asyncio.Event().wait()

    async def close(self, code: int, reason: str) -> None:
        """Nothing to do."""


def _connection(socket: Any, limits: Limits) -> transport.Connection:
    async def nobody() -> Actor | None:
        return None

    return transport.Connection(socket, schema, ConnectionContext(nobody, LINKS, limits=limits))


async def test_a_client_that_reads_nothing_is_not_heard_beyond_its_operations() -> None:
    before = asyncio.all_tasks()
    client = Deaf(most=300)
    serving = asyncio.create_task(_connection(client, replace(DEFAULT, operations_of_socket=5)).serve())
    await asyncio.sleep(0.5)
    held = len(asyncio.all_tasks() - before)
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving

    assert client.asked <= 1 + 5 + 1  # its beginning, what it may run, and the one that waits
    assert held <= 1 + 5
    assert asyncio.all_tasks() <= before

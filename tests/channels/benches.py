"""Benches for the real adapters, aimed at the sandbox over loopback."""

import asyncio
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tandem_channels.contract import WebhookRequest
from tandem_channels.sandbox.signing import twilio_signature
from tests.channels.conftest import TIMEOUT
from tests.channels.servers import AUTH_TOKEN, WAIT, SandboxServer

PATIENCE = 1.0  # seconds; the time-out of the one adapter that is to meet it


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def signed_form(url: str, form: dict[str, str]) -> WebhookRequest:
    """A form posted by Twilio, with a token of its own as each event has."""
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": twilio_signature(AUTH_TOKEN, url, form),
        "i-twilio-idempotency-token": str(uuid.uuid4()),
    }
    return WebhookRequest(url, headers, urlencode(form).encode())


@dataclass
class SandboxBench:
    """`refusal` is the fault value that makes the provider blame the address, and the code the adapter then shows."""

    sandbox: SandboxServer
    channel: Any
    message: Any
    recipient: str
    refusal: str
    delivered: str
    webhook: Callable[[str], WebhookRequest]
    # The adapter aimed at an address, with its time-out in seconds.
    aimed: Callable[[str, float], Any]

    def unreachable(self) -> Any:
        return self.aimed(closed_port(), TIMEOUT)

    async def refuse_next(self) -> str:
        await self.sandbox.fault("answer_error", self.refusal, recipient=self.recipient)
        return self.refusal

    async def limit_next(self) -> None:
        await self.sandbox.fault("answer_error", "429", recipient=self.recipient)

    async def fail_next(self, *, accepted: bool) -> None:
        if accepted:
            await self.sandbox.fault("drop_answer", recipient=self.recipient)
        else:
            await self.sandbox.fault("answer_error", "503", recipient=self.recipient)

    async def stall_next(self) -> None:
        await self.sandbox.fault("delay", str(PATIENCE * 1.6), recipient=self.recipient)
        self.channel = self.aimed(self.sandbox.url, PATIENCE)

    async def catch_up(self) -> None:
        await self.channel.close()
        await asyncio.sleep(PATIENCE)
        async with asyncio.timeout(WAIT):  # the sandbox takes what it held back when its machine lets it
            while not await self.accepted():  # noqa: ASYNC110 -- another process, which tells nobody
                await asyncio.sleep(0.05)

    async def accepted(self) -> int:
        return await self.sandbox.accepted(self.message.attempt_id)

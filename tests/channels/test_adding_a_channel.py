"""The example of `docs/subsystems/adding-a-channel.md`, as it stands there, keeps every promise of the contract."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tandem_channels.contract import OutboundSms, WebhookRequest
from tests.channels.benches import PATIENCE, closed_port
from tests.channels.conftest import TIMEOUT
from tests.channels.contract import ChannelContract

PAGE = Path(__file__).parents[2] / "docs" / "subsystems" / "adding-a-channel.md"
KEY = "key-of-the-tests"
CALLBACK = "https://app.example/webhooks/ruritel"
MESSAGE = OutboundSms("attempt-1", "+39000111222", "RURI", "Bonjour", CALLBACK, 600)


def example() -> dict[str, Any]:
    """What the page's code defines."""
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    defined: dict[str, Any] = {"__name__": "ruritel_sms"}
    exec(compile(code, str(PAGE), "exec"), defined)  # noqa: S102 -- it is our own page
    return defined


RURITEL = example()


@dataclass
class RuritelBench:
    """Ruritel on loopback: takes texts, and misbehaves once when told."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    fault: str | None = None
    delivered: str = "arrived"
    message: OutboundSms = MESSAGE

    async def answer(self, request: web.Request) -> web.StreamResponse:
        fault, self.fault = self.fault, None
        told = await request.json()
        if fault == "refuse":
            return web.json_response({"code": "dead_number"}, status=422)
        if fault == "limit":
            return web.json_response({}, status=429, headers={"Retry-After": "1"})
        if fault == "fail":
            return web.json_response({}, status=503)
        self.taken.append(told)
        if fault == "drop" and request.transport is not None:
            request.transport.close()
        if fault == "stall":
            await asyncio.sleep(PATIENCE * 1.5)
        return web.json_response({"id": f"r-{len(self.taken)}", "status": "taken"})

    @property
    def channel(self) -> Any:
        return RURITEL["RuritelSms"](self.url, KEY, PATIENCE if self.fault == "stall" else TIMEOUT)

    async def refuse_next(self) -> str:
        self.fault = "refuse"
        return "dead_number"

    async def limit_next(self) -> None:
        self.fault = "limit"

    async def fail_next(self, *, accepted: bool) -> None:
        self.fault = "drop" if accepted else "fail"

    async def stall_next(self) -> None:
        self.fault = "stall"

    def unreachable(self) -> Any:
        return RURITEL["RuritelSms"](closed_port(), KEY, TIMEOUT)

    async def catch_up(self) -> None:
        await asyncio.sleep(PATIENCE * 1.5)

    async def accepted(self) -> int:
        return len(self.taken)

    def webhook(self, word: str) -> WebhookRequest:
        url = f"{CALLBACK}?oid={MESSAGE.attempt_id}"
        body = json.dumps({"id": "r-1", "status": word}).encode()
        return WebhookRequest(url, {"x-ruritel-signature": RURITEL["signature"](KEY, url, body)}, body)


@pytest.fixture
async def bench() -> AsyncIterator[RuritelBench]:
    made = RuritelBench()
    app = web.Application()
    app.router.add_post("/texts", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


class TestTheExample(ChannelContract):
    """Every promise, kept by what the page says."""


async def test_it_gives_the_provider_the_text_and_nothing_of_ours_but_the_attempts_id(bench: RuritelBench) -> None:
    await bench.channel.send(MESSAGE)

    assert bench.taken == [
        {
            "to": "+39000111222",
            "from": "RURI",
            "text": "Bonjour",
            "callback": f"{CALLBACK}?oid=attempt-1",
            "valid_for": 600,
        }
    ]


def test_every_file_that_the_page_names_is_there() -> None:
    root, text = PAGE.parents[2], PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:channels|platform|tests|frontend)/[\w./-]+)`", text))

    assert len(named) > 5
    assert [path for path in named if not (root / path).exists()] == []

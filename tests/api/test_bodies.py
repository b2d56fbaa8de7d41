"""Bodies outside GraphQL: none is read past its bound, whether or not it says how long it is, nor too many at once."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette

from tandem.contacts.channels import SMS_INBOUND_PATH, Channels
from tandem.entrypoints.http import auth, holding, proving, webhooks
from tandem.entrypoints.http.refusals import refuse
from tandem.kit.errors import TandemError
from tandem_channels.contract import WebhookRequest

CHUNK = b"x" * 100_000


@pytest.mark.parametrize(
    ("path", "most", "status"), [(SMS_INBOUND_PATH, 5_000_000, 403), ("/auth/sign-in", 10_000, 400)]
)
async def test_no_body_is_read_past_its_bound(path: str, most: int, status: int) -> None:
    app = Starlette(routes=[*auth.routes, *webhooks.routes])
    app.state.public_url, app.state.channels = "https://tandem.example", Channels()
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += len(CHUNK)
            assert sent < most + 10 * len(CHUNK)
            yield CHUNK

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=app.state.public_url) as http:
        answer = await http.post(path, content=endless(), headers={"content-type": "application/json"})

    assert answer.status_code == status


@pytest.mark.parametrize("waits_for", ["its end", "who signed it"])
async def test_providers_calls_of_strangers_take_so_much_memory_and_keep_no_small_ones_out(
    monkeypatch: pytest.MonkeyPatch, waits_for: str
) -> None:
    monkeypatch.setattr(holding, "_MOST_HELD", 3 * len(CHUNK))
    app = Starlette(routes=webhooks.routes, exception_handlers={TandemError: refuse})
    app.state.public_url = "https://tandem.example"
    full, go = asyncio.Event(), asyncio.Event()

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield CHUNK
        if waits_for == "its end":
            full.set()
            await go.wait()
        yield b""

    async def nobody(posted: WebhookRequest, *_: object, **__: object) -> None:
        if len(posted.body) > len(CHUNK) and waits_for == "who signed it":
            full.set()
            await go.wait()

    monkeypatch.setattr(proving, "signed_by", nobody)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=app.state.public_url) as http:
        first = asyncio.create_task(http.post(SMS_INBOUND_PATH, content=dripping()))
        await asyncio.wait_for(full.wait(), 20)
        large = await http.post(SMS_INBOUND_PATH, content=CHUNK + b"x", headers={"accept-language": "en"})
        small = await http.post(SMS_INBOUND_PATH, content=CHUNK)
        go.set()
        answered = await first
        again = await http.post(SMS_INBOUND_PATH, content=CHUNK + b"x")

    assert (large.status_code, large.json()["code"]) == (503, "WEBHOOKS_BUSY")
    # These came to their end, and nobody had signed them.
    assert [answer.status_code for answer in (small, answered, again)] == [403] * 3
    assert not holding._held

"""Real servers on loopback for the time of a test session: the sandbox, and an app that its callbacks reach."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tandem.contacts.channels import CALL_ANSWER_PATH
from tandem_channels.contract import WebhookRequest
from tandem_channels.sandbox import SandboxSettings, create_app
from tandem_channels.sandbox.server import server_for

ACCOUNT_SID = "AC" + "5" * 32
AUTH_TOKEN = "token-of-the-tests"
SENDGRID_KEY = "SG.key-of-the-tests"
WAIT = 30.0


@dataclass
class Receiver:
    """The app: keeps what is posted, and answers as told for an attempt. `url` is what the sandbox is given."""

    url: str = ""
    received: list[WebhookRequest] = field(default_factory=list)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    twiml: dict[str, str] = field(default_factory=dict)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        kept = WebhookRequest(self.url + path, headers, await request.body())
        self.received.append(kept)
        self._arrived.set()
        if request.url.path in ("/twiml", CALL_ANSWER_PATH):
            return Response(self.twiml.get(request.query_params["oid"], "<Response/>"), media_type="text/xml")
        told = next((statuses for attempt, statuses in self.statuses.items() if attempt.encode() in kept.body), [])
        return Response(status_code=told.pop(0) if told else 204)

    def of(self, attempt_id: str) -> list[WebhookRequest]:
        """What was posted about one attempt, in order of arrival."""
        return [
            request for request in self.received if attempt_id in request.url or attempt_id.encode() in request.body
        ]

    async def wait_for(self, attempt_id: str, count: int) -> list[WebhookRequest]:
        """The first `count` posts about one attempt, as soon as they are there."""
        async with asyncio.timeout(WAIT):
            while len(self.of(attempt_id)) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.of(attempt_id)[:count]


@dataclass(frozen=True)
class SandboxServer:
    """A running sandbox, its own API, and the receiver of its callbacks."""

    url: str
    receiver: Receiver
    public_key: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **query: str) -> Any:
        async with self.http.get(f"{self.url}/sandbox/api/{path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def raw(self, path: str) -> bytes:
        async with self.http.get(f"{self.url}/sandbox/api/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def post(self, path: str, **body: Any) -> int:
        async with self.http.post(f"{self.url}/sandbox/api/{path}", json=body) as answer:
            return answer.status

    async def fault(self, kind: str, value: str = "", *, recipient: str, times: int | None = 1) -> None:
        assert await self.post("faults", kind=kind, value=value, recipient=recipient, times=times) == 201

    async def accepted(self, attempt_id: str) -> int:
        attempts = (await self.get("stats"))["attempts"]
        return int(attempts.get(attempt_id, 0))


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Serve `app` on a free port; its address."""
    server = server_for(app, port=0)
    running = asyncio.create_task(server._serve())  # serve() would take the signal handlers of pytest
    async with asyncio.timeout(WAIT):
        while not server.started:  # noqa: ASYNC110 -- uvicorn has no event for it
            await asyncio.sleep(0.005)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


@contextlib.asynccontextmanager
async def sandbox_server(folder: Path, **settings: Any) -> AsyncIterator[SandboxServer]:
    """A sandbox at the pace of tests, with its receiver."""
    receiver = Receiver()
    routes = [Route("/{path:path}", receiver.receive, methods=["POST"])]
    async with serving(Starlette(routes=routes)) as receiver.url, aiohttp.ClientSession() as http:
        chosen: dict[str, Any] = {
            "account_sid": ACCOUNT_SID,
            "auth_token": AUTH_TOKEN,
            "sendgrid_key": SENDGRID_KEY,
            "app_url": receiver.url,
            "sms_webhook_url": f"{receiver.url}/sms",
            "email_webhook_url": f"{receiver.url}/events",
            "email_inbound_url": f"{receiver.url}/inbound",
            "pace": 0.02,
            "retry_seconds": 0.02,
        } | settings
        async with serving(create_app(folder / "sandbox.sqlite", settings=SandboxSettings(**chosen))) as url:
            async with http.get(f"{url}/sandbox/api/webhook-key") as answer:
                public_key = (await answer.json())["public_key"]
            yield SandboxServer(url, receiver, public_key, http)

"""The sandbox's application: the providers' paths, its own API, and its page."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from tandem_channels.sandbox import callbacks, calls_api, inspection_api, mail_api, messages_api, page, voice
from tandem_channels.sandbox.schedule import Schedule
from tandem_channels.sandbox.settings import SandboxSettings
from tandem_channels.sandbox.signing import webhook_key
from tandem_channels.sandbox.state import Sandbox
from tandem_channels.sandbox.store import Store

ACCOUNT = "/2010-04-01/Accounts/{account}"

ROUTES = [
    Route(f"{ACCOUNT}/Messages.json", messages_api.create_message, methods=["POST"]),
    Route(f"{ACCOUNT}/Messages.json", messages_api.list_messages, methods=["GET"]),
    Route(f"{ACCOUNT}/Messages/{{sid}}.json", messages_api.fetch_message, methods=["GET"]),
    Route(f"{ACCOUNT}/Calls.json", calls_api.create_call, methods=["POST"]),
    Route(f"{ACCOUNT}/Calls.json", calls_api.list_calls, methods=["GET"]),
    Route(f"{ACCOUNT}/Calls/{{sid}}.json", calls_api.fetch_call, methods=["GET"]),
    Route("/v3/mail/send", mail_api.send_mail, methods=["POST"]),
    Route("/sandbox/api/messages", inspection_api.list_messages),
    Route("/sandbox/api/messages/{sid}/complaint", inspection_api.complain, methods=["POST"]),
    Route("/sandbox/api/calls", inspection_api.list_calls),
    Route("/sandbox/api/calls/{sid}/{action}", inspection_api.answer_call, methods=["POST"]),
    Route("/sandbox/api/callbacks", inspection_api.list_callbacks),
    Route("/sandbox/api/stats", inspection_api.stats),
    Route("/sandbox/api/webhook-key", inspection_api.webhook_key),
    Route("/sandbox/api/faults", inspection_api.list_faults, methods=["GET"]),
    Route("/sandbox/api/faults", inspection_api.add_fault, methods=["POST"]),
    Route("/sandbox/api/faults", inspection_api.remove_faults, methods=["DELETE"]),
    Route("/sandbox/api/faults/{number:int}", inspection_api.remove_faults, methods=["DELETE"]),
    Route("/sandbox/api/replies", inspection_api.add_reply, methods=["POST"]),
    Route("/sandbox/api/changes", inspection_api.changes),
    Route("/healthz", lambda _: JSONResponse({"status": "ok"})),
    *page.ROUTES,
    Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
]


class OwnOriginOnly:
    """Refuses writes that another site's page sends through the visitor's browser; programs send no Origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", []))
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        if (
            scope["type"] == "http"
            and scope["method"] not in {"GET", "HEAD"}
            and origin not in {None, b"http://" + host}
        ):
            await JSONResponse({"error": "forbidden"}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def create_app(
    data_path: Path,
    *,
    settings: SandboxSettings | None = None,
    key_path: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Starlette:
    """A sandbox whose state is in `data_path` (SQLite) and whose webhook key pair is in `key_path` (PEM, beside it).

    Serve it with `server.server_for`: some faults must close connections, which no ASGI server offers by itself."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        store = Store(data_path)
        schedule = Schedule(store)
        async with aiohttp.ClientSession() as http:
            sandbox = Sandbox(
                settings=settings or SandboxSettings(),
                store=store,
                now=now,
                key=webhook_key(key_path or data_path.with_suffix(".pem")),
                schedule=schedule,
                http=http,
            )
            schedule.learn(
                advance_sms=partial(messages_api.advance, sandbox),
                advance_mail=partial(mail_api.advance, sandbox),
                post=partial(callbacks.post, sandbox),
                dial=partial(voice.dial, sandbox),
                ring=partial(voice.ring, sandbox),
                pick_up=partial(voice.pick_up, sandbox),
                ring_out=partial(voice.ring_out, sandbox),
            )
            app.state.sandbox = sandbox
            running = asyncio.create_task(schedule.run())
            yield
            running.cancel()
            await asyncio.wait({running})
        store.close()

    return Starlette(routes=ROUTES, middleware=[Middleware(OwnOriginOnly)], lifespan=lifespan)

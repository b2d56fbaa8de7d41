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

from tandem_channels.sandbox import (
    accounts_api,
    browsers_api,
    callbacks,
    calls_api,
    conferences_api,
    consents_api,
    inspection_api,
    mail_api,
    media_api,
    messages_api,
    page,
    recordings,
    recordings_api,
    suppressions_api,
    voice,
    voice_menu,
)
from tandem_channels.sandbox.schedule import Schedule
from tandem_channels.sandbox.settings import SandboxSettings
from tandem_channels.sandbox.signing import webhook_key
from tandem_channels.sandbox.state import Sandbox
from tandem_channels.sandbox.store import Store

ACCOUNT = "/2010-04-01/Accounts/{account}"

ROUTES = [
    Route("/2010-04-01/Accounts/{account}.json", accounts_api.fetch_account),
    Route(f"{ACCOUNT}/IncomingPhoneNumbers.json", accounts_api.list_incoming),
    Route(f"{ACCOUNT}/OutgoingCallerIds.json", accounts_api.list_callers),
    Route(f"{ACCOUNT}/Applications/{{application}}.json", browsers_api.fetch_application),
    Route(f"{ACCOUNT}/SMS/ShortCodes.json", accounts_api.list_short_codes),
    Route(f"{ACCOUNT}/Messages.json", messages_api.create_message, methods=["POST"]),
    Route(f"{ACCOUNT}/Messages.json", messages_api.list_messages, methods=["GET"]),
    Route(f"{ACCOUNT}/Messages/{{sid}}.json", messages_api.fetch_message, methods=["GET"]),
    Route(f"{ACCOUNT}/Messages/{{sid}}/Media/{{medium}}.json", media_api.delete, methods=["DELETE"]),
    Route(f"{ACCOUNT}/Messages/{{sid}}/Media/{{medium}}", media_api.fetch, methods=["GET"]),
    Route("/media/{medium}", media_api.serve, methods=["GET"]),
    Route(f"{ACCOUNT}/Calls.json", calls_api.create_call, methods=["POST"]),
    Route(f"{ACCOUNT}/Calls.json", calls_api.list_calls, methods=["GET"]),
    Route(f"{ACCOUNT}/Calls/{{sid}}.json", calls_api.fetch_call, methods=["GET"]),
    Route(f"{ACCOUNT}/Calls/{{sid}}.json", calls_api.update_call, methods=["POST"]),
    Route(f"{ACCOUNT}/Calls/{{sid}}/Recordings.json", recordings_api.start, methods=["POST"]),
    Route(f"{ACCOUNT}/Calls/{{sid}}/Recordings.json", recordings_api.list_of_call, methods=["GET"]),
    Route(f"{ACCOUNT}/Calls/{{sid}}/Recordings/{{recording}}.json", recordings_api.update, methods=["POST"]),
    Route(f"{ACCOUNT}/Recordings/{{recording}}.wav", recordings_api.fetch, methods=["GET"]),
    Route(f"{ACCOUNT}/Recordings/{{recording}}.json", recordings_api.delete, methods=["DELETE"]),
    Route(f"{ACCOUNT}/Conferences/{{name}}/Participants.json", conferences_api.add_participant, methods=["POST"]),
    Route("/v1/Consents/Bulk", consents_api.upsert, methods=["POST"]),
    Route("/v3/mail/send", mail_api.send_mail, methods=["POST"]),
    Route("/v3/asm/suppressions/global", suppressions_api.add_global, methods=["POST"]),
    Route("/v3/asm/suppressions/global/{email}", suppressions_api.remove, methods=["DELETE"]),
    Route("/v3/asm/suppressions", suppressions_api.grouped, methods=["GET"]),
    Route("/v3/asm/suppressions/{email}", suppressions_api.grouped, methods=["GET"]),
    Route("/v3/asm/groups/{group:int}", accounts_api.fetch_group),
    Route("/v3/asm/groups/{group:int}/suppressions/{email}", suppressions_api.remove, methods=["DELETE"]),
    Route("/v3/suppression/{list}", suppressions_api.listed, methods=["GET"]),
    Route("/v3/suppression/{list}/{email}", suppressions_api.remove, methods=["DELETE"]),
    Route("/v3/scopes", accounts_api.fetch_scopes),
    Route("/v3/whitelabel/domains", accounts_api.list_domains),
    Route("/sandbox/api/accounts", accounts_api.put_account, methods=["POST"]),
    Route("/sandbox/api/browsers", browsers_api.connect, methods=["POST"]),
    Route("/sandbox/api/browsers/{sid}", browsers_api.leave, methods=["DELETE"]),
    Route("/sandbox/api/messages", inspection_api.list_messages),
    Route("/sandbox/api/messages/{sid}/mime", inspection_api.mime_of),
    Route("/sandbox/api/mails", inspection_api.write_mail, methods=["POST"]),
    Route("/sandbox/api/messages/{sid}/answer", inspection_api.answer_mail, methods=["POST"]),
    Route("/sandbox/api/messages/{sid}/complaint", inspection_api.complain, methods=["POST"]),
    Route("/sandbox/api/messages/{sid}/unsubscribe", inspection_api.unsubscribe, methods=["POST"]),
    Route("/sandbox/api/messages/{sid}/resubscribe", inspection_api.resubscribe, methods=["POST"]),
    Route("/sandbox/api/calls", inspection_api.list_calls),
    Route("/sandbox/api/recordings", inspection_api.list_recordings),
    Route("/sandbox/api/calls/{sid}/keys", inspection_api.press_keys, methods=["POST"]),
    Route("/sandbox/api/calls/{sid}/{action}", inspection_api.answer_call, methods=["POST"]),
    Route("/sandbox/api/callbacks", inspection_api.list_callbacks),
    Route("/sandbox/api/stats", inspection_api.stats),
    Route("/sandbox/api/webhook-key", inspection_api.webhook_key),
    Route("/sandbox/api/faults", inspection_api.list_faults, methods=["GET"]),
    Route("/sandbox/api/faults", inspection_api.add_fault, methods=["POST"]),
    Route("/sandbox/api/faults", inspection_api.remove_faults, methods=["DELETE"]),
    Route("/sandbox/api/faults/{number:int}", inspection_api.remove_faults, methods=["DELETE"]),
    Route("/sandbox/api/media", media_api.listed),
    Route("/sandbox/api/replies", inspection_api.add_reply, methods=["POST"]),
    Route("/sandbox/api/callers", inspection_api.add_caller, methods=["POST"]),
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
                finish_recording=partial(recordings.finish, sandbox),
                no_keys=partial(voice_menu.no_keys, sandbox),
                tell_answered_by=partial(voice.tell_answered_by, sandbox),
            )
            app.state.sandbox = sandbox
            running = asyncio.create_task(schedule.run())
            yield
            running.cancel()
            await asyncio.wait({running})
        store.close()

    return Starlette(routes=ROUTES, middleware=[Middleware(OwnOriginOnly)], lifespan=lifespan)

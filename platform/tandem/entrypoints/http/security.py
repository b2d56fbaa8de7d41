"""Response headers for every answer, and the content security policies of pages and files."""

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# What a file of somebody else's may do in our origin: nothing. The browser's own viewer of an image sets styles.
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
SHOWN_FILE_POLICY = f"{FILE_POLICY}; style-src 'unsafe-inline'; object-src 'self'"


# What Twilio's Voice SDK needs in a browser, as its README says: where it signals (each of `twilio_browser.EDGES`),
# where it tells of a call's quality (of each region), and its tones. It is bundled: no script of Twilio's is loaded.
CALL_HOSTS = (
    "wss://voice-js.roaming.twilio.com wss://voice-js.dublin.twilio.com wss://voice-js.sydney.twilio.com "
    "https://eventgw.twilio.com https://eventgw.ie1.twilio.com https://eventgw.au1.twilio.com https://sdk.twilio.com"
)
CALL_MEDIA = "mediastream: https://sdk.twilio.com"
CALL_PERMISSIONS = HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")


def page_headers(nonce: str, *, softphone: bool) -> dict[str, str]:
    """The headers of our pages; with `softphone` they may use the microphone and reach Twilio, else neither."""
    headers = {"Content-Security-Policy": page_policy(nonce, softphone=softphone), "Cache-Control": "no-store"}
    return headers | {"Permissions-Policy": CALL_PERMISSIONS} if softphone else headers


def page_policy(nonce: str, *, softphone: bool = False) -> str:
    """The policy of our pages: scripts and styles of this response's nonce, and what those load from us."""
    connect, media = (f" {CALL_HOSTS}", f" {CALL_MEDIA}") if softphone else ("", "")
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
        f"style-src 'self' 'nonce-{nonce}'; "
        f"img-src 'self' data:; media-src 'self'{media}; font-src 'self'; connect-src 'self'{connect}; "
        "manifest-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers to every HTTP response, also to the one of an exception that nobody expected.

    A response that sets one of them keeps it. The outermost middleware: nothing answers outside of it.
    """

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self.app = app
        self._headers = HEADERS | ENCRYPTED if encrypted else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass through, adding headers when the response starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except ClientDisconnect:  # nobody is there to be answered, and it is no failure of ours
            return
        except Exception:
            if begun:
                raise
            log.exception("http.failed", path=path_to_log(scope))
            await JSONResponse({"code": "INTERNAL_SERVER_ERROR"}, 500)(scope, receive, with_headers)


def path_to_log(scope: Scope) -> str:
    """The path as its route is written: `/o/{code}` and not the code, since whoever reads a log could act by it.

    Before a route was found, its first part alone.
    """
    route = getattr(scope.get("route"), "path", None)
    return route if isinstance(route, str) else "/" + scope["path"].lstrip("/").partition("/")[0]

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


def page_policy(nonce: str) -> str:
    """The policy of our pages: scripts and styles of this response's nonce, and what those load from us."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
        f"style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
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
            log.exception("http.failed", path=scope["path"])
            await JSONResponse({"code": "INTERNAL_SERVER_ERROR"}, 500)(scope, receive, with_headers)

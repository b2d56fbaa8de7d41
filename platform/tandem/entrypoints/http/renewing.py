"""A new secret for a session whose person may do something else than before, with the next answer that can carry it."""

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.entrypoints.http.auth import RENEW
from tandem.entrypoints.http.cookies import keep_secret
from tandem.kit import clock
from tandem.organizations import sessions


class RenewSession:
    """Middleware: sets the cookie anew when answering the request found that the session must be renewed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass through, adding a cookie when the response starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            secret = scope.get(RENEW)
            if message["type"] == "http.response.start" and secret:
                renewed = await sessions.renew(secret)
                if renewed is not None:
                    carrier = Response()
                    keep_secret(carrier, renewed.secret, int((renewed.until - clock.now()).total_seconds()))
                    MutableHeaders(scope=message).append("set-cookie", carrier.headers["set-cookie"])
            await send(message)

        await self.app(scope, receive, with_cookie)

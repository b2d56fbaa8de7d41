"""Tells the audit log from where a request came. Behind a proxy uvicorn has read the address that the proxy gives."""

from starlette.types import ASGIApp, Receive, Scope, Send

from tandem.organizations.audit import coming_from


class CallerAddress:
    """Middleware around everything that may write into the audit log, open sockets included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the caller's address known."""
        client = scope.get("client")
        with coming_from(client[0] if client else None):
            await self.app(scope, receive, send)

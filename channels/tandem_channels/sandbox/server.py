"""Serving the sandbox with uvicorn, on a protocol that can cut a connection as a failing network does."""

import asyncio
from typing import cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

ABORT = "tandem.sandbox.abort"


class CuttingProtocol(H11Protocol):
    """Puts the transport's `abort` into each request's scope; no ASGI message can close without answering."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner = cast("ASGIApp", self.app)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[ABORT] = transport.abort
            await inner(scope, receive, send)

        self.app = app


def server_for(app: ASGIApp, *, port: int, log_level: str = "warning") -> uvicorn.Server:
    """A server on 127.0.0.1. Open pages hold their stream for ever: a stop does not wait for them."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=CuttingProtocol,
        ws="none",
        log_level=log_level,
        access_log=False,
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    return uvicorn.Server(config)

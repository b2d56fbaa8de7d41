"""The API behind the real server on a free port, in the test's own loop, for one of the cast; and Node beside it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.http.serving import Http, WebSockets
from tandem.organizations.actor import Actor
from tandem_graphql.app import graphql_routes
from tandem_graphql.senders import Senders
from tests.api.asking import LINKS

ROOT = Path(__file__).resolve().parents[2]
TOKEN = {"authorization": "Bearer helene"}


async def helene_by_token(connection: HTTPConnection) -> Actor | None:
    """Hélène, by her token."""
    known = connection.headers.get("authorization") == TOKEN["authorization"]
    return replace(actor_of_cast("helene", "bati-loire"), is_token=True) if known else None


def api(senders: Senders | None = None, authenticate: Any = helene_by_token) -> Starlette:
    """The endpoint alone, for Hélène and for everybody who is not signed in."""
    routes = graphql_routes(
        "/graphql", authenticate=authenticate, is_same_origin=lambda _: True, links=LINKS, senders=senders
    )
    return Starlette(routes=routes)


@contextlib.asynccontextmanager
async def listening(app: Starlette, *, message: int = 1_000_000) -> AsyncIterator[int]:
    """The port that the server listens on."""
    config = uvicorn.Config(
        app,
        http=Http,
        ws=WebSockets,
        ws_max_size=message,
        lifespan="off",
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server.serve([bound]))
        try:
            while not server.started:  # noqa: ASYNC110 - uvicorn signals nobody
                await asyncio.sleep(0.01)
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def node(script: str, *arguments: str) -> Any:
    """What a script of `frontend/protocol` prints, which is JSON."""
    process = await asyncio.create_subprocess_exec(
        ROOT / "tools/node.sh",
        "node",
        str(ROOT / "frontend/protocol" / script),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    return json.loads(printed)

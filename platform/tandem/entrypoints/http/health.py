"""Whether this process lives, whether it may serve, and its figures."""

import asyncio
from time import monotonic

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tandem.kit import database
from tandem.kit.wakeups import listener

_LASTS = 1.0  # seconds
_PATIENCE = 5.0  # seconds
_looked_at: float | None = None
_unready: dict[str, str] = {"database": "not asked yet"}


async def healthz(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def readyz(_: Request) -> Response:
    """The process can serve: its database answers and live updates listen."""
    global _looked_at, _unready
    # Anybody may ask: one look a second begins; the others get the last one's answer.
    if _looked_at is None or monotonic() >= _looked_at + _LASTS:
        _looked_at = monotonic()
        _unready = await _missing()
    return JSONResponse({"status": "unready", **_unready}, 503) if _unready else JSONResponse({"status": "ready"})


async def _missing() -> dict[str, str]:
    look = asyncio.create_task(database.rows("SELECT 1 AS one"))
    try:
        # No asyncio.timeout: cancelled, a query still waits for its server to say so.
        done, _ = await asyncio.wait([look], timeout=_PATIENCE)
    finally:
        look.cancel()
    if not done:
        return {"database": TimeoutError.__name__}
    if error := look.exception():
        return {"database": type(error).__name__}
    return {} if listener.connected else {"live": "not listening"}


async def metrics(_: Request) -> Response:
    """Prometheus text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]

"""Whether this process lives, whether it may serve, and its figures."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tandem.kit import database
from tandem.kit.wakeups import listener


async def healthz(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def readyz(_: Request) -> Response:
    """The process can serve: its database answers and live updates listen."""
    try:
        await database.rows("SELECT 1 AS one")
    except Exception as error:  # noqa: BLE001 - whatever stops the database makes us unready, nothing more
        return JSONResponse({"status": "unready", "database": type(error).__name__}, 503)
    if not listener.connected:
        return JSONResponse({"status": "unready", "live": "not listening"}, 503)
    return JSONResponse({"status": "ready"})


async def metrics(_: Request) -> Response:
    """Prometheus text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]

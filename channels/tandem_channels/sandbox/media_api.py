"""Twilio's Media resource: files that came with a text, served by a second address as Twilio's file server does."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tandem_channels.sandbox.messages_api import Row, about
from tandem_channels.sandbox.state import Sandbox, new_sid, sandbox_of

MOST_FILES, MOST_BYTES = 10, 5_000_000


class MediaRefused(Exception):
    """Files that no phone could send."""


def keep(sandbox: Sandbox, message_sid: str, files: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Keep `[{"type", "base64"}]`; the rows. Raises MediaRefused: ten files and 5 MB in all, as at Twilio."""
    try:
        read = [(str(file["type"]), base64.b64decode(str(file["base64"]), validate=True)) for file in files]
    except (KeyError, TypeError, binascii.Error, ValueError):
        raise MediaRefused from None
    if len(read) > MOST_FILES or sum(len(data) for _, data in read) > MOST_BYTES:
        raise MediaRefused
    kept = [
        {"sid": new_sid("ME"), "message_sid": message_sid, "content_type": kind, "bytes": data} for kind, data in read
    ]
    for row in kept:
        sandbox.store.insert("media", **row)
    return kept


def of_message(sandbox: Sandbox, message_sid: str) -> list[dict[str, Any]]:
    """Those of a message, also those that were deleted since: the phone that sent them has them still."""
    return sandbox.store.rows("SELECT sid, content_type FROM media WHERE message_sid = ? ORDER BY rowid", message_sid)


def _row(request: Request, sandbox: Sandbox) -> Row | None:
    sid = request.path_params["medium"]
    return sandbox.store.row("SELECT * FROM media WHERE sid = ? AND deleted_at IS NULL", sid)


def _sender(sandbox: Sandbox, row: Row) -> str:
    message = sandbox.store.row("SELECT sender FROM messages WHERE sid = ?", row["message_sid"])
    return str(message["sender"]) if message else ""


@about("media", _row, _sender)
def fetch(_: Sandbox, row: Row) -> Response:
    """GET Messages/{sid}/Media/{sid}: where the file is served, without credentials."""
    return RedirectResponse(f"/media/{row['sid']}", 307)


async def serve(request: Request) -> Response:
    """GET of the file server."""
    row = _row(request, sandbox_of(request))
    return Response(row["bytes"], media_type=row["content_type"]) if row else Response(status_code=404)


@about("media", _row, _sender)
def delete(sandbox: Sandbox, row: Row) -> Response:
    """DELETE Messages/{sid}/Media/{sid}.json."""
    sandbox.store.execute("UPDATE media SET deleted_at = ? WHERE sid = ?", sandbox.stamp(), row["sid"])
    return Response(status_code=204)


async def listed(request: Request) -> Response:
    """All files that came with texts, for tests and the curious."""
    rows = sandbox_of(request).store.rows("SELECT sid, message_sid, content_type, deleted_at FROM media ORDER BY rowid")
    return JSONResponse({"media": rows})


async def picture(request: Request) -> Response:
    """What the phone shows of its own texts."""
    sandbox = sandbox_of(request)
    row = sandbox.store.row("SELECT * FROM media WHERE sid = ?", request.path_params["medium"])
    if row is None:
        return Response(status_code=404)
    # Whatever was sent runs nothing.
    inert = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return Response(row["bytes"], media_type=row["content_type"], headers=inert)

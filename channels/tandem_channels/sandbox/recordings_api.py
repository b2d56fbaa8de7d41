"""Twilio's Recordings resource: POST on a call in progress, list, pause and stop, the file, and DELETE."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox import recordings
from tandem_channels.sandbox.answers import accepted, struck, twilio_error
from tandem_channels.sandbox.messages_api import Row, about, refusal_of, rfc2822
from tandem_channels.sandbox.paging import page_of
from tandem_channels.sandbox.state import Sandbox, sandbox_of
from tandem_channels.sandbox.twilio_fields import CHANGED_RECORDING, RECORDING, refusal_of_fields

_STATUSES = {"in-progress", "paused", "stopped"}


async def start(request: Request) -> Response:
    """POST Calls/{sid}/Recordings.json: 21220 when the call is not in progress."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    call = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", request.path_params["sid"])
    if call is None:
        return twilio_error(20404)
    if answer := await struck(sandbox, "recording", call["callee"]):
        return answer
    if call["status"] != "in-progress":
        return twilio_error(21220)
    form = await request.form()
    if refused := refusal_of_fields(form, RECORDING):
        return refused
    events = [str(event) for event in form.getlist("RecordingStatusCallbackEvent")] or ["completed"]
    sid = recordings.begin(sandbox, call["sid"], str(form.get("RecordingStatusCallback", "")) or None, events)
    row = sandbox.store.row("SELECT * FROM recordings WHERE sid = ?", sid) or {}
    return accepted(sandbox, "recording", call["callee"], JSONResponse(_resource(sandbox, row), 201))


async def list_of_call(request: Request) -> Response:
    """GET Calls/{sid}/Recordings.json, newest first."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    found = sandbox.store.rows(
        "SELECT * FROM recordings WHERE call_sid = ? AND deleted_at IS NULL ORDER BY number DESC",
        request.path_params["sid"],
    )
    return JSONResponse(page_of(request, "recordings", [_resource(sandbox, row) for row in found]))


async def update(request: Request) -> Response:
    """POST Calls/{sid}/Recordings/{sid}.json with Status: 21220 when it is over."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    row = _row(request, sandbox)
    if row is None:
        return twilio_error(20404)
    form = await request.form()
    if refused := refusal_of_fields(form, CHANGED_RECORDING):
        return refused
    status = str(form.get("Status", ""))
    if status not in _STATUSES:
        return twilio_error(21218)
    if row["status"] not in ("in-progress", "paused"):
        return twilio_error(21220)
    recordings.set_status(sandbox, row, status)
    return JSONResponse(_resource(sandbox, _row(request, sandbox) or row))


def _row(request: Request, sandbox: Sandbox) -> Row | None:
    sid = request.path_params["recording"]
    return sandbox.store.row("SELECT * FROM recordings WHERE sid = ? AND deleted_at IS NULL", sid)


def _ready(request: Request, sandbox: Sandbox) -> Row | None:
    row = _row(request, sandbox)
    return row if row and row["status"] == "completed" else None


def _callee(sandbox: Sandbox, row: Row) -> str:
    call = sandbox.store.row("SELECT callee FROM calls WHERE sid = ?", row["call_sid"])
    return str(call["callee"]) if call else ""


@about("recording", _ready, _callee)
def fetch(_: Sandbox, row: Row) -> Response:
    """GET Recordings/{sid}.wav; 404 until the file is ready, and once it was destroyed."""
    return Response(recordings.sound_of(row), media_type="audio/x-wav")


@about("recording", _row, _callee)
def delete(sandbox: Sandbox, row: Row) -> Response:
    """DELETE Recordings/{sid}.json."""
    sandbox.store.execute("UPDATE recordings SET deleted_at = ? WHERE sid = ?", sandbox.stamp(), row["sid"])
    return Response(status_code=204)


def _resource(sandbox: Sandbox, row: Row) -> dict[str, Any]:
    account = sandbox.settings.account_sid
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "call_sid": row["call_sid"],
        "conference_sid": None,
        "channels": 1,
        "date_created": rfc2822(row["created_at"]),
        "date_updated": rfc2822(row["created_at"]),
        "start_time": rfc2822(row["created_at"]),
        "price": None,
        "price_unit": None,
        "duration": str(round(row["seconds"])) if row["status"] == "completed" else None,
        "sid": row["sid"],
        "source": "StartCallRecordingAPI",
        "status": row["status"],
        "error_code": None,
        "encryption_details": None,
        "track": "both",
        "uri": f"/2010-04-01/Accounts/{account}/Calls/{row['call_sid']}/Recordings/{row['sid']}.json",
    }

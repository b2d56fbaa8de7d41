"""Twilio's Calls resource: POST, list, fetch, and ending one."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox import faults, voice, voice_menu
from tandem_channels.sandbox.answers import accepted, struck, twilio_error
from tandem_channels.sandbox.messages_api import E164, attempt_in, refusal_of, rfc2822
from tandem_channels.sandbox.paging import page_of
from tandem_channels.sandbox.state import Sandbox, new_sid, sandbox_of
from tandem_channels.sandbox.twilio_fields import CALL, CHANGED_CALL, refusal_of_fields


async def create_call(request: Request) -> Response:
    """POST Calls.json: Twilio calls `To`, and asks `Url` for TwiML when they pick up."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    form = await request.form()
    callee, caller, url = (str(form.get(name, "")) for name in ("To", "From", "Url"))
    if answer := await struck(sandbox, "voice", callee):
        return answer
    checks = [
        (21201, not callee),
        (21211, not E164.fullmatch(callee)),
        (21213, not caller),
        (21212, not E164.fullmatch(caller)),
        (21205, not url.startswith(("http:", "https:"))),
    ]
    if wrong := next((code for code, found in checks if found), None):
        return twilio_error(wrong)
    if refused := refusal_of_fields(form, CALL):
        return refused
    sid, stamp, callback_url = new_sid("CA"), sandbox.stamp(), str(form.get("StatusCallback", "")) or None
    sandbox.store.insert(
        "calls",
        sid=sid,
        attempt_id=attempt_in(callback_url) or attempt_in(url),
        caller=caller,
        callee=callee,
        answer_url=url,
        callback_url=callback_url,
        # Twilio tells only of the end unless asked for more.
        callback_events=[str(event) for event in form.getlist("StatusCallbackEvent")] or ["completed"],
        ring_seconds=float(str(form.get("Timeout", "60"))),
        # Who looks for machines, or names the leg, calls a debtor; whoever is bridged picks up by themselves.
        desk=not form.get("MachineDetection") and "leg=debtor" not in (callback_url or ""),
        answered_by_url=str(form.get("AsyncAmdStatusCallback", "")) or None,
        status="queued",
        created_at=stamp,
        updated_at=stamp,
    )
    code = faults.strike(sandbox, "fail_delivery", "voice", callee)
    sandbox.schedule.later(sandbox.settings.pace, "dial", sid=sid, code=code)
    row = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", sid) or {}
    return accepted(sandbox, "voice", callee, JSONResponse(_resource(sandbox, row), 201))


async def list_calls(request: Request) -> Response:
    """GET Calls.json with To, From, Status, ParentCallSid and the day of StartTime, newest first."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    query = request.query_params
    columns = {"To": "callee", "From": "caller", "Status": "status", "ParentCallSid": "parent_sid"}
    conditions, values = ["1"], []
    for name, column in columns.items():
        if name in query:
            conditions.append(f"{column} = ?")
            values.append(query[name])
    for name, operator in (("StartTime", "="), ("StartTime<", "<="), ("StartTime>", ">=")):
        if name in query:
            conditions.append(f"date(answered_at) {operator} date(?)")
            values.append(query[name][:10])
    found = sandbox.store.rows(f"SELECT * FROM calls WHERE {' AND '.join(conditions)} ORDER BY number DESC", *values)
    return JSONResponse(page_of(request, "calls", [_resource(sandbox, row) for row in found]))


async def fetch_call(request: Request) -> Response:
    """GET Calls/{sid}.json."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    row = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", request.path_params["sid"])
    return JSONResponse(_resource(sandbox, row)) if row else twilio_error(20404)


async def update_call(request: Request) -> Response:
    """POST Calls/{sid}.json with Status=completed or canceled: end it; with Twiml: follow that instead.

    21220 when it is over already."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    sid = request.path_params["sid"]
    row = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", sid)
    if row is None:
        return twilio_error(20404)
    form = await request.form()
    if refused := refusal_of_fields(form, CHANGED_CALL):
        return refused
    if "Twiml" not in form and str(form.get("Status")) not in {"completed", "canceled"}:
        return twilio_error(21218)
    if row["status"] in voice.ENDED:
        return twilio_error(21220)
    if "Twiml" in form:
        await voice_menu.follow_document(sandbox, row, str(form["Twiml"]))
    else:
        await voice.end_by_request(sandbox, sid)
    return JSONResponse(_resource(sandbox, sandbox.store.row("SELECT * FROM calls WHERE sid = ?", sid) or {}))


def _resource(sandbox: Sandbox, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "sid": row["sid"],
        "parent_call_sid": row["parent_sid"],
        "account_sid": sandbox.settings.account_sid,
        "to": row["callee"],
        "to_formatted": row["callee"],
        "from": row["caller"],
        "from_formatted": row["caller"],
        "phone_number_sid": None,
        # The resource has no word for dialling; only callbacks say "initiated".
        "status": "queued" if row["status"] == "initiated" else row["status"],
        "date_created": rfc2822(row["created_at"]),
        "date_updated": rfc2822(row["updated_at"]),
        "start_time": rfc2822(row["answered_at"]),
        "end_time": rfc2822(row["ended_at"]),
        "duration": None,
        "price": None,
        "price_unit": "EUR",
        "direction": "outbound-dial" if row["parent_sid"] else "outbound-api",
        "answered_by": None,
        "api_version": "2010-04-01",
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"/2010-04-01/Accounts/{sandbox.settings.account_sid}/Calls/{row['sid']}.json",
        "subresource_uris": {},
    }

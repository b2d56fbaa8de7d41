"""Twilio's Participants resource: POST dials somebody into a conference, which may be named by its friendly name."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox import faults
from tandem_channels.sandbox.answers import accepted, struck, twilio_error
from tandem_channels.sandbox.messages_api import E164, attempt_in, refusal_of, rfc2822
from tandem_channels.sandbox.state import new_sid, sandbox_of
from tandem_channels.sandbox.twilio_fields import PARTICIPANT, refusal_of_fields


async def add_participant(request: Request) -> Response:
    """POST Conferences/{name}/Participants.json: Twilio calls `To`, who is in the conference once they pick up."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    form = await request.form()
    name, callee, caller = request.path_params["name"], str(form.get("To", "")), str(form.get("From", ""))
    if answer := await struck(sandbox, "voice", callee):
        return answer
    checks = [(21201, not callee), (21211, not E164.fullmatch(callee)), (21212, not E164.fullmatch(caller))]
    if wrong := next((code for code, found in checks if found), None):
        return twilio_error(wrong)
    if refused := refusal_of_fields(form, PARTICIPANT):
        return refused
    sid, stamp, callback_url = new_sid("CA"), sandbox.stamp(), str(form.get("StatusCallback", "")) or None
    sandbox.store.insert(
        "calls",
        sid=sid,
        attempt_id=attempt_in(callback_url),
        caller=caller,
        callee=callee,
        callback_url=callback_url,
        callback_events=[str(event) for event in form.getlist("StatusCallbackEvent")] or ["completed"],
        ring_seconds=float(str(form.get("Timeout", "60"))),
        conference=name,
        status="queued",
        created_at=stamp,
        updated_at=stamp,
    )
    code = faults.strike(sandbox, "fail_delivery", "voice", callee)
    sandbox.schedule.later(sandbox.settings.pace, "dial", sid=sid, code=code)
    account = sandbox.settings.account_sid
    resource = {
        "account_sid": account,
        "call_sid": sid,
        "label": None,
        "call_sid_to_coach": None,
        "coaching": False,
        "conference_sid": "CF" + sid[2:],
        "date_created": rfc2822(stamp),
        "date_updated": rfc2822(stamp),
        "end_conference_on_exit": str(form.get("EndConferenceOnExit", "false")).lower() == "true",
        "muted": False,
        "hold": False,
        "start_conference_on_enter": True,
        "status": "queued",
        "queue_time": "0",
        "uri": f"/2010-04-01/Accounts/{account}/Conferences/CF{sid[2:]}/Participants/{sid}.json",
    }
    return accepted(sandbox, "voice", callee, JSONResponse(resource, 201))

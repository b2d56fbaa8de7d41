"""Twilio's Messages resource: POST, list and fetch, with its required fields, error codes and status callbacks."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.contract import ATTEMPT_PARAMETER
from tandem_channels.sandbox import callbacks, faults
from tandem_channels.sandbox.accounts_api import account_of
from tandem_channels.sandbox.answers import accepted, struck, twilio_error
from tandem_channels.sandbox.paging import page_of
from tandem_channels.sandbox.state import Sandbox, new_sid, sandbox_of
from tandem_channels.sandbox.twilio_fields import LONGEST_VALIDITY, MESSAGE, refusal_of_fields
from tandem_channels.segments import count_segments

Row = dict[str, Any]
About = Callable[[Callable[[Sandbox, Row], Response]], Callable[[Request], Awaitable[Response]]]

E164 = re.compile(r"\+[1-9]\d{6,14}")
ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
SHORT_CODE = re.compile(r"\d{3,6}")
STEPS = ("sending", "sent", "delivered")
# "Validity Period Expired": it waited too long in the queue and was not sent (https://www.twilio.com/docs/api/errors/30036).
EXPIRED = "30036"

# Twilio's own test numbers, with the errors that they give there.
MAGIC_RECIPIENTS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_SENDERS = {"+15005550001": 21212, "+15005550007": 21606}


async def create_message(request: Request) -> Response:
    """POST Messages.json."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    posted = await request.form()
    form = {name: str(value) for name, value in posted.items()}
    recipient = form.get("To", "")
    if answer := await struck(sandbox, "sms", recipient):
        return answer
    if wrong := _fault_in(form):
        return twilio_error(wrong)
    if refused := refusal_of_fields(posted, MESSAGE):
        return refused
    if _is_opted_out(sandbox, form["From"], recipient):
        return twilio_error(21610)
    sid, stamp, callback_url = new_sid("SM"), sandbox.stamp(), form.get("StatusCallback")
    sandbox.store.insert(
        "messages",
        sid=sid,
        kind="sms",
        direction="outbound",
        attempt_id=attempt_in(callback_url),
        sender=form["From"],
        recipient=recipient,
        body=form["Body"].strip(),
        callback_url=callback_url,
        status="queued",
        created_at=stamp,
        updated_at=stamp,
        account=request.path_params["account"],
    )
    code = faults.strike(sandbox, "fail_delivery", "sms", recipient)
    until = sandbox.now() + timedelta(seconds=int(form.get("ValidityPeriod", LONGEST_VALIDITY)))
    held = float(faults.strike(sandbox, "hold", "sms", recipient) or 0)
    wait, until_stamp = sandbox.settings.pace + held, until.isoformat()
    sandbox.schedule.later(wait, "advance_sms", sid=sid, step=0, code=code, until=until_stamp)
    return accepted(sandbox, "sms", recipient, JSONResponse(_resource(sandbox, _message(sandbox, sid)), 201))


async def list_messages(request: Request) -> Response:
    """GET Messages.json with To, From, DateSent, `DateSent<`, `DateSent>`, newest first."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    query = request.query_params
    conditions, values = ["kind = 'sms'"], []
    for name, column in (("To", "recipient"), ("From", "sender")):
        if name in query:
            conditions.append(f"{column} = ?")
            values.append(query[name])
    # Dates are GMT days, both ends included; a message that has not left has none and matches no filter.
    for name, operator in (("DateSent", "="), ("DateSent<", "<="), ("DateSent>", ">=")):
        if name in query:
            conditions.append(f"date(sent_at) {operator} date(?)")
            values.append(query[name][:10])
    found = sandbox.store.rows(f"SELECT * FROM messages WHERE {' AND '.join(conditions)} ORDER BY number DESC", *values)
    return JSONResponse(page_of(request, "messages", [_resource(sandbox, row) for row in found]))


async def fetch_message(request: Request) -> Response:
    """GET Messages/{sid}.json."""
    sandbox = sandbox_of(request)
    if refused := refusal_of(request, sandbox):
        return refused
    row = sandbox.store.row("SELECT * FROM messages WHERE sid = ? AND kind = 'sms'", request.path_params["sid"])
    return JSONResponse(_resource(sandbox, row)) if row else twilio_error(20404)


async def advance(sandbox: Sandbox, *, sid: str, step: int, code: str | None, until: str | None = None) -> None:
    """One step of the life cycle: sending, sent, then delivered or, with `code`, undelivered.

    What leaves the queue after `until` has failed and is not sent.
    """
    expired = step == 0 and until is not None and sandbox.now() > datetime.fromisoformat(until)
    last = expired or step == len(STEPS) - 1
    code = EXPIRED if expired else code
    status = "failed" if expired else "undelivered" if last and code else STEPS[step]
    stamp = sandbox.stamp()
    sandbox.store.execute(
        "UPDATE messages SET status = ?, error_code = ?, updated_at = ?, sent_at = coalesce(sent_at, ?) WHERE sid = ?",
        status,
        code if last else None,
        stamp,
        stamp if step > 0 else None,
        sid,
    )
    sandbox.changes.tell()
    row = _message(sandbox, sid)
    if not last:
        sandbox.schedule.later(sandbox.settings.pace, "advance_sms", sid=sid, step=step + 1, code=code)
    if row["callback_url"]:
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "To": row["recipient"],
            "From": row["sender"],
            "AccountSid": row["account"] or sandbox.settings.account_sid,
            "ApiVersion": "2010-04-01",
        } | ({"ErrorCode": code} if last and code else {})
        await callbacks.emit(
            sandbox,
            channel="sms",
            sid=sid,
            what=status,
            url=row["callback_url"],
            recipient=row["recipient"],
            payload=form,
            final=last,
        )


def refusal_of(request: Request, sandbox: Sandbox) -> Response | None:
    """The answer to wrong credentials or another account."""
    account = account_of(request, sandbox)
    if account is None:
        return twilio_error(20003)
    if account["status"] != "active":
        return twilio_error(20005)
    return None if request.path_params["account"] == account["account_sid"] else twilio_error(20404)


def about(
    fault: str, row_of: Callable[[Request, Sandbox], Row | None], address_of: Callable[[Sandbox, Row], str]
) -> About:
    """Makes an answer about one row: not to who may not ask, not where it is gone, and not where a fault strikes."""

    def asked(answer: Callable[[Sandbox, Row], Response]) -> Callable[[Request], Awaitable[Response]]:
        @wraps(answer)
        async def answered(request: Request) -> Response:
            sandbox = sandbox_of(request)
            if refused := refusal_of(request, sandbox):
                return refused
            row = row_of(request, sandbox)
            if row is None:
                return twilio_error(20404)
            return await struck(sandbox, fault, address_of(sandbox, row)) or answer(sandbox, row)

        return answered

    return asked


def attempt_in(url: str | None) -> str | None:
    """The attempt id in a callback address."""
    return dict(parse_qsl(urlsplit(url or "").query)).get(ATTEMPT_PARAMETER)


def rfc2822(stamp: str | None) -> str | None:
    """Twilio's form of an instant."""
    return format_datetime(datetime.fromisoformat(stamp)) if stamp else None


def _fault_in(form: dict[str, str]) -> int | None:
    sender, recipient, body = form.get("From", ""), form.get("To", ""), form.get("Body", "")
    checks = [
        (21604, not recipient),
        (21211, not E164.fullmatch(recipient)),
        (21603, not sender),
        (21212, not any(form.fullmatch(sender) for form in (E164, ALPHANUMERIC, SHORT_CODE))),
        (21602, not body.strip()),
        (21617, len(body) > 1600),
    ]
    found = next((code for code, wrong in checks if wrong), None)
    return found or MAGIC_SENDERS.get(sender) or MAGIC_RECIPIENTS.get(recipient)


def _is_opted_out(sandbox: Sandbox, sender: str, recipient: str) -> bool:
    return (
        sandbox.store.row("SELECT 1 FROM opted_out WHERE sender = ? AND recipient = ?", sender, recipient) is not None
    )


def _message(sandbox: Sandbox, sid: str) -> dict[str, Any]:
    row = sandbox.store.row("SELECT * FROM messages WHERE sid = ?", sid)
    assert row is not None, sid  # noqa: S101 -- rows are never deleted
    return row


def _resource(sandbox: Sandbox, row: dict[str, Any]) -> dict[str, Any]:
    uri = f"/2010-04-01/Accounts/{sandbox.settings.account_sid}/Messages/{row['sid']}"
    inbound = row["direction"] == "inbound"
    return {
        "account_sid": sandbox.settings.account_sid,
        "api_version": "2010-04-01",
        "body": row["body"],
        "date_created": rfc2822(row["created_at"]),
        "date_sent": rfc2822(row["sent_at"]),
        "date_updated": rfc2822(row["updated_at"]),
        "direction": "inbound" if inbound else "outbound-api",
        "error_code": int(row["error_code"]) if row["error_code"] else None,
        "error_message": None,
        "from": row["sender"],
        "messaging_service_sid": None,
        "num_media": str(len(sandbox.store.rows("SELECT 1 FROM media WHERE message_sid = ?", row["sid"]))),
        "num_segments": str(count_segments(row["body"]).segments),
        "price": None,
        "price_unit": "EUR",
        "sid": row["sid"],
        "status": row["status"],
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": row["recipient"],
        "uri": f"{uri}.json",
    }

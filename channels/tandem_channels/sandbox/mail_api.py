"""SendGrid's Mail Send, and the events that follow an e-mail."""

import json
import re
import uuid
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tandem_channels.contract import ATTEMPT_PARAMETER
from tandem_channels.sandbox import callbacks, faults
from tandem_channels.sandbox.answers import accepted, sendgrid_error, struck
from tandem_channels.sandbox.state import Sandbox, sandbox_of

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


async def send_mail(request: Request) -> Response:
    """POST /v3/mail/send: 202 and an empty body, or SendGrid's errors with the field at fault."""
    sandbox = sandbox_of(request)
    if request.headers.get("Authorization") != f"Bearer {sandbox.settings.sendgrid_key}":
        return sendgrid_error(401, "The provided authorization grant is invalid, expired, or revoked")
    try:
        mail = json.loads(await request.body())
    except ValueError:
        return sendgrid_error(400, "Bad Request")
    if problem := _problem_in(mail):
        return sendgrid_error(400, *problem)
    recipient = mail["personalizations"][0]["to"][0]["email"]
    if answer := await struck(sandbox, "email", recipient):
        return answer
    message_id, stamp = uuid.uuid4().hex[:22], sandbox.stamp()
    parts = {part["type"]: part["value"] for part in mail["content"]}
    custom_args = mail.get("custom_args", {}) | mail["personalizations"][0].get("custom_args", {})
    sandbox.store.insert(
        "messages",
        sid=message_id,
        kind="email",
        direction="outbound",
        attempt_id=custom_args.get(ATTEMPT_PARAMETER),
        sender=mail["from"]["email"],
        sender_name=mail["from"].get("name", ""),
        recipient=recipient,
        subject=mail["subject"],
        body=parts.get("text/plain", ""),
        html=parts.get("text/html"),
        custom_args=custom_args,
        status="queued",
        created_at=stamp,
        updated_at=stamp,
    )
    code = faults.strike(sandbox, "fail_delivery", "email", recipient)
    sandbox.schedule.later(sandbox.settings.pace, "advance_mail", sid=message_id, step=0, code=code)
    return accepted(sandbox, "email", recipient, Response(status_code=202, headers={"X-Message-Id": message_id}))


async def advance(sandbox: Sandbox, *, sid: str, step: int, code: str | None) -> None:
    """One step: processed, then delivered or, with `code`, bounced."""
    if step == 0:
        sandbox.schedule.later(sandbox.settings.pace, "advance_mail", sid=sid, step=1, code=code)
        await _tell(sandbox, sid, "processed", {})
    elif code:
        await _tell(sandbox, sid, "bounce", {"status": "5.1.1", "type": "bounce", "reason": f"550 5.1.1 {code}"})
    else:
        await _tell(sandbox, sid, "delivered", {"response": "250 OK"})


async def complain(sandbox: Sandbox, sid: str) -> None:
    """The person marks the e-mail as spam. Raises KeyError."""
    if sandbox.store.row("SELECT 1 FROM messages WHERE sid = ? AND kind = 'email'", sid) is None:
        raise KeyError(sid)
    await _tell(sandbox, sid, "spamreport", {})


async def _tell(sandbox: Sandbox, sid: str, event: str, more: dict[str, Any]) -> None:
    stamp = sandbox.stamp()
    sandbox.store.execute(
        "UPDATE messages SET status = ?, updated_at = ?, sent_at = coalesce(sent_at, ?) WHERE sid = ?",
        event,
        stamp,
        stamp,
        sid,
    )
    sandbox.changes.tell()
    row = sandbox.store.row("SELECT * FROM messages WHERE sid = ?", sid) or {}
    payload = {
        "email": row["recipient"],
        "timestamp": int(datetime.fromisoformat(stamp).timestamp()),
        "smtp-id": f"<{sid}@sandbox>",
        "event": event,
        "sg_event_id": uuid.uuid4().hex,
        "sg_message_id": f"{sid}.recvd-sandbox-1",
        **json.loads(row["custom_args"]),
        **more,
    }
    await callbacks.emit(
        sandbox,
        channel="email",
        sid=sid,
        what=event,
        url=sandbox.settings.email_webhook_url,
        recipient=row["recipient"],
        payload=[payload],
        final=event != "processed",
    )


def _problem_in(mail: Any) -> tuple[str, str | None] | None:
    """SendGrid's words for the first thing that is wrong, and its field."""
    if not isinstance(mail, dict):
        return "Bad Request", None
    people = mail.get("personalizations")
    if not isinstance(people, list) or not people:
        return "The personalizations field is required and must have at least one personalization.", "personalizations"
    to = people[0].get("to")
    if not isinstance(to, list) or not to:
        return "The to array is required for all personalization objects, and must have at least one email object with a valid email address.", "personalizations.0.to"  # fmt: skip  # noqa: E501
    if not ADDRESS.fullmatch(str(to[0].get("email", ""))):
        return "Does not contain a valid address.", "personalizations.0.to.0.email"
    if not ADDRESS.fullmatch(str((mail.get("from") or {}).get("email", ""))):
        return "The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.", "from"  # fmt: skip  # noqa: E501
    if not mail.get("subject"):
        return "The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.", "subject"  # fmt: skip  # noqa: E501
    content = mail.get("content")
    if not isinstance(content, list) or not content or not all(part.get("value") for part in content):
        return "Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.", "content"  # fmt: skip  # noqa: E501
    if any(not isinstance(value, str) for value in (mail.get("custom_args") or {}).values()):
        return "Custom arg values must be strings.", "custom_args"
    return None

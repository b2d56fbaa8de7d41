"""SendGrid's Mail Send, and the events that follow an e-mail."""

import json
import uuid
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tandem_channels.contract import ATTEMPT_PARAMETER
from tandem_channels.sandbox import callbacks, faults, suppressions_api
from tandem_channels.sandbox.accounts_api import mail_account_of
from tandem_channels.sandbox.answers import accepted, sendgrid_error, struck
from tandem_channels.sandbox.mail_checks import problem_in
from tandem_channels.sandbox.state import Sandbox, sandbox_of


async def send_mail(request: Request) -> Response:
    """POST /v3/mail/send: 202 and an empty body, or SendGrid's errors with the field at fault."""
    sandbox = sandbox_of(request)
    if mail_account_of(request, sandbox) is None:
        return sendgrid_error(401, "The provided authorization grant is invalid, expired, or revoked")
    try:
        mail = json.loads(await request.body())
    except ValueError:
        return sendgrid_error(400, "Bad Request")
    if problem := problem_in(mail):
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
        mail=_kept(mail),
        status="queued",
        created_at=stamp,
        updated_at=stamp,
    )
    code = faults.strike(sandbox, "fail_delivery", "email", recipient)
    sandbox.schedule.later(sandbox.settings.pace, "advance_mail", sid=message_id, step=0, code=code)
    return accepted(sandbox, "email", recipient, Response(status_code=202, headers={"X-Message-Id": message_id}))


def _passes_refusals(settings: dict[str, Any]) -> bool:
    """https://www.twilio.com/docs/sendgrid/ui/sending-email/index-suppressions#bypass-suppressions"""
    return any(
        (settings.get(f"bypass_{name}_management") or {}).get("enable") is True for name in ("list", "unsubscribe")
    )


def _kept(mail: dict[str, Any]) -> dict[str, Any]:
    """What a mail program would show or act on, beside the words."""
    return {
        "reply_to": (mail.get("reply_to") or {}).get("email"),
        "message_id": (mail.get("headers") or {}).get("Message-ID"),
        "headers": mail.get("headers") or {},
        "group_id": (mail.get("asm") or {}).get("group_id"),
        "passes_refusals": _passes_refusals(mail.get("mail_settings") or {}),
        "tracking": mail.get("tracking_settings") or {},
        "categories": mail.get("categories") or [],
        "attachments": [
            {
                "name": one["filename"],
                "type": one.get("type"),
                "disposition": one.get("disposition", "attachment"),
                "base64": one["content"],
            }
            for one in mail.get("attachments") or ()
        ],
    }


async def advance(sandbox: Sandbox, *, sid: str, step: int, code: str | None) -> None:
    """One step: processed, then delivered or, with `code`, bounced."""
    if step == 0 and (reason := _why_dropped(sandbox, sid)):
        await _tell(sandbox, sid, "dropped", {"reason": reason})
    elif step == 0:
        sandbox.schedule.later(sandbox.settings.pace, "advance_mail", sid=sid, step=1, code=code)
        await _tell(sandbox, sid, "processed", {})
    elif code:
        suppressions_api.put(sandbox, suppressions_api.BOUNCES, _recipient(sandbox, sid))
        await _tell(sandbox, sid, "bounce", {"status": "5.1.1", "type": "bounce", "reason": f"550 5.1.1 {code}"})
    else:
        await _tell(sandbox, sid, "delivered", {"response": "250 OK"})


async def complain(sandbox: Sandbox, sid: str) -> None:
    """The person marks the e-mail as spam. Raises KeyError."""
    suppressions_api.put(sandbox, suppressions_api.SPAM, _recipient(sandbox, sid))
    await _tell(sandbox, sid, "spamreport", {})


async def unsubscribe(sandbox: Sandbox, sid: str, group: int | None) -> None:
    """The person refuses e-mails: all of the account, or those of a group. Raises KeyError."""
    name = suppressions_api.GLOBAL if group is None else f"{suppressions_api.GROUP}{group}"
    suppressions_api.put(sandbox, name, _recipient(sandbox, sid))
    if group is None:
        await _tell(sandbox, sid, "unsubscribe", {})
    else:
        await _tell(sandbox, sid, "group_unsubscribe", {"asm_group_id": group})


async def resubscribe(sandbox: Sandbox, sid: str, group: int | None) -> None:
    """The person takes it back; SendGrid tells of groups only. Raises KeyError."""
    name = suppressions_api.GLOBAL if group is None else f"{suppressions_api.GROUP}{group}"
    suppressions_api.take(sandbox, name, _recipient(sandbox, sid))
    if group is not None:
        await _tell(sandbox, sid, "group_resubscribe", {"asm_group_id": group})


def _recipient(sandbox: Sandbox, sid: str) -> str:
    row = sandbox.store.row("SELECT recipient FROM messages WHERE sid = ? AND kind = 'email'", sid)
    if row is None:
        raise KeyError(sid)
    return str(row["recipient"])


def _why_dropped(sandbox: Sandbox, sid: str) -> str | None:
    row = sandbox.store.row("SELECT recipient, mail FROM messages WHERE sid = ?", sid) or {}
    mail = json.loads(row["mail"] or "{}")
    passes = mail.get("passes_refusals", False)
    return suppressions_api.why_dropped(sandbox, row["recipient"], mail.get("group_id"), passes=passes)


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

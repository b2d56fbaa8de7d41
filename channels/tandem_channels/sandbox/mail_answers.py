"""A debtor writes an e-mail: posted as SendGrid's Inbound Parse posts it, read apart or as it came."""

import base64
import json
import secrets
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from tandem_channels.sandbox import callbacks
from tandem_channels.sandbox.mail_checks import ADDRESS
from tandem_channels.sandbox.state import Sandbox

BOUNDARY = "xYzZY"
# What SendGrid sets by itself in a message that a person wrote.
_OWN_HEADERS = frozenset({"from", "to", "subject", "date", "message-id", "mime-version", "content-type"})


class MailRefused(Exception):
    """An e-mail that nobody could send; `field` says where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


async def answer(sandbox: Sandbox, sid: str, body: str, **more: Any) -> str:
    """Answer an e-mail that was received, to where it wants to be answered. Raises KeyError, MailRefused."""
    row = sandbox.store.row("SELECT * FROM messages WHERE sid = ? AND kind = 'email'", sid)
    if row is None:
        raise KeyError(sid)
    mail = json.loads(row["mail"] or "{}")
    quoted = "\n".join(f"> {line}" for line in str(row["body"]).splitlines())
    wanted = {
        "from": row["recipient"],
        "to": mail.get("reply_to") or row["sender"],
        "subject": f"Re: {row['subject']}",
        "text": f"{body}\n\nLe mar. 24 nov. 2026 à 10:00, {row['sender_name']} <{row['sender']}> a écrit :\n{quoted}"
        if body.strip()
        else "",
        "in_reply_to": mail.get("message_id"),
    }
    return await write(sandbox, {**wanted, **more})


async def write(sandbox: Sandbox, wanted: Mapping[str, Any]) -> str:
    """Post an e-mail to the app; its id here. Raises MailRefused.

    `from to text`, and as one likes `subject html in_reply_to message_id headers files mode proven envelope_from`:
    `files` are `{name, type, base64}`, `mode` is `parsed` or `raw`, `proven` says what SPF and DKIM found.
    """
    sender, to = str(wanted.get("from") or ""), str(wanted.get("to") or "")
    text, html = str(wanted.get("text") or ""), str(wanted.get("html") or "")
    for field, wrong in (
        ("from", not ADDRESS.fullmatch(sender)),
        ("to", not ADDRESS.fullmatch(to)),
        ("body", not (text.strip() or html.strip() or wanted.get("files") or wanted.get("subject"))),
    ):
        if wrong:
            raise MailRefused(field)
    sid, stamp = secrets.token_hex(11), sandbox.stamp()
    message = _message(sandbox, {**wanted, "text": text, "html": html}, sid)
    envelope = {"to": [to], "from": str(wanted.get("envelope_from", sender))}
    domain = sender.rpartition("@")[2]
    word = "pass" if wanted.get("proven", True) else "fail"
    fields: dict[str, str | bytes] = {
        "to": to,
        "from": str(message["From"]),
        "subject": str(message["Subject"] or ""),
        "envelope": json.dumps(envelope),
        "dkim": f"{{@{domain} : {word}}}",
        "SPF": word,
        "sender_ip": "192.0.2.7",
        "spam_score": "0.1",
    }
    files: list[tuple[str, str, str, bytes]] = []
    if wanted.get("mode") == "raw":
        fields["email"] = message.as_bytes(policy=SMTP)
        fields["charsets"] = json.dumps(dict.fromkeys(("to", "from", "subject"), "UTF-8"))
    else:
        fields["headers"] = "".join(f"{name}: {value}\n" for name, value in message.items())
        fields["charsets"] = json.dumps(dict.fromkeys(("to", "from", "subject", "text", "html"), "UTF-8"))
        fields |= {name: said for name, said in (("text", text), ("html", html)) if said}
        files = [
            (f"attachment{number}", str(one["name"]), str(one["type"]), base64.b64decode(one["base64"]))
            for number, one in enumerate(wanted.get("files") or (), 1)
        ]
        fields["attachments"] = str(len(files))
    sandbox.store.insert(
        "messages",
        sid=sid,
        kind="email",
        direction="inbound",
        sender=sender,
        recipient=to,
        subject=str(message["Subject"] or ""),
        body=text,
        html=html or None,
        status="received",
        created_at=stamp,
        sent_at=stamp,
        updated_at=stamp,
    )
    sandbox.changes.tell()
    body = inbound_form(fields, files)
    await callbacks.emit(
        sandbox,
        channel="email",
        sid=sid,
        what="received",
        url=sandbox.settings.email_inbound_url,
        recipient=sender,
        payload={"form": base64.b64encode(body).decode(), "type": f"multipart/form-data; boundary={BOUNDARY}"},
        final=True,
    )
    return sid


def _message(sandbox: Sandbox, wanted: Mapping[str, Any], sid: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = str(wanted["from"]), str(wanted["to"])
    message["Subject"] = str(wanted.get("subject") or "")
    message["Date"] = format_datetime(sandbox.now())
    message["Message-ID"] = str(wanted.get("message_id") or f"<{sid}@mail.sandbox>")
    if answered := wanted.get("in_reply_to"):
        message["In-Reply-To"] = message["References"] = str(answered)
    for name, value in (wanted.get("headers") or {}).items():
        if name.lower() in _OWN_HEADERS:
            raise MailRefused("headers")
        message[name] = str(value)
    message.set_content(wanted["text"])
    if wanted["html"]:
        message.add_alternative(wanted["html"], subtype="html")
    for one in wanted.get("files") or ():
        kind, _, subtype = str(one["type"]).partition("/")
        data = base64.b64decode(one["base64"])
        message.add_attachment(data, maintype=kind, subtype=subtype or "octet-stream", filename=str(one["name"]))
    return message


def inbound_form(fields: Mapping[str, str | bytes], files: list[tuple[str, str, str, bytes]]) -> bytes:
    """The form as it is posted; of a file its field, its name, its type and its bytes."""
    pieces = []
    for name, value in fields.items():
        data = value if isinstance(value, bytes) else value.encode()
        pieces.append(b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), data))
    for name, filename, content_type, data in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {content_type}'
        pieces.append(head.encode() + b"\r\n\r\n" + data)
    divide = f"--{BOUNDARY}".encode()
    return b"".join(divide + b"\r\n" + piece + b"\r\n" for piece in pieces) + divide + b"--\r\n"

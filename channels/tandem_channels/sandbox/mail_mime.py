"""An e-mail as a mail program receives it: the message that SendGrid composes from a request to Mail Send."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any


def message_of(row: Mapping[str, Any]) -> bytes:
    """The message of a row of `messages`: both texts as alternatives, the plain one first (RFC 2046, 5.1.4: the last is
    the one preferred), files beside them, and the headers of the request.
    """
    mail = json.loads(row["mail"] or "{}")
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = Address(row["sender_name"] or "", addr_spec=row["sender"])
    message["To"] = Address(addr_spec=row["recipient"])
    message["Subject"] = row["subject"]
    message["Date"] = format_datetime(datetime.fromisoformat(row["created_at"]))
    if mail.get("reply_to"):
        message["Reply-To"] = Address(addr_spec=mail["reply_to"])
    headers = {"Message-ID": f"<{row['sid']}@sandbox>"} | (mail.get("headers") or {})
    for name, value in headers.items():
        message[name] = value
    message.set_content(row["body"])
    if row["html"]:
        message.add_alternative(row["html"], subtype="html")
    for one in mail.get("attachments") or ():
        kind, _, subtype = str(one["type"] or "application/octet-stream").partition("/")
        data = base64.b64decode(one["base64"])
        message.add_attachment(data, maintype=kind, subtype=subtype, filename=one["name"])
    return message.as_bytes()

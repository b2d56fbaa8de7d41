"""E-mails of debtors as SendGrid's Inbound Parse posts them."""

import base64
import itertools
import json
from typing import Any

from tandem_channels.contract import WebhookRequest
from tandem_channels.sandbox.mail_answers import BOUNDARY, inbound_form

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_ids = itertools.count(1)


def posted(fields: dict[str, str | bytes], *files: tuple[str, bytes]) -> WebhookRequest:
    """A form with these fields; files are (name, bytes)."""
    named = [(f"attachment{n}", name, "application/octet-stream", data) for n, (name, data) in enumerate(files, 1)]
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return WebhookRequest("https://app.example/inbound", headers, inbound_form(fields, named))


def email(
    sender: str, to: str, text: str, *files: tuple[str, bytes], proven: bool = True, **headers: str
) -> WebhookRequest:
    """A post in parsed mode; `headers` with underscores for dashes."""
    told = {"Message-ID": f"<{next(_ids)}@debtor.example>", "From": sender, "To": to, "Subject": "Re: votre dossier"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    word = "pass" if proven else "fail"
    fields: dict[str, str | bytes] = {
        "headers": "".join(f"{name}: {value}\n" for name, value in told.items()),
        "from": sender,
        "to": to,
        "subject": told["Subject"],
        "text": text,
        "envelope": json.dumps({"to": [to], "from": sender}),
        "charsets": json.dumps({"text": "UTF-8"}),
        "SPF": word,
        "dkim": f"{{@{sender.rpartition('@')[2]} : {word}}}",
    }
    return posted(fields, *files)


def base64_of(data: bytes) -> str:
    """As the sandbox's API takes files."""
    return base64.b64encode(data).decode()


def raw(message: bytes, **fields: Any) -> WebhookRequest:
    """A post in raw mode."""
    told = {"envelope": json.dumps({"to": ["a@b.example"], "from": "d@c.example"})} | fields
    return posted({**told, "email": message})

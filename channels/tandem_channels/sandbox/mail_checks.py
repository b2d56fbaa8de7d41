"""What SendGrid refuses in a request to Mail Send, field by field, in its words."""

import base64
import binascii
import re
from typing import Any

from tandem_channels.sandbox.mail_shape import problem_of_shape

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_BYTES = 30_000_000
# Headers that SendGrid writes itself, and refuses from others.
_RESERVED = frozenset(
    {"x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding"}
    | {"to", "from", "subject", "reply-to", "cc", "bcc"}
)
# As SendGrid words them.
_NO_TO = (
    "The to array is required for all personalization objects, and must have at least one email "
    "object with a valid email address."
)
_NO_FROM = (
    "The from object must be provided for every email send. It is an object that requires the email "
    "parameter, but may also contain a name parameter."
)
_NO_SUBJECT = (
    "The subject is required. You can get around this requirement if you use a template with a "
    "subject defined or if every personalization has a subject defined."
)
_NO_CONTENT = (
    "Unless a valid template_id is provided, the content parameter is required. There must be at "
    "least one defined content block."
)
_KNOWN = frozenset(
    {"personalizations", "from", "reply_to", "subject", "content", "attachments", "headers", "categories"}
    | {"custom_args", "asm", "mail_settings", "tracking_settings", "send_at", "batch_id", "template_id"}
    | {"ip_pool_name", "reply_to_list"}
)
# SendGrid passes these on as they are, and mail programs pass over what is misshapen (RFC 5322, 3.6.4): an answer would
# stand alone. A line of a header ends after 998 signs (2.1.1).
_ID = r"<[!-;=?-~]{3,250}>"
_OF_IDS = {
    "message-id": re.compile(_ID),
    "in-reply-to": re.compile(_ID),
    "references": re.compile(rf"(?=.{{1,980}}$){_ID}(?: {_ID})*"),
}
_OF_ATTACHMENT = frozenset({"content", "type", "filename", "disposition", "content_id"})


def problem_in(mail: Any) -> tuple[str, str | None] | None:
    """The first thing that is wrong, and its field."""
    if not isinstance(mail, dict):
        return "Bad Request", None
    if unknown := sorted(mail.keys() - _KNOWN):
        return f"Additional property {unknown[0]} is not allowed", unknown[0]
    people = mail.get("personalizations")
    if not isinstance(people, list) or not people:
        return "The personalizations field is required and must have at least one personalization.", "personalizations"
    to = people[0].get("to")
    if not isinstance(to, list) or not to:
        return _NO_TO, "personalizations.0.to"
    if not _is_address(to[0]):
        return "Does not contain a valid address.", "personalizations.0.to.0.email"
    if not _is_address(mail.get("from")):
        return _NO_FROM, "from"
    if "reply_to" in mail and not _is_address(mail["reply_to"]):
        return "The reply_to email does not contain a valid address.", "reply_to.email"
    if not mail.get("subject"):
        return _NO_SUBJECT, "subject"
    return problem_of_shape(mail) or _in_content(mail) or _in_headers(mail) or _in_attachments(mail)


def _is_address(value: Any) -> bool:
    return isinstance(value, dict) and bool(ADDRESS.fullmatch(str(value.get("email", ""))))


def _in_content(mail: dict[str, Any]) -> tuple[str, str | None] | None:
    content = mail.get("content")
    if not isinstance(content, list) or not content or not all(part.get("value") for part in content):
        return _NO_CONTENT, "content"
    types = [part.get("type") for part in content]
    if types != sorted(
        types, key=("text/plain", "text/html").index if set(types) <= {"text/plain", "text/html"} else str
    ):
        return "If present, text/plain must be first, followed by text/html, followed by any other content.", "content"
    return None


def _in_headers(mail: dict[str, Any]) -> tuple[str, str | None] | None:
    if any(not isinstance(value, str) for value in (mail.get("custom_args") or {}).values()):
        return "Custom arg values must be strings.", "custom_args"
    headers = mail.get("headers") or {}
    for name, value in headers.items():
        if name.lower() in _RESERVED:
            return f"Invalid header: {name} is a reserved header.", "headers"
        if not isinstance(value, str) or not name.isascii() or not value.isascii() or "\n" in value or "\r" in value:
            return "Header names and values must be ASCII strings.", f"headers.{name}"
        if (shape := _OF_IDS.get(name.lower())) and not shape.fullmatch(value):
            return f"Invalid header: {name} holds message ids in angle brackets.", f"headers.{name}"
    group = mail.get("asm")
    if group is not None and not (isinstance(group, dict) and isinstance(group.get("group_id"), int)):
        return "The asm.group_id is required and must be an integer.", "asm.group_id"
    return None


def _in_attachments(mail: dict[str, Any]) -> tuple[str, str | None] | None:
    size = sum(len(str(part.get("value", ""))) for part in mail["content"])
    given = mail.get("attachments", [])
    if not isinstance(given, list):
        return "The attachments parameter must be an array.", "attachments"
    for number, one in enumerate(given):
        if problem := _in_attachment(one):
            said, field = problem
            return said, f"attachments.{number}" + (f".{field}" if field else "")
        size += len(one["content"])
    return ("The message is larger than 30 MB.", None) if size > MOST_BYTES else None


def _in_attachment(one: Any) -> tuple[str, str | None] | None:
    if not isinstance(one, dict):
        return "Each attachment must be an object.", None
    if unknown := sorted(one.keys() - _OF_ATTACHMENT):
        return f"Additional property {unknown[0]} is not allowed", unknown[0]
    for name in ("content", "filename"):
        if not isinstance(one.get(name), str) or not one[name]:
            return f"The attachment {name} is required.", name
    if any(sign in one["filename"] for sign in '"\r\n\0/\\'):
        return "The attachment filename must not contain quotes, path separators or CRLF.", "filename"
    kind = one.get("type", "application/octet-stream")
    if not isinstance(kind, str) or any(sign in kind for sign in ";\r\n"):
        return "The attachment type must not contain ; or CRLF.", "type"
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        return "The attachment type must be a MIME type.", "type"
    if one.get("disposition", "attachment") not in ("attachment", "inline"):
        return "The attachment disposition is inline or attachment.", "disposition"
    if one.get("disposition") == "inline" and not one.get("content_id"):
        return "The content_id is required for an inline attachment.", "content_id"
    try:
        base64.b64decode(one["content"], validate=True)
    except binascii.Error:
        return "The attachment content must be base64 encoded.", "content"
    return None

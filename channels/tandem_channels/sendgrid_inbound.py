"""SendGrid's Inbound Parse: each e-mail to our domain is posted as a form, read apart or as it came ("raw").

A post names no account and is signed only where a security policy says so: the address that it is posted to holds a
secret, and a signature that is there must fit.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from tandem_channels import mail_html, mail_quotes, mail_reading, mail_robots
from tandem_channels.contract import MalformedWebhook, Provider, WebhookRequest
from tandem_channels.inbound_email import InboundEmail, MailFile
from tandem_channels.mail_reading import Contents, addresses_in, clean, decoded, header

MOST_BYTES = 35_000_000
"""Of one post: SendGrid takes e-mails up to 30 MB, files included, and leaves larger ones out."""
_MOST_PARTS = 200
_MOST_HEAD = 200_000  # bytes of an e-mail's header lines, as of a value that SendGrid read out of them
_ID = re.compile(r"<([^<>\s]{3,250})>")


@dataclass(frozen=True, slots=True)
class _Part:
    data: bytes
    filename: str | None
    content_type: str


def parse_inbound(request: WebhookRequest) -> InboundEmail:
    """The e-mail of one post. Raises MalformedWebhook for what is no form; never for what stands in the e-mail."""
    parts = _parts_of(request)
    message, contents = _read(parts)
    envelope = _json_of(parts, "envelope")
    text = contents.text or mail_reading.tidy(mail_html.words_of(contents.html))
    senders = addresses_in(header(message, "From") or _value(parts, "from"))
    sender = next(iter(senders or addresses_in(str(envelope.get("from") or ""))), "")
    recipients, shown_to = _recipients(parts, message, envelope)
    returned_to = str(envelope.get("from") or "") if "from" in envelope else sender
    returns_to_nobody = "from" in envelope and returned_to in ("", "<>")
    own_words = mail_quotes.own_words(text)
    told = f"{_reports(contents)}\n{own_words}" if mail_robots.may_report(message, sender, returns_to_nobody) else ""
    return InboundEmail(
        provider=Provider.SENDGRID,
        message_id=_message_id(message),
        answers=_answers(message),
        sender=sender,
        recipients=tuple(dict.fromkeys([*recipients, *shown_to])),
        subject=(header(message, "Subject") or _value(parts, "subject"))[:500],
        text=text,
        answer=mail_quotes.without_quote(text),
        own_words=own_words,
        files=contents.files[: mail_reading.MOST_FILES],
        is_automatic=mail_robots.is_automatic(message, sender, returns_to_nobody=returns_to_nobody),
        is_mass=mail_robots.is_mass(message, sender),
        is_proven=_is_proven(sender, returned_to, _value(parts, "dkim"), _value(parts, "SPF")),
        bounce=mail_robots.bounce_in(told),
    )


def key_of(request: WebhookRequest) -> str:
    """The same however often this e-mail is posted, and another for every other one. Raises MalformedWebhook.

    What the sender's program called it is not enough: some call all theirs alike, and others may know the name.
    """
    parts = _parts_of(request)
    if "email" in parts:
        head = mail_reading.head_of(parts["email"].data)
        message, words = mail_reading.headers_of(decoded(head, None)), [parts["email"].data[len(head) :]]
    else:
        message = mail_reading.headers_of(_value(parts, "headers"))
        named = sorted(name for name in parts if name in ("text", "html") or name.startswith("attachment"))
        words = [parts[name].data for name in named]
    recipients, shown_to = _recipients(parts, message, _json_of(parts, "envelope"))
    told = [str(message.get(name) or "") for name in ("Message-ID", "From", "Date", "Subject")]
    whole = hashlib.sha256("\n".join([*told, *sorted(recipients or shown_to)]).encode("utf-8", "replace"))
    for one in words:
        whole.update(hashlib.sha256(one).digest())
    return whole.hexdigest()


def _read(parts: Mapping[str, _Part]) -> tuple[Message, Contents]:
    if "email" in parts:
        message = mail_reading.message_of(parts["email"].data)
        return message, mail_reading.contents_of(message)
    if "from" in parts or "headers" in parts:
        text, html = _value(parts, "text", MOST_BYTES), _value(parts, "html", MOST_BYTES)
        contents = Contents(mail_reading.tidy(text), html, _files(parts))
        return mail_reading.headers_of(_value(parts, "headers")), contents
    raise MalformedWebhook("neither an e-mail nor its fields")


def _value(parts: Mapping[str, _Part], name: str, most: int = _MOST_HEAD) -> str:
    part = parts.get(name)
    return clean(decoded(part.data[:most], _named(parts, "charsets").get(name))) if part else ""


def _recipients(
    parts: Mapping[str, _Part], message: Message, envelope: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom it was delivered to, and whom it shows."""
    to = envelope.get("to")
    delivered = addresses_in(*(str(one) for one in to)) if isinstance(to, list) else ()
    shown = [header(message, name) or _value(parts, name.lower()) for name in ("To", "Cc")]
    return delivered, addresses_in(*shown)


def _message_id(message: Message) -> str | None:
    return next(iter(_ID.findall(str(message.get("Message-ID") or ""))), None)


def _answers(message: Message) -> tuple[str, ...]:
    """What it answers, then what that answered, the nearest first."""
    nearest = _ID.findall(str(message.get("In-Reply-To") or ""))
    before = _ID.findall(str(message.get("References") or ""))
    return tuple(dict.fromkeys([*nearest, *reversed(before)]))[:50]


def _is_proven(sender: str, returned_to: str, dkim: str, spf: str) -> bool:
    """Whether the sender's own domain signed it, or names the server that sent it (DMARC's rule, relaxed)."""
    domain = sender.rpartition("@")[2]
    if not domain:
        return False
    told = re.findall(r"@?([\w.-]{1,253})\s{0,3}:\s{0,3}(\w{1,20})", dkim[:5_000])
    signed = [name.lower() for name, word in told if word.lower() == "pass"]
    if any(_is_same_house(domain, name) for name in signed):
        return True
    return spf.strip().lower().startswith("pass") and _is_same_house(domain, returned_to.rpartition("@")[2].lower())


def _is_same_house(domain: str, other: str) -> bool:
    return bool(other) and (domain == other or domain.endswith(f".{other}") or other.endswith(f".{domain}"))


def _reports(contents: Contents) -> str:
    """Machine-readable parts of a bounce: files to a reader, text to us."""
    told = [one for one in contents.files if one.content_type.startswith("message/")]
    return "".join(f"\n{decoded(one.data[:20_000], None)}" for one in told)


def _files(parts: Mapping[str, _Part]) -> tuple[MailFile, ...]:
    shown = set(_named(parts, "content-ids").values())
    named = [(name, part) for name, part in parts.items() if re.fullmatch(r"attachment\d+", name)]
    return tuple(
        MailFile(clean(str(part.filename or "document")[:200]), part.content_type, part.data)
        for name, part in sorted(named, key=lambda each: int(each[0][10:]))
        if not mail_reading.is_logo(part.content_type, part.data, inline=name in shown)
    )


def _named(parts: Mapping[str, _Part], name: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in _json_of(parts, name).items()}


def _json_of(parts: Mapping[str, _Part], name: str) -> dict[str, object]:
    try:
        found = json.loads(parts[name].data[:_MOST_HEAD]) if name in parts else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _parts_of(request: WebhookRequest) -> dict[str, _Part]:
    """The form's parts by name, byte for byte; of one name the first. Raises MalformedWebhook."""
    boundary = mail_reading.headers_of(f"Content-Type: {request.headers.get('content-type', '')}").get_boundary()
    if not boundary:
        raise MalformedWebhook("not multipart/form-data")
    divider = b"\r\n--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + request.body).split(divider, _MOST_PARTS + 1)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--") or len(pieces) > _MOST_PARTS:
        raise MalformedWebhook("a form that does not end, or does not begin")
    parts: dict[str, _Part] = {}
    for piece in pieces[1:-1]:
        head, divided, data = piece.partition(b"\r\n\r\n")
        if not divided or len(head) > _MOST_HEAD:
            raise MalformedWebhook("a part without an end of its head")
        told = mail_reading.headers_of(decoded(head, None))
        name = told.get_param("name", header="content-disposition")
        if isinstance(name, str):
            filename = told.get_filename()
            parts.setdefault(name, _Part(data, filename, told.get_content_type()))
    return parts

"""The copy as sent: what a provider was handed, or what was printed, as one exact text with its SHA-256.

The bytes are defined in docs/subsystems/contacts.md, "Copies as sent". The attempt keeps the text, the event of
acceptance seals it together with its hash, and `contacts.verify` holds the two and the stored files against each other.
"""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from tandem.casefiles.models import Document
from tandem.contacts.models import Channel, ContactAttempt
from tandem.timeline.events import canonical_json
from tandem_channels.contract import OutboundCall, OutboundEmail, OutboundSms

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that left with the copy, or that is the copy: a printed letter. `sha256` is in hex, `size` in bytes."""

    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SentCopy:
    """What left, field by field. `template_version` names the exact text of the template that was filled in."""

    attempt_id: str
    channel: str
    to: str
    sender: str
    sender_name: str | None
    reply_to: str | None
    subject: str | None
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]
    language: str
    template: str
    template_version: str


def written(copy: SentCopy) -> str:
    """The exact text of a copy: what is kept, sealed and hashed."""
    return canonical_json({"format": FORMAT, **asdict(copy)})


def of_message(
    attempt: ContactAttempt, message: OutboundSms | OutboundEmail | OutboundCall, template_version: str
) -> str | None:
    """The copy of a message from the very parameters that its channel gets; None for a call, which carries no text."""
    if isinstance(message, OutboundCall):
        return None
    email = message if isinstance(message, OutboundEmail) else None
    return written(
        SentCopy(
            attempt_id=message.attempt_id,
            channel=attempt.channel.value,
            to=message.to,
            sender=message.sender,
            sender_name=email.sender_name if email else None,
            reply_to=email.reply_to if email else None,
            subject=email.subject if email else None,
            text=email.text if email else message.body,  # type: ignore[union-attr]
            html=email.html if email else None,
            attachments=(),
            language=attempt.language,
            template=attempt.template_id,
            template_version=template_version,
        )
    )


def of_letter(attempt: ContactAttempt, pdf: Document, sender: str, template_version: str) -> str:
    """The copy of a printed letter: the PDF is all that the debtor gets, so its hash stands for the words."""
    return written(
        SentCopy(
            attempt_id=str(attempt.id),
            channel=Channel.LETTER.value,
            to=attempt.to_address,
            sender=sender,
            sender_name=None,
            reply_to=None,
            subject=None,
            text=None,
            html=None,
            attachments=(Attachment(pdf.name, pdf.content_type, pdf.size, pdf.sha256),),
            language=attempt.language,
            template=attempt.template_id,
            template_version=template_version,
        )
    )


def read(text: str) -> SentCopy:
    """The copy again from its exact text."""
    fields: dict[str, Any] = orjson.loads(text)
    del fields["format"]
    return SentCopy(**fields | {"attachments": tuple(Attachment(**one) for one in fields["attachments"])})


def sha256_of(text: str) -> str:
    """The hash of a copy, in hex. It stands only where the copy itself is sealed: a short text can be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()

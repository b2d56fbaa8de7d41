"""The copy as sent: what a provider was handed, or what was printed, as one exact text with its SHA-256.

Two things of a message are withheld from it: the code of its way out and the word of its answer address
(`contacts.withheld`). The copy has stars there, and the mark of the text that left with both of them.

The bytes are defined in docs/subsystems/contacts.md, "Copies as sent". The attempt keeps the text, the event of
acceptance seals it together with its hash, and `contacts.verify` holds the two and the stored files against each other.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles.models import Document
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.withheld import filled_in, mark_of, withheld
from tandem.timeline.events import canonical_json
from tandem_channels.contract import OutboundEmail, OutboundSms, VoiceMessage

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that left with the copy, or that is the copy: a printed letter. `sha256` is in hex, `size` in bytes."""

    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SentCopy:
    """What left, field by field. `template_version` names the exact text of the template that was filled in.

    `left_mark` is `withheld.mark_of` the text that left, where something of it is withheld (since format 2).
    """

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
    left_mark: str | None = None


def written(copy: SentCopy) -> str:
    """The exact text of a copy: what is kept, sealed and hashed."""
    return canonical_json({"format": FORMAT, **asdict(copy)})


def files_of(attached: Sequence[Mapping[str, Any]] | None) -> tuple[Attachment, ...]:
    """The files that leave with an attempt (`contacts.attachments`), as its copy names them."""
    return tuple(
        Attachment(str(one["name"]), str(one["content_type"]), int(one["size"]), str(one["sha256"]))
        for one in attached or ()
    )


def of_message(
    attempt: ContactAttempt, message: OutboundSms | OutboundEmail | VoiceMessage, template_version: str
) -> str | None:
    """The copy of a message from the very parameters that its channel gets, without what is withheld; None for a call,
    which carries no text: `of_script` is what a collector had before them.

    Of the files that leave with it, names and hashes: their bytes are held against these before they leave.
    """
    if isinstance(message, VoiceMessage):
        return None
    email = message if isinstance(message, OutboundEmail) else None
    return _kept(
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
            attachments=files_of(attempt.attached),
            language=attempt.language,
            template=attempt.template_id,
            template_version=template_version,
        )
    )


def of_script(attempt: ContactAttempt, template: str, template_version: str, language: str, text: str) -> str:
    """The copy of a call that a collector makes: the script that stood on the screen when it began."""
    return written(
        SentCopy(
            attempt_id=str(attempt.id),
            channel=Channel.VOICE.value,
            to=attempt.to_address,
            sender=attempt.sender or "",
            sender_name=None,
            reply_to=None,
            subject=None,
            text=text,
            html=None,
            attachments=(),
            language=language,
            template=template,
            template_version=template_version,
        )
    )


def _kept(left: SentCopy) -> str:
    """The text that is kept of what left."""
    exact = written(left)
    kept = withheld(exact, UUID(left.attempt_id))
    return kept if kept == exact else written(replace(read(kept), left_mark=mark_of(exact)))


def is_of_what_left(copy: SentCopy) -> bool:
    """Whether the copy, with what is withheld put in again, is the text whose mark it has; true where nothing is."""
    if copy.left_mark is None:
        return True
    exact = filled_in(written(replace(copy, left_mark=None)), UUID(copy.attempt_id))
    return hmac.compare_digest(mark_of(exact), copy.left_mark)


def of_letter(attempt: ContactAttempt, pdf: Document, sender: str, template_version: str) -> str:
    """The copy of a printed letter: the PDF is all that the debtor gets, so its hash stands for the words and for what
    is enclosed; the files that were printed behind it are named after it, each with its own hash.
    """
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
            attachments=(Attachment(pdf.name, pdf.content_type, pdf.size, pdf.sha256), *files_of(attempt.attached)),
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

"""Reading e-mail as the world writes it: broken encodings, missing parts, headers without end.

Nothing here raises for what a stranger wrote, and nothing takes longer than its length: what cannot be read is replaced
or left out, never refused.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

from tandem_channels.inbound_email import MailFile

MOST_TEXT = 200_000  # characters that are read of a text; the e-mail itself is kept whole elsewhere
MOST_FILES = 50
# A logo in a signature is no document; a photograph that a telephone puts into the text is larger.
_LOGO = 50_000
# Python's reading of a header takes the square of its length, that of a part as long as there are parts around it.
_MOST_HEADER = 10_000
_MOST_BOUNDARIES, _MOST_PARTS, _MOST_LINES = 30, 2_000, 1_000_000
# Unicode's own bound of what stands upon one letter (UAX 15, stream-safe text): to sort them takes their square.
_MOST_MARKS = 30

# Python's codecs for other things than e-mails; the first two take the square of the length.
_NO_ALPHABETS = frozenset({"punycode", "idna", "unicode_escape", "raw-unicode-escape", "undefined"})
_ADDRESS = re.compile(r"(?<![^\s<>\"',;:@])[^\s<>\"',;:@]+@[^\s<>\"',;:@]+")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a MIME message holds."""

    text: str
    html: str
    files: tuple[MailFile, ...]


class _Bounded(Compat32):
    """Of a header without end, the beginning."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:_MOST_HEADER]


_BOUNDED: Compat32 = _Bounded()


def headers_of(text: str) -> Message:
    """The header lines of an e-mail alone."""
    return message_from_string(f"{text.strip()}\n\n", policy=_BOUNDED)


def message_of(raw: bytes) -> Message:
    """A whole e-mail; a broken one gives what is left of it, and one made to be read for ever its headers."""
    if (
        raw.lower().count(b"boundary=") > _MOST_BOUNDARIES
        or raw.count(b"\n--") > _MOST_PARTS
        or raw.count(b"\n") > _MOST_LINES
    ):
        return headers_of(decoded(head_of(raw), None))
    return message_from_bytes(raw, policy=_BOUNDED)


def head_of(raw: bytes) -> bytes:
    """The header lines of an e-mail, up to the first empty one."""
    return re.split(rb"\r?\n\r?\n", raw[: 20 * _MOST_HEADER], maxsplit=1)[0]


def header(message: Message, name: str) -> str:
    """One header in words, on one line; empty where there is none."""
    value = message.get(name)
    return decoded_header(str(value)) if value is not None else ""


def decoded_header(value: str) -> str:
    """Encoded words in plain text (RFC 2047), whatever alphabet they claim."""
    value = value[:_MOST_HEADER]
    try:
        parts = decode_header(value)
    except (ValueError, MessageError):
        parts = [(value, None)]
    words = "".join(decoded(part, charset) if isinstance(part, bytes) else part for part, charset in parts)
    return clean(" ".join(words.split()))


def addresses_in(*values: str) -> tuple[str, ...]:
    """The addresses in lists of recipients, in lower case, each once."""
    read = [value[:_MOST_HEADER] for value in values if value]
    try:
        found = [address for _, address in getaddresses(read) if "@" in address]
    except RecursionError:  # brackets within brackets
        found = []
    if not found:
        found = [each for value in read for each in _ADDRESS.findall(value)]
    return tuple(dict.fromkeys(clean(address).strip("<> ").lower()[:320] for address in found))


def decoded(data: bytes, charset: str | None) -> str:
    """Bytes as text: by the alphabet they claim if it is known, else UTF-8, else Windows' western one."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            if codecs.lookup(name or "utf-8").name not in _NO_ALPHABETS:
                return data.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def clean(text: str) -> str:
    """Without what no database keeps: NUL, halves of pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def contents_of(message: Message) -> Contents:
    """Text, HTML and files of a MIME message; an e-mail within it is a file."""
    texts: list[str] = []
    htmls: list[str] = []
    files: list[MailFile] = []
    for part in _leaves(message):
        name, content_type = _name_of(part), part.get_content_type()
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if part.get_content_maintype() == "message":
            files.append(MailFile(name or "message.eml", content_type, _whole(part)))
            continue
        body = _bytes_of(part)
        if not is_file and content_type in ("text/plain", "text/html"):
            (texts if content_type == "text/plain" else htmls).append(decoded(body, part.get_content_charset()))
        elif (is_file or part.get_content_maintype() != "text") and not is_logo(
            content_type, body, inline=part.get("Content-ID") is not None
        ):
            files.append(MailFile(name or "document", content_type, body))
    return Contents(tidy("\n".join(texts)), "\n".join(htmls), tuple(files))


def is_logo(content_type: str, data: bytes, *, inline: bool) -> bool:
    """A small picture that the text shows by itself."""
    return inline and content_type.startswith("image/") and len(data) < _LOGO


def _leaves(message: Message) -> list[Message]:
    """The parts that hold something, in order; what hangs inside an attached e-mail stays in it."""
    found, waiting = list[Message](), [message]
    while waiting and len(found) < 4 * MOST_FILES:
        part = waiting.pop(0)
        payload = part.get_payload()
        if part.is_multipart() and part.get_content_maintype() != "message" and isinstance(payload, list):
            waiting[:0] = [one for one in payload if isinstance(one, Message)]
        else:
            found.append(part)
    return found


def _bytes_of(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (LookupError, ValueError):  # an encoding that does not hold what it says
        data = str(part.get_payload()).encode("utf-8", "replace")
    return data if isinstance(data, bytes) else b""


def _whole(part: Message) -> bytes:
    inner = part.get_payload()
    if not isinstance(inner, list):
        return str(inner).encode("utf-8", "replace")
    try:  # a report is several blocks of header lines
        return b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
    except (LookupError, ValueError, TypeError, AttributeError, MessageError):
        return b""  # Python reads e-mails that it cannot write: the one around it is kept as it came


def _name_of(part: Message) -> str:
    try:
        return decoded_header(part.get_filename() or "")[:200]
    except (LookupError, ValueError, TypeError, AttributeError):  # what RFC 2231 allows, Python does not always read
        return "document"


def tidy(text: str) -> str:
    """One kind of line end, no spaces at their ends, at most one empty line; of a very long text the beginning."""
    read = _marked(clean(text[: 2 * MOST_TEXT])[:MOST_TEXT])
    lines = [line.rstrip() for line in read.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _marked(text: str) -> str:
    """With no more than so many marks upon one letter."""
    if text.isascii():
        return text
    kept, marks = list[str](), 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)

"""From the bytes of an uploaded file to its text."""

import codecs
from collections import Counter

from tandem.placements.errors import MixedEncodings, NotText, SpreadsheetFile

_ASCII = bytes(range(128))
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# In order of preference when the bytes tell nothing more: Windows, Linux and old exports, Mac, DOS accounting software.
_SINGLE_BYTE = ("cp1252", "iso8859_15", "mac_roman", "cp850")

# How much a character speaks for the encoding that yields it, in files of European debtors.
_WEIGHTS = (
    dict.fromkeys("éèêëàâäçîïôöùûüÿœæ", 3)
    | dict.fromkeys("ÉÈÊÀÂÇÎÔŒñáíóúßãõåøìò°€«»’–\N{NO-BREAK SPACE}", 2)
    | dict.fromkeys("ËÄÏÖÙÛÜÑÁÍÓÚÅØÆ£§“”‘…—²½·šžŠŽŸ", 1)
)
_CONTROL = -5

_END_OF_FILE = "\x1a"  # DOS programs end their files with it


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of the encoding it was in.

    UTF-8 and UTF-16, with or without byte order mark; else the single-byte encoding whose accented characters look
    most like names and amounts. Raises NotText, SpreadsheetFile, MixedEncodings.
    """
    if data.startswith(_SPREADSHEETS):
        raise SpreadsheetFile
    encoding = _unicode_encoding(data)
    if encoding is None and b"\0" in data:
        raise NotText
    try:
        text = data.decode(encoding or "utf-8")
        found = encoding or "utf-8"
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise NotText from None
        if _is_mostly_utf8(data):
            raise MixedEncodings(line=data.count(b"\n", 0, error.start) + 1) from None
        found = _single_byte_encoding(data)
        text = data.decode(found, "replace")
    text = text.rstrip(_END_OF_FILE)
    if _is_binary(text):
        raise NotText
    return text, found


def _unicode_encoding(data: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    # UTF-16 without a mark: Western text has a zero in every other byte.
    sample = data[:4096]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.4 * half and not sample[0::2].count(0):
        return "utf-16-le"
    if half and sample[0::2].count(0) > 0.4 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _is_mostly_utf8(data: bytes) -> bool:
    """True when the bytes beyond ASCII form more valid UTF-8 characters than invalid ones."""
    text = data.decode("utf-8", "replace")
    invalid = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii > 2 * invalid


def _single_byte_encoding(data: bytes) -> str:
    counts = Counter(data.translate(None, _ASCII))

    def score(encoding: str) -> int:
        return sum(count * _weight(byte, encoding) for byte, count in counts.items())

    return max(_SINGLE_BYTE, key=score)


def _weight(byte: int, encoding: str) -> int:
    character = bytes([byte]).decode(encoding, "replace")
    if character == "\N{REPLACEMENT CHARACTER}" or 0x80 <= ord(character) < 0xA0:
        return _CONTROL
    return _WEIGHTS.get(character, 0)


def _is_binary(text: str) -> bool:
    """Text of a table has no zero and hardly any other control character."""
    sample = text[:65536]
    controls = sum(1 for character in sample if character < " " and character not in "\t\r\n\f\v")
    return "\0" in text or controls * 100 > len(sample)

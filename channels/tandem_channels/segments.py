"""How many segments a text message costs, and what its characters do to that."""

from dataclasses import dataclass
from enum import StrEnum

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Sent as an escape and a character: two units (3GPP TS 23.038, §6.2.1.1).
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")


class Encoding(StrEnum):
    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


# Units in a message that fits one segment, and in each segment of a longer one (the rest is its header).
LIMITS = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """`forcing` are the characters that make the text UCS-2, in order of appearance, each once."""

    encoding: Encoding
    units: int
    segments: int
    forcing: tuple[str, ...]


def count_segments(text: str) -> SegmentCount:
    """Count as the carrier does. An escaped character or an emoji is never cut in two by the end of a segment."""
    forcing = tuple(dict.fromkeys(c for c in text if c not in GSM_BASIC and c not in GSM_EXTENSION))
    encoding = Encoding.UCS_2 if forcing else Encoding.GSM_7
    widths = [(2 if ord(c) > 0xFFFF else 1) if forcing else (2 if c in GSM_EXTENSION else 1) for c in text]
    single, each = LIMITS[encoding]
    units = sum(widths)
    return SegmentCount(encoding, units, 1 if units <= single else _packed(widths, each), forcing)


def _packed(widths: list[int], each: int) -> int:
    segments, filled = 1, 0
    for width in widths:
        if filled + width > each:
            segments, filled = segments + 1, 0
        filled += width
    return segments

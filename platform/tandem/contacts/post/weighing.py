"""The envelope of a letter, and what it weighs in it: an estimate, since nobody knows the paper in the tray."""

import math
from enum import StrEnum

# A4 of 80 g/m²: 0.21 m by 0.297 m.
SHEET = 0.21 * 0.297 * 80
# A sheet folded in three goes in a DL envelope, five at most; more lie flat in a C4.
MOST_FOLDED = 5


class Envelope(StrEnum):
    """What holds a letter; both have a window."""

    DL = "dl"  # folded in three
    C4 = "c4"  # flat


_GRAMS = {Envelope.DL: 5, Envelope.C4: 20}


def envelope_of(pages: int, *, duplex: bool) -> Envelope:
    """The envelope that the sheets go in; `duplex`: two pages a sheet."""
    return Envelope.DL if _sheets(pages, duplex=duplex) <= MOST_FOLDED else Envelope.C4


def grams_of(pages: int, *, duplex: bool) -> int:
    """Whole grams with the envelope, rounded up; `duplex`: two pages a sheet."""
    return math.ceil(_sheets(pages, duplex=duplex) * SHEET) + _GRAMS[envelope_of(pages, duplex=duplex)]


def _sheets(pages: int, *, duplex: bool) -> int:
    return math.ceil(pages / 2) if duplex else pages

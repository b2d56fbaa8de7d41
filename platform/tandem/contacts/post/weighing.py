"""What a letter weighs for its postage: an estimate, since nobody knows the paper that lies in the tray."""

import math

# A4 of 80 g/m²: 0.21 m by 0.297 m.
SHEET = 0.21 * 0.297 * 80
# A sheet folded in three goes in a DL envelope, five at most; more lie flat in a C4.
MOST_FOLDED = 5
SMALL, LARGE = 5, 20  # grams of the two envelopes


def grams_of(pages: int, *, duplex: bool) -> int:
    """Whole grams with the envelope, rounded up; `duplex`: two pages a sheet."""
    sheets = math.ceil(pages / 2) if duplex else pages
    return math.ceil(sheets * SHEET) + (SMALL if sheets <= MOST_FOLDED else LARGE)

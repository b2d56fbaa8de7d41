"""Letters to the debtor, as PDF."""

from tandem_channels.letters.opening import (
    AddressTooLong,
    Correspondent,
    CurrenciesMixed,
    LetterClaim,
    LetterRefused,
    MentionMissing,
    OpeningLetter,
    Payee,
    Privacy,
)
from tandem_channels.letters.rendering import layout_version, render_opening_letter

__all__ = [
    "AddressTooLong",
    "Correspondent",
    "CurrenciesMixed",
    "LetterClaim",
    "LetterRefused",
    "MentionMissing",
    "OpeningLetter",
    "Payee",
    "Privacy",
    "layout_version",
    "render_opening_letter",
]

"""Letters to the debtor, as PDF."""

from tandem_channels.letters.correspondent import AddressTooLong, Correspondent, LetterRefused, MentionMissing
from tandem_channels.letters.enclosures import ENDINGS, MOST_PAGES, EnclosureUnfit, TooManyPages, pages_of
from tandem_channels.letters.follow_up import FollowUpLetter, Recalled
from tandem_channels.letters.notice import ItemizedDebt, ValidationNotice
from tandem_channels.letters.opening import (
    CurrenciesMixed,
    LetterClaim,
    OpeningLetter,
    Payee,
    Privacy,
)
from tandem_channels.letters.rendering import layout_version, render_follow_up_letter, render_opening_letter
from tandem_channels.letters.validation import require_validation

__all__ = [
    "ENDINGS",
    "MOST_PAGES",
    "AddressTooLong",
    "Correspondent",
    "CurrenciesMixed",
    "EnclosureUnfit",
    "FollowUpLetter",
    "ItemizedDebt",
    "LetterClaim",
    "LetterRefused",
    "MentionMissing",
    "OpeningLetter",
    "Payee",
    "Privacy",
    "Recalled",
    "TooManyPages",
    "ValidationNotice",
    "layout_version",
    "pages_of",
    "render_follow_up_letter",
    "render_opening_letter",
    "require_validation",
]

"""A letter after the opening one: a subject and paragraphs that somebody approved, in the same frame."""

from dataclasses import dataclass
from datetime import date

from tandem_channels.contract import AttachedFile
from tandem_channels.letters.address import posted_block
from tandem_channels.letters.correspondent import Correspondent, MentionMissing
from tandem_channels.letters.opening import LetterClaim


@dataclass(frozen=True, slots=True)
class Recalled:
    """The opening letter, which every later step recalls (CPCE R124-4)."""

    reference: str
    on: date


@dataclass(frozen=True, slots=True)
class FollowUpLetter:
    """Everything on the page. A paragraph may have lines; `locale` is `fr` or `en`.

    `claims` are laid out as a table after the first `claims_after` paragraphs, each part of a sum apart; `enclosures`
    are named at the end, and printed behind it.
    """

    locale: str
    reference: str
    on: date
    place: str
    agency: Correspondent
    debtor: Correspondent
    subject: str
    paragraphs: tuple[str, ...]
    claims: tuple[LetterClaim, ...] = ()
    claims_after: int = 0
    opening: Recalled | None = None
    enclosures: tuple[AttachedFile, ...] = ()


def require_posted(letter: FollowUpLetter) -> None:
    """Raise MentionMissing or AddressTooLong for the first thing without which it cannot be posted."""
    needed = [
        ("reference", letter.reference),
        ("place", letter.place),
        ("agency.name", letter.agency.name),
        ("agency.address", "".join(letter.agency.address)),
        ("debtor.name", letter.debtor.name),
        ("debtor.address", "".join(letter.debtor.address)),
        ("subject", letter.subject),
        ("paragraphs", "".join(letter.paragraphs)),
    ]
    for field, text in needed:
        if not text.strip():
            raise MentionMissing(field)
    posted_block(letter.debtor, letter.agency)

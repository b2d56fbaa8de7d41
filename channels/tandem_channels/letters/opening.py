"""The opening letter that article R124-4 of the CPCE requires, as data, and the refusal to print an incomplete one.

Omitting one mention is a fifth-class offence (R124-7), so a gap is an error that names the field, never a blank."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem_channels.contract import AttachedFile
from tandem_channels.letters.address import posted_block
from tandem_channels.letters.correspondent import Correspondent, LetterRefused, MentionMissing
from tandem_channels.letters.notice import ValidationNotice


@dataclass(frozen=True, slots=True)
class LetterClaim:
    """One sum demanded. `basis` says where it comes from ("invoice F-101, cleaning of 3 March").

    Parts are shown separately (R124-4, 3°) and never hold costs that stay with the creditor (L111-8)."""

    document: str
    basis: str
    due_on: date
    principal: Decimal
    interest: Decimal
    accessories: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Payee:
    """The account whose credit alone frees the debtor. `reference` is what the transfer must quote."""

    name: str
    iban: str
    bic: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class Privacy:
    """What article 14 of the GDPR wants beside the standing text: whom to ask, and how long data is kept."""

    contact: str
    retention_years: int


@dataclass(frozen=True, slots=True)
class OpeningLetter:
    """Everything on the page. `locale` is `fr` or `en`; `reference` and `on` must be recalled in every later step."""

    locale: str
    reference: str
    on: date
    place: str
    agency: Correspondent
    creditor: Correspondent
    debtor: Correspondent
    claims: tuple[LetterClaim, ...]
    pay_by: date
    payee: Payee
    privacy: Privacy
    # For an American consumer: pages of its own behind the letter.
    notice: ValidationNotice | None = None
    # Named on it and printed behind it, and behind the notice.
    enclosures: tuple[AttachedFile, ...] = ()


class CurrenciesMixed(LetterRefused):
    """A demand is one sum: claims in two currencies take two letters."""

    def __init__(self) -> None:
        super().__init__("claims", "one currency a letter")


def require_mentions(letter: OpeningLetter) -> None:
    """Raise MentionMissing, AddressTooLong or CurrenciesMixed for the first fault, in the order of the page."""
    for field, text in _mentions(letter):
        if not text.strip():
            raise MentionMissing(field)
    if not letter.claims:
        raise MentionMissing("claims")
    for index, claim in enumerate(letter.claims):
        if claim.principal + claim.interest + claim.accessories <= 0:
            raise MentionMissing(f"claims[{index}].principal")
    if len({claim.currency for claim in letter.claims}) > 1:
        raise CurrenciesMixed
    if letter.privacy.retention_years < 1:
        raise MentionMissing("privacy.retention_years")
    posted_block(letter.debtor, letter.agency)


def _mentions(letter: OpeningLetter) -> list[tuple[str, str]]:
    mentions = [("reference", letter.reference), ("place", letter.place)]
    for who, correspondent in (("agency", letter.agency), ("creditor", letter.creditor), ("debtor", letter.debtor)):
        mentions += [(f"{who}.name", correspondent.name), (f"{who}.address", "".join(correspondent.address))]
    for index, claim in enumerate(letter.claims):
        mentions += [(f"claims[{index}].document", claim.document), (f"claims[{index}].basis", claim.basis)]
        mentions += [(f"claims[{index}].currency", claim.currency)]
    mentions += [(f"payee.{name}", getattr(letter.payee, name)) for name in ("name", "iban", "reference")]
    return [*mentions, ("privacy.contact", letter.privacy.contact)]

"""What a dry run says of each row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tandem.kit.money import Money


class Verdict(StrEnum):
    """What placing the row does. NEW opens a case file, MERGED adds a claim to the case file of the same debtor."""

    NEW = "new"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a row is not placed. Texts: `placement.<code>` says what is wrong, `placement.<code>.right` what would be."""

    WRONG_NUMBER_OF_CELLS = "WRONG_NUMBER_OF_CELLS"
    QUOTE_NOT_CLOSED = "QUOTE_NOT_CLOSED"
    MISSING_VALUE = "MISSING_VALUE"
    TOO_LONG = "TOO_LONG"
    BAD_IDENTITY = "BAD_IDENTITY"
    BAD_AMOUNT = "BAD_AMOUNT"
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    ZERO_AMOUNT = "ZERO_AMOUNT"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"
    BAD_CURRENCY = "BAD_CURRENCY"
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS"
    OTHER_CURRENCY = "OTHER_CURRENCY"
    BAD_DATE = "BAD_DATE"
    DUE_BEFORE_ISSUE = "DUE_BEFORE_ISSUE"
    BAD_COUNTRY = "BAD_COUNTRY"
    BAD_PHONE_PLACE = "BAD_PHONE_PLACE"
    BAD_SEGMENT = "BAD_SEGMENT"
    BAD_NATURE = "BAD_NATURE"
    ALREADY_SETTLED = "ALREADY_SETTLED"
    DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE"
    DIFFERS = "DIFFERS"
    ACTIVE_ELSEWHERE = "ACTIVE_ELSEWHERE"


class Warned(StrEnum):
    """What the person who places a row should know, though it is placed; text `placement.<code>`."""

    NOT_YET_DUE = "NOT_YET_DUE"
    TIME_BARRED = "TIME_BARRED"
    BAD_PHONE = "BAD_PHONE"
    BAD_EMAIL = "BAD_EMAIL"
    BAD_COMPANY_NUMBER = "BAD_COMPANY_NUMBER"
    UNKNOWN_LANGUAGE = "UNKNOWN_LANGUAGE"
    NAME_DIFFERS = "NAME_DIFFERS"


@dataclass(frozen=True, slots=True)
class Problem:
    """A code with what its sentence needs: the column (a header, empty when the whole row is meant) and the cell.

    `args` are plain strings: days as ISO 8601 under names ending in `_on`, amounts as `1234.56 EUR` under `amount`.
    """

    code: Refusal | Warned
    column: str = ""
    value: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who owes, as far as the file says; under a mandate the creditor's own `reference` identifies the debtor."""

    reference: str
    name: str | None
    company_number: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    street: str
    postal_code: str
    city: str
    country: str
    language: str
    # Where its numbers reach somebody, as far as the file says: number and place.
    phone_places: tuple[tuple[str, str], ...] = ()

    @property
    def display_name(self) -> str:
        """The name, else the reference."""
        return self.name or self.reference

    def completed_by(self, other: "Debtor") -> "Debtor":
        """This debtor with what only another row says: missing facts filled, contact points joined."""
        keep = self if self.street or self.postal_code or self.city else other
        return Debtor(
            self.reference,
            self.name or other.name,
            self.company_number or other.company_number,
            tuple(dict.fromkeys(self.emails + other.emails)),
            tuple(dict.fromkeys(self.phones + other.phones)),
            keep.street,
            keep.postal_code,
            keep.city,
            self.country,
            self.language,
            tuple(dict.fromkeys(self.phone_places + other.phone_places)),
        )

    def place_of(self, phone: str) -> str:
        """Where one of its numbers reaches somebody; of two rows that differ, work: the stricter."""
        places = {place for number, place in self.phone_places if number == phone}
        return next((place for place in ("work", "home", "mobile") if place in places), "unknown")


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """One row, read: an unpaid document and its debtor. Identity: (mandate, debtor reference, document number)."""

    debtor: Debtor
    document_number: str
    issued_on: date | None
    due_on: date
    amount: Money
    segment: str
    nature: str
    description: str

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two rows the same claim under one mandate."""
        return (self.debtor.reference, self.document_number)


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The one verdict of a row. `claim` is None when the row could not be read.

    `opened_by` is the line whose case file a MERGED row joins, None when that case file existed before.
    """

    line: int
    verdict: Verdict
    claim: PlacedClaim | None
    refusals: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    opened_by: int | None = None

    @property
    def is_accepted(self) -> bool:
        """True when placing the file adds this claim."""
        return self.verdict in (Verdict.NEW, Verdict.MERGED)


@dataclass(frozen=True, slots=True)
class DryRun:
    """The verdict of every row, in the order of the file, and what placing it would add.

    `totals` are the accepted claims, by currency; `debtors` are those of accepted claims, by reference, each completed
    from all of its rows; `codes` counts rows by refusal and warning.
    """

    rows: tuple[RowVerdict, ...]
    counts: Mapping[Verdict, int]
    totals: Mapping[str, Money]
    debtors: Mapping[str, Debtor]
    codes: Mapping[Refusal | Warned, int]


def summed_up(rows: list[RowVerdict]) -> DryRun:
    """Counts, totals and debtors of these verdicts."""
    totals: Counter[str] = Counter()
    debtors: dict[str, Debtor] = {}
    for row in rows:
        if row.claim is None or not row.is_accepted:
            continue
        amount, debtor = row.claim.amount, row.claim.debtor
        totals[amount.currency] += amount.minor
        known = debtors.setdefault(debtor.reference, debtor)
        if known is not debtor and known != debtor:
            debtors[debtor.reference] = known.completed_by(debtor)
    counts = Counter(row.verdict for row in rows)
    troubled = [row.refusals + row.warnings for row in rows if row.refusals or row.warnings]
    codes = Counter(code for problems in troubled for code in {problem.code for problem in problems})
    return DryRun(
        rows=tuple(rows),
        counts={verdict: counts[verdict] for verdict in Verdict},
        totals={currency: Money(minor, currency) for currency, minor in totals.items()},
        debtors=debtors,
        codes=dict(codes),
    )

"""What placing a file would do, row by row, with nothing written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from tandem.kit.money import Money
from tandem.placements.company_numbers import company_of
from tandem.placements.fields import Field
from tandem.placements.mapping import check_mapping
from tandem.placements.parsing import row_reader
from tandem.placements.questions import Answers, Columns, check_answers, open_questions
from tandem.placements.reading import Table
from tandem.placements.verdicts import DryRun, PlacedClaim, Problem, Refusal, RowVerdict, Verdict, Warned, summed_up
from tandem.placements.words import plain

# The last day on which a claim can be demanded, None when no limitation is known for it (compliance §1.3).
LastDay = Callable[[PlacedClaim], date | None]


@dataclass(frozen=True, slots=True)
class Existing:
    """What is placed already under the mandate: debtors with an open case file, and claims by identity.

    `currencies` are those of the open case files, by debtor: a case file has one. `elsewhere` names the agency that
    works an invoice under another mandate, by (debtor's reference or company number, document number).
    """

    debtors: frozenset[str] = frozenset()
    claims: Mapping[tuple[str, str], Money] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def agency_of(self, claim: PlacedClaim) -> str | None:
        """The other agency that works this invoice now."""
        by_reference = self.elsewhere.get((claim.debtor.reference, claim.document_number))
        return by_reference or self.elsewhere.get((company_key(claim.debtor.company_number), claim.document_number))


def company_key(company_number: str | None) -> str:
    """How the company of a number stands among references, which it is not mistaken for."""
    return f"\0{company_of(company_number)}" if company_number else ""


class Headed(Protocol):
    """Knows the header of the column that holds a field."""

    def header(self, target: Field) -> str | None: ...


@dataclass(slots=True)
class Seen:
    """What the rows above have placed: the line of each claim; line, currency and name that opened a debtor's case."""

    claims: dict[tuple[str, str], int] = field(default_factory=dict)
    openers: dict[str, int] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def dry_run(
    table: Table,
    mapping: Mapping[str, Field],
    answers: Answers,
    existing: Existing,
    *,
    today: date,
    last_day: LastDay,
) -> DryRun:
    """Judge every row. A row counts as an earlier one only when that one was not refused.

    Raises the errors of `check_mapping`, and AnswersMissing when the file asks something that `answers` leaves open.
    """
    check_mapping(table, mapping)
    columns = Columns(table, mapping)
    check_answers(answers, open_questions(columns))
    read = row_reader(columns, answers)
    seen = Seen()
    verdicts: list[RowVerdict] = []
    for row in table.rows:
        reading = read(row)
        if reading.claim is None:
            verdicts.append(RowVerdict(row.line, Verdict.REFUSED, None, reading.refusals, reading.warnings))
            continue
        warnings = reading.warnings + _warnings(reading.claim, columns, seen, today, last_day)
        verdicts.append(judge(row.line, reading.claim, warnings, columns, existing, seen))
    return summed_up(verdicts)


def judge(
    line: int,
    claim: PlacedClaim,
    warnings: tuple[Problem, ...],
    columns: Headed,
    existing: Existing,
    seen: Seen,
) -> RowVerdict:
    """The verdict of a row that could be read, beside what exists and the rows above; notes in `seen` that it was."""
    header = columns.header(Field.DOCUMENT_NUMBER) or ""
    if (earlier := seen.claims.get(claim.identity)) is not None:
        twice = Problem(Refusal.DUPLICATE_IN_FILE, header, claim.document_number, {"line": str(earlier)})
        return RowVerdict(line, Verdict.REFUSED, claim, (twice,), warnings)
    placed = existing.claims.get(claim.identity)
    if placed is not None and placed != claim.amount:
        written = {"amount": f"{placed.amount} {placed.currency}", "document": claim.document_number}
        value = f"{claim.amount.amount} {claim.amount.currency}"
        differs = Problem(Refusal.DIFFERS, columns.header(Field.AMOUNT) or "", value, written)
        return RowVerdict(line, Verdict.REFUSED, claim, (differs,), warnings)
    reference, currency = claim.debtor.reference, claim.amount.currency
    expected = existing.currencies.get(reference) or seen.currencies.get(reference, currency)
    if placed is None and currency != expected:
        args = {"currency": currency, "expected": expected}
        other = Problem(Refusal.OTHER_CURRENCY, columns.header(Field.CURRENCY) or "", currency, args)
        return RowVerdict(line, Verdict.REFUSED, claim, (other,), warnings)
    if placed is None and (agency := existing.agency_of(claim)) is not None:
        active = Problem(Refusal.ACTIVE_ELSEWHERE, header, claim.document_number, {"agency": agency})
        return RowVerdict(line, Verdict.REFUSED, claim, (active,), warnings)
    seen.claims[claim.identity] = line
    if placed is not None:
        return RowVerdict(line, Verdict.UNCHANGED, claim, (), warnings)
    seen.currencies.setdefault(reference, currency)
    if reference in existing.debtors:
        return RowVerdict(line, Verdict.MERGED, claim, (), warnings)
    opener = seen.openers.setdefault(reference, line)
    if opener == line:
        return RowVerdict(line, Verdict.NEW, claim, (), warnings)
    return RowVerdict(line, Verdict.MERGED, claim, (), warnings, opened_by=opener)


def _warnings(claim: PlacedClaim, columns: Columns, seen: Seen, today: date, last_day: LastDay) -> tuple[Problem, ...]:
    due = columns.header(Field.DUE_ON) or ""
    found: list[Problem] = []
    if claim.due_on > today:
        found.append(Problem(Warned.NOT_YET_DUE, due, claim.due_on.isoformat(), {"due_on": claim.due_on.isoformat()}))
    last = last_day(claim)
    if last is not None and last < today:
        found.append(Problem(Warned.TIME_BARRED, due, claim.due_on.isoformat(), {"last_on": last.isoformat()}))
    if name := claim.debtor.name:
        first = seen.names.setdefault(claim.debtor.reference, name)
        if first != name and plain(first) != plain(name):
            reference = claim.debtor.reference
            header = columns.header(Field.DEBTOR_NAME) or ""
            found.append(Problem(Warned.NAME_DIFFERS, header, name, {"first": first, "reference": reference}))
    return tuple(found)

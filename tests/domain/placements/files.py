"""Placement files for the tests: a file of a known shape, and one call from bytes to verdicts."""

from collections.abc import Iterable, Mapping
from datetime import date

from tandem.placements.dry_run import Existing, dry_run
from tandem.placements.fields import Field
from tandem.placements.mapping import suggested_mapping
from tandem.placements.questions import questions, read_answers
from tandem.placements.reading import Table, read_table
from tandem.placements.verdicts import DryRun, PlacedClaim, RowVerdict

TODAY = date(2026, 11, 23)

HEADINGS = "Code client;Nom client;N° facture;Date facture;Date échéance;Montant TTC"

ANSWERS = {
    "currency": "EUR",
    "segment": "professional",
    "nature": "general",
    "country": "FR",
    "language": "fr",
    "date_order.issued_on": "DMY",
    "date_order.due_on": "DMY",
    "decimal_sign": ",",
}


def five_years(claim: PlacedClaim) -> date:
    """The last day of an ordinary business claim, near enough for these tests."""
    return claim.due_on.replace(year=claim.due_on.year + 5)


def csv_of(rows: Iterable[str], headings: str = HEADINGS) -> bytes:
    return "\r\n".join([headings, *rows, ""]).encode()


def run(
    table: Table,
    *,
    mapping: Mapping[str, Field] | None = None,
    answers: Mapping[str, str] = ANSWERS,
    existing: Existing | None = None,
) -> DryRun:
    """Judge a table as the wizard would, following its suggestions unless a mapping is given."""
    chosen = suggested_mapping(table) if mapping is None else mapping
    given = read_answers(answers, questions(table, chosen))
    return dry_run(table, chosen, given, existing or Existing(), today=TODAY, last_day=five_years)


def judge(*rows: str, headings: str = HEADINGS, existing: Existing | None = None) -> tuple[RowVerdict, ...]:
    """The verdicts of these rows."""
    return run(read_table(csv_of(rows, headings)), existing=existing).rows


def placed(verdicts: DryRun) -> Existing:
    """What exists once this dry run has been confirmed."""
    claims = {row.claim.identity: row.claim.amount for row in verdicts.rows if row.claim and row.is_accepted}
    return Existing(frozenset(reference for reference, _document in claims), claims)

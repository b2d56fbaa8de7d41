from datetime import date

import pytest

from tandem.kit.money import Money
from tandem.placements.dry_run import Existing
from tandem.placements.fields import Field
from tandem.placements.reading import read_table
from tandem.placements.verdicts import Refusal, Verdict, Warned
from tandem.placements.wording import what_is_wrong, what_would_be_right
from tests.domain.placements.files import ANSWERS, HEADINGS, csv_of, judge, placed, run

GOOD = "C1;Dupont;F1;13/01/2026;28/02/2026;1 234,56"


def test_a_row_becomes_a_claim_in_minor_units() -> None:
    (row,) = judge(GOOD)

    assert row.verdict == Verdict.NEW
    assert row.claim is not None
    assert row.claim.amount == Money(123456, "EUR")
    assert (row.claim.issued_on, row.claim.due_on) == (date(2026, 1, 13), date(2026, 2, 28))
    assert row.claim.identity == ("C1", "F1")
    assert row.claim.debtor.display_name == "Dupont"
    assert (row.refusals, row.warnings) == ((), ())


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        ("C1;A;F1;13/01/2026;28/02/2026", Refusal.WRONG_NUMBER_OF_CELLS, "", ""),
        ("C1;A;F1;13/01/2026;28/02/2026;12,50;x", Refusal.WRONG_NUMBER_OF_CELLS, "", ""),
        (";A;F1;13/01/2026;28/02/2026;12,50", Refusal.MISSING_VALUE, "Code client", ""),
        ("C1;A;;13/01/2026;28/02/2026;12,50", Refusal.MISSING_VALUE, "N° facture", ""),
        ("C1;A;F1;13/01/2026;;12,50", Refusal.MISSING_VALUE, "Date échéance", ""),
        ("C1;A;F1;13/01/2026;28/02/2026;", Refusal.MISSING_VALUE, "Montant TTC", ""),
        ("C1;A;F1;13/01/2026;28/02/2026;abc", Refusal.BAD_AMOUNT, "Montant TTC", "abc"),
        ("C1;A;F1;13/01/2026;28/02/2026;99999999999999999", Refusal.BAD_AMOUNT, "Montant TTC", "99999999999999999"),
        ("C1;A;F1;13/01/2026;28/02/2026;1234,567", Refusal.TOO_MANY_DECIMALS, "Montant TTC", "1234,567"),
        ("C1;A;F1;13/01/2026;28/02/2026;0,00", Refusal.ZERO_AMOUNT, "Montant TTC", "0,00"),
        ("C1;A;F1;13/01/2026;28/02/2026;-12,50", Refusal.NEGATIVE_AMOUNT, "Montant TTC", "-12,50"),
        ("C1;A;F1;13/01/2026;28/02/2026;$12.50", Refusal.CURRENCY_DIFFERS, "Montant TTC", "$12.50"),
        ("C1;A;F1;13/01/2026;31/02/2026;12,50", Refusal.BAD_DATE, "Date échéance", "31/02/2026"),
        ("C1;A;F1;mardi;28/02/2026;12,50", Refusal.BAD_DATE, "Date facture", "mardi"),
        ("C1;A;F1;13/03/2026;28/02/2026;12,50", Refusal.DUE_BEFORE_ISSUE, "Date échéance", "28/02/2026"),
        (f"{'C' * 81};A;F1;13/01/2026;28/02/2026;12,50", Refusal.TOO_LONG, "Code client", "C" * 81),
    ],
)
def test_a_row_is_refused_with_column_value_and_correction(row: str, code: Refusal, column: str, value: str) -> None:
    verdict, _good = judge(row, "C9;B;F9;13/01/2026;28/02/2026;12,50")

    assert verdict.verdict == Verdict.REFUSED
    assert verdict.claim is None
    assert [(problem.code, problem.column, problem.value) for problem in verdict.refusals] == [(code, column, value)]
    for locale in ("fr", "en"):
        assert what_is_wrong(verdict.refusals[0], locale)
        assert what_would_be_right(verdict.refusals[0], locale)


@pytest.mark.parametrize(
    ("heading", "value", "good", "code"),
    [
        ("Pays", "Atlantide", "France", Refusal.BAD_COUNTRY),
        ("Devise", "FRF", "EUR", Refusal.BAD_CURRENCY),
        ("Type client", "Ami", "Particulier", Refusal.BAD_SEGMENT),
    ],
)
def test_a_word_that_means_nothing_is_refused(heading: str, value: str, good: str, code: Refusal) -> None:
    refused, accepted = judge(
        f"{GOOD};{value}", f"C2;B;F2;13/01/2026;28/02/2026;1,50;{good}", headings=f"{HEADINGS};{heading}"
    )

    assert [(problem.code, problem.value) for problem in refused.refusals] == [(code, value)]
    assert accepted.verdict == Verdict.NEW


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    row, _good = judge(";A;;13/01/2026;hier;abc", GOOD)

    assert {problem.code for problem in row.refusals} == {Refusal.MISSING_VALUE, Refusal.BAD_DATE, Refusal.BAD_AMOUNT}
    assert len(row.refusals) == 4


def test_a_forgotten_quotation_mark_is_named_and_hides_no_row() -> None:
    rows = [
        'C1;A;F1;13/01/2026;28/02/2026;"12,50',
        "C2;B;F2;13/01/2026;28/02/2026;1,50",
        'C3;C;F3;13/01/2026;28/02/2026;"9,00"',
    ]

    _good, row = judge(GOOD, *rows)

    assert [(problem.code, dict(problem.args)) for problem in row.refusals] == [
        (Refusal.QUOTE_NOT_CLOSED, {"lines": "2"})
    ]


def test_claims_of_one_debtor_join_one_case_file() -> None:
    first, second, other = judge(
        "C1;A;F1;13/01/2026;28/02/2026;1,50", "C1;A;F2;13/01/2026;28/02/2026;2,50", "C2;B;F1;13/01/2026;28/02/2026;3,50"
    )

    assert (first.verdict, first.opened_by) == (Verdict.NEW, None)
    assert (second.verdict, second.opened_by) == (Verdict.MERGED, 2)
    assert (other.verdict, other.opened_by) == (Verdict.NEW, None)


def test_a_claim_of_a_known_debtor_joins_the_existing_case_file() -> None:
    (row,) = judge(GOOD, existing=Existing(frozenset({"C1"}), {}))

    assert (row.verdict, row.opened_by) == (Verdict.MERGED, None)


def test_a_placed_claim_is_unchanged_and_another_amount_differs() -> None:
    existing = Existing(frozenset({"C1"}), {("C1", "F1"): Money(123456, "EUR"), ("C1", "F2"): Money(100, "EUR")})

    same, other = judge(GOOD, "C1;Dupont;F2;13/01/2026;28/02/2026;2,00", existing=existing)

    assert same.verdict == Verdict.UNCHANGED
    assert other.verdict == Verdict.REFUSED
    (problem,) = other.refusals
    assert (problem.code, problem.column, problem.value) == (Refusal.DIFFERS, "Montant TTC", "2.00 EUR")
    assert "1,00\u00a0€" in what_is_wrong(problem, "fr")


def test_the_same_document_twice_is_placed_once() -> None:
    first, copy = judge(GOOD, GOOD)

    assert first.verdict == Verdict.NEW
    assert [(problem.code, problem.args["line"]) for problem in copy.refusals] == [(Refusal.DUPLICATE_IN_FILE, "2")]


def test_a_copy_of_a_refused_row_is_no_copy() -> None:
    refused, placed_row = judge("C1;A;F1;13/01/2026;28/02/2026;abc", "C1;A;F1;13/01/2026;28/02/2026;1,50")

    assert refused.verdict == Verdict.REFUSED
    assert placed_row.verdict == Verdict.NEW


def test_a_settled_row_is_refused_for_that_alone() -> None:
    headings = f"{HEADINGS};Date règlement"

    settled, unpaid = judge("C1;A;;13/01/2026;28/02/2026;abc;01/03/2026", f"{GOOD};", headings=headings)

    assert [problem.code for problem in settled.refusals] == [Refusal.ALREADY_SETTLED]
    assert unpaid.verdict == Verdict.NEW


def test_contact_points_that_are_none_are_left_out_with_a_warning() -> None:
    headings = f"{HEADINGS};Téléphone;Mobile;E-mail"

    good, bad = judge(
        f"{GOOD};01 23 45 67 89;06 12 34 56 78;A@B.FR",
        "C2;B;F2;13/01/2026;28/02/2026;1,50;12;;néant",
        headings=headings,
    )

    assert good.claim is not None
    assert good.claim.debtor.phones == ("+33123456789", "+33612345678")
    assert good.claim.debtor.emails == ("A@b.fr",)
    assert bad.verdict == Verdict.NEW
    assert bad.claim is not None
    assert (bad.claim.debtor.phones, bad.claim.debtor.emails) == ((), ())
    assert [(problem.code, problem.value) for problem in bad.warnings] == [
        (Warned.BAD_EMAIL, "néant"),
        (Warned.BAD_PHONE, "12"),
    ]


def test_warnings_do_not_refuse() -> None:
    future, barred, renamed = judge(
        "C1;Dupont;F1;13/01/2026;28/02/2027;1,50",
        "C2;Durand;F2;13/01/2015;28/02/2015;1,50",
        "C1;Martin;F3;13/01/2026;28/02/2026;1,50",
    )

    assert [problem.code for problem in future.warnings] == [Warned.NOT_YET_DUE]
    assert [problem.code for problem in barred.warnings] == [Warned.TIME_BARRED]
    assert [problem.code for problem in renamed.warnings] == [Warned.NAME_DIFFERS]
    assert all(row.is_accepted for row in (future, barred, renamed))
    assert "28 février 2020" in what_is_wrong(barred.warnings[0], "fr")


def test_the_last_day_itself_is_not_barred() -> None:
    last, barred = judge("C1;A;F1;13/01/2021;23/11/2021;1,50", "C1;A;F2;13/01/2021;22/11/2021;1,50")

    assert [problem.code for problem in last.warnings] == []
    assert [problem.code for problem in barred.warnings] == [Warned.TIME_BARRED]


def test_totals_are_kept_by_currency_and_debtors_completed_from_all_their_rows() -> None:
    headings = f"{HEADINGS};Devise;Ville"
    rows = [
        "C1;;F1;13/01/2026;28/02/2026;1,50;EUR;",
        "C1;Dupont;F2;13/01/2026;28/02/2026;2,50;EUR;Lyon",
        "C3;Smith;F3;13/01/2026;28/02/2026;4,00;GBP;Lyon",
        "C2;X;F4;13/01/2026;28/02/2026;abc;EUR;Lyon",
    ]

    verdicts = run(read_table(csv_of(rows, headings)))

    assert verdicts.totals == {"EUR": Money(400, "EUR"), "GBP": Money(400, "GBP")}
    assert verdicts.counts == {Verdict.NEW: 2, Verdict.MERGED: 1, Verdict.UNCHANGED: 0, Verdict.REFUSED: 1}
    assert verdicts.codes == {Refusal.BAD_AMOUNT: 1}
    assert list(verdicts.debtors) == ["C1", "C3"]
    assert (verdicts.debtors["C1"].name, verdicts.debtors["C1"].city) == ("Dupont", "Lyon")


def test_a_case_file_has_one_currency_that_of_the_open_one_or_of_the_first_row() -> None:
    headings = f"{HEADINGS};Devise"
    rows = [
        "C1;A;F1;13/01/2026;28/02/2026;1,50;EUR",
        "C1;A;F2;13/01/2026;28/02/2026;1,50;GBP",
        "C2;B;F3;13/01/2026;28/02/2026;1,50;EUR",
        "C2;B;F4;13/01/2026;28/02/2026;1,50;GBP",
    ]
    existing = Existing(frozenset({"C2"}), currencies={"C2": "GBP"})

    verdicts = run(read_table(csv_of(rows, headings)), existing=existing).rows

    assert [row.verdict for row in verdicts] == [Verdict.NEW, Verdict.REFUSED, Verdict.REFUSED, Verdict.MERGED]
    assert [problem.code for problem in verdicts[1].refusals] == [Refusal.OTHER_CURRENCY]
    assert what_is_wrong(verdicts[2].refusals[0], "en") == "The case file of this debtor is in GBP, not in EUR."


def test_a_missing_name_falls_back_to_the_reference() -> None:
    (row,) = judge("C1;;F1;13/01/2026;28/02/2026;1,50")

    assert row.claim is not None
    assert (row.claim.debtor.name, row.claim.debtor.display_name) == (None, "C1")


@pytest.mark.parametrize(
    ("identity", "heading", "first", "second", "reference"),
    [
        (None, "SIRET", "732 829 320 00074", "FR44732829320", "732829320"),
        ("debtor_name", "Nom client", "Société  DUPONT", "societe dupont", "societe dupont"),
        ("email", "E-mail", "Compta@Dupont.fr", "compta@dupont.fr", "compta@dupont.fr"),
    ],
)
def test_without_a_reference_column_another_identity_joins_rows(
    identity: str | None, heading: str, first: str, second: str, reference: str
) -> None:
    headings = f"{heading};N° facture;Date échéance;Montant"
    rows = [f"{first};F1;28/02/2026;1,50", f"{second};F2;28/02/2026;2,50", "?;F3;28/02/2026;1,50"]
    answers = ANSWERS | ({"identity": identity} if identity else {})

    opened, merged, unknown = run(read_table(csv_of(rows, headings)), answers=answers).rows

    assert opened.claim is not None
    assert opened.claim.debtor.reference == reference
    assert merged.verdict == Verdict.MERGED
    assert [problem.code for problem in unknown.refusals] == [Refusal.BAD_IDENTITY]


def test_a_name_too_long_to_be_a_reference_identifies_nobody() -> None:
    rows = [f"{'Dupont ' * 15};F1;28/02/2026;1,50"]
    headings = "Nom client;N° facture;Date échéance;Montant"

    (row,) = run(read_table(csv_of(rows, headings)), answers=ANSWERS | {"identity": "debtor_name"}).rows

    assert [problem.code for problem in row.refusals] == [Refusal.TOO_LONG]


def test_placing_the_same_file_again_changes_nothing() -> None:
    table = read_table(csv_of([GOOD, "C2;B;F2;13/01/2026;28/02/2026;1,50"]))

    again = run(table, existing=placed(run(table)))

    assert again.counts[Verdict.UNCHANGED] == 2
    assert again.totals == {}


def mixed_file(settled: str) -> bytes:
    """The shape of the public receivables sample: day first, point as decimal sign, country codes that are none."""
    headings = "countrycode,customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate"
    rows = [
        f"{(391, 406, 818)[n % 3]},{n % 7}-QX,{n},{1 + n % 28:02d}/01/2013,{1 + n % 28:02d}/02/2013,{n}.5,No,{settled}"
        for n in range(1, 101)
    ]
    return csv_of(rows, headings)


def test_an_export_of_receivables_is_placed_without_its_settlement_column_and_refused_with_it() -> None:
    table = read_table(mixed_file("23/02/2013"))
    mapping = {
        "customerID": Field.DEBTOR_REFERENCE,
        "invoiceNumber": Field.DOCUMENT_NUMBER,
        "InvoiceDate": Field.ISSUED_ON,
        "DueDate": Field.DUE_ON,
        "InvoiceAmount": Field.AMOUNT,
    }

    without = run(table, mapping=mapping)
    suggested = run(table)

    assert (without.counts[Verdict.NEW], without.counts[Verdict.MERGED]) == (7, 93)
    assert without.totals == {"EUR": Money(sum(n * 100 + 50 for n in range(1, 101)), "EUR")}
    assert without.codes == {Warned.TIME_BARRED: 100}
    assert suggested.codes == {Refusal.ALREADY_SETTLED: 100}

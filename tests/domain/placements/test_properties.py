"""What holds for any file whatever."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tandem.kit.errors import TandemError
from tandem.placements.correction import correction_file
from tandem.placements.mapping import suggest, suggested_mapping
from tandem.placements.questions import questions
from tandem.placements.reading import Table, read_table
from tandem.placements.verdicts import Verdict
from tandem.placements.wording import question_text, what_is_wrong, why_suggested
from tests.domain.placements.files import csv_of, placed, run

ANY_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=';,|"'), max_size=12)
MAPPING = suggested_mapping(read_table(csv_of(["C9;Z;F9;13/01/2026;28/02/2026;12,50"])))
AMOUNTS = st.sampled_from(
    ["12,50", "1 000,00", "-3,00", "0", "abc", "1,234", "9.999,99", "3 €", "(1,00)", "12,345", ""]
)
DATES = st.sampled_from(
    ["13/01/2026", "2026-01-14", "03/04/2026", "04/13/2026", "31/02/2026", "", "3 mars 2026", "hier"]
)
ROWS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["C1", "C2", "c1", "", "=C"]),
            ANY_CELL,
            st.sampled_from(["F1", "F2", ""]),
            DATES,
            DATES,
            AMOUNTS,
        ),
        st.lists(ANY_CELL, max_size=8),
    ).map(";".join),
    max_size=25,
)


def table_or_refusal(data: bytes) -> Table | TandemError:
    try:
        return read_table(data)
    except TandemError as refused:
        return refused


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_a_table_or_a_named_refusal(data: bytes) -> None:
    found = table_or_refusal(data)

    if isinstance(found, TandemError):
        assert found.code.startswith("placement_file_")
        assert found.message("fr")
    else:
        assert found.rows
        assert len(set(found.headers)) == len(found.headers)
        assert [suggestion.header for suggestion in suggest(found)] == list(found.headers)
        assert all(why_suggested(suggestion, "en") for suggestion in suggest(found))


@given(ROWS)
def test_every_row_has_exactly_one_verdict_and_totals_add_up(rows: list[str]) -> None:
    table = read_table(csv_of([*rows, "C9;Z;F9;13/01/2026;28/02/2026;12,50"]))

    assert all(question_text(question, "fr") for question in questions(table, MAPPING))
    verdicts = run(table, mapping=MAPPING)

    assert [row.line for row in verdicts.rows] == [row.line for row in table.rows]
    assert sum(verdicts.counts.values()) == len(table.rows)
    sums: Counter[str] = Counter()
    for row in verdicts.rows:
        assert bool(row.refusals) == (row.verdict is Verdict.REFUSED)
        if row.is_accepted and row.claim:
            sums[row.claim.amount.currency] += row.claim.amount.minor
    assert {currency: total.minor for currency, total in verdicts.totals.items()} == dict(sums)
    opened = {row.claim.debtor.reference for row in verdicts.rows if row.claim and row.verdict is Verdict.NEW}
    assert opened == set(verdicts.debtors)
    assert verdicts.counts[Verdict.NEW] == len(opened)
    assert all(what_is_wrong(problem, "en") for row in verdicts.rows for problem in row.refusals + row.warnings)


@given(ROWS)
def test_placing_a_file_again_leaves_its_accepted_rows_unchanged(rows: list[str]) -> None:
    table = read_table(csv_of([*rows, "C9;Z;F9;13/01/2026;28/02/2026;12,50"]))
    first = run(table, mapping=MAPPING)

    second = run(table, mapping=MAPPING, existing=placed(first))

    for before, after in zip(first.rows, second.rows, strict=True):
        assert after.verdict is (Verdict.UNCHANGED if before.is_accepted else Verdict.REFUSED)
    assert second.totals == {}


@given(ROWS)
def test_a_correction_file_holds_every_refused_row(rows: list[str]) -> None:
    table = read_table(csv_of([*rows, "C9;Z;F9;13/01/2026;28/02/2026;abc"]))
    verdicts = run(table, mapping=MAPPING)

    again = read_table(correction_file(table, verdicts, "fr"))

    refused = {row.line for row in verdicts.rows if row.verdict is Verdict.REFUSED}
    written = [row.cells for row in table.rows if row.line in refused]
    assert len(again.rows) == len(written)
    for before, after in zip(written, again.rows, strict=True):
        assert after.cells[: len(before)] == before

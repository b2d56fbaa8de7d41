import csv
import io

from tandem.placements.correction import correction_file
from tandem.placements.mapping import suggested_mapping
from tandem.placements.reading import read_table
from tandem.placements.verdicts import Refusal, Verdict
from tests.domain.placements.files import HEADINGS, csv_of, placed, run

ROWS = [
    "C1;Dupont;F1;13/01/2026;28/02/2026;12,50",
    "C2;Société d'Été;F2;13/01/2026;28/02/2026;abc",
    "C3;Durand;;13/01/2026;28/02/2026;3,50",
]


def cells_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_refused_rows_come_back_with_reason_and_correction() -> None:
    table = read_table(csv_of(ROWS))

    data = correction_file(table, run(table), "fr")

    assert data.startswith(b"\xef\xbb\xbf")
    assert cells_of(data) == [
        [*HEADINGS.split(";"), "Ce qui ne va pas", "Ce qui conviendrait"],
        [*ROWS[1].split(";"), "«\u00a0abc\u00a0» n’est pas un montant.", "Un montant, par exemple 1234,56."],
        [*ROWS[2].split(";"), "«\u00a0N° facture\u00a0» est vide.", "Une valeur dans «\u00a0N° facture\u00a0»."],
    ]


def test_the_corrected_file_is_placed_and_its_added_columns_are_ignored() -> None:
    table = read_table(csv_of(ROWS))
    verdicts = run(table)
    corrected = correction_file(table, verdicts, "fr").replace(b"abc;", b"7,50;").replace(b"Durand;;", b"Durand;F3;")

    again = read_table(corrected)
    second = run(again, existing=placed(verdicts))

    assert suggested_mapping(again) == suggested_mapping(table)
    assert [row.verdict for row in second.rows] == [Verdict.NEW, Verdict.NEW]


def test_a_correction_of_a_correction_adds_no_column_twice() -> None:
    table = read_table(csv_of(ROWS))
    once = read_table(correction_file(table, run(table), "fr"))

    twice = cells_of(correction_file(once, run(once), "en"))

    assert twice[0] == [*HEADINGS.split(";"), "What is wrong", "What would be right"]
    assert twice[1][:7] == [*ROWS[1].split(";"), "“abc” is not an amount."]


def test_no_cell_runs_as_a_formula_and_each_is_read_back_as_it_was() -> None:
    formulas = ["=cmd|'/C calc'!A0", "+33612345678", "-C1", "@SUM(A1)"]
    rows = [f"{formula};{formula};F1;13/01/2026;28/02/2026;-12,50" for formula in formulas]
    table = read_table(csv_of(rows))

    data = correction_file(table, run(table), "fr")

    assert all(cell[:1] not in tuple("=+-@") for cells in cells_of(data) for cell in cells)
    assert [row.cells[:6] for row in read_table(data).rows] == [row.cells for row in table.rows]


def test_rows_with_too_few_or_too_many_cells_lose_nothing() -> None:
    table = read_table(csv_of([*ROWS, "C4;A;F4", "C5;A;F5;13/01/2026;28/02/2026;1,50;surplus"]))

    _header, _bad, _missing, short, long = cells_of(correction_file(table, run(table), "en"))

    assert short[:6] == ["C4", "A", "F4", "", "", ""]
    assert "3 cells where the header has 6" in short[6]
    assert long[:7] == ["C5", "A", "F5", "13/01/2026", "28/02/2026", "1,50", "surplus"]


def test_a_file_without_refusals_gives_an_empty_correction_file() -> None:
    table = read_table(csv_of(ROWS[:1]))

    assert len(cells_of(correction_file(table, run(table), "en"))) == 1


def test_differs_is_explained_with_both_amounts() -> None:
    table = read_table(csv_of(ROWS[:1]))
    first = placed(run(table))
    changed = read_table(csv_of([ROWS[0].replace("12,50", "13,50")]))

    verdicts = run(changed, existing=first)

    assert verdicts.codes == {Refusal.DIFFERS: 1}
    assert "F1 was placed for €12.50" in cells_of(correction_file(changed, verdicts, "en"))[1][6]

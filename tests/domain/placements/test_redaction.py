"""Which rows of a placed file name one debtor: those that a placement would give it, and nobody else's."""

import pytest

from tandem.placements.redaction import lines_naming


def named(cells: list[str], field: str | None, reference: str) -> list[int]:
    """The lines of a file with these cells in one identifying column; the first is line 2."""
    data = "\r\n".join(["Debtor;Invoice", *(f"{cell};F-{line}" for line, cell in enumerate(cells)), ""]).encode()
    return lines_naming(data, {"0": field, "1": "document_number"} if field else {}, None, reference)


@pytest.mark.parametrize(
    ("field", "cells", "reference", "lines"),
    [
        ("debtor_reference", ["41100000000017", "41100000000018", "411000000"], "41100000000017", [2]),
        ("debtor_reference", ["A100000001", "B100000001", "100000001"], "A100000001", [2]),
        ("debtor_reference", ["Ab-1", "ab 1", " Ab-1 ", "AB-1", "ab-1"], "Ab-1", [2, 4]),
        # Two establishments, spaces or not, a French VAT number, and one whose check figure is wrong.
        (
            "company_number",
            ["73282932000074", "732 829 320 00082", "FR44732829320", "73282932000075", "552100554"],
            "732829320",
            [2, 3, 4, 5],
        ),
        ("company_number", ["BE 0403.170.701", "GB123"], "BE0403170701", [2]),
        ("debtor_name", ["Société Élan", "SOCIETE  ELAN.", "Elan"], "societe elan", [2, 3]),
        (
            "email",
            ["Ada@Client.example", "ada@client.example b@c.example", "b@c.de"],
            "ada@client.example",
            [2, 3],
        ),
        # Nothing mapped: no case file comes of it, so whatever could be the person goes.
        (None, ["41100000000017", "41100000000018"], "41100000000017", [2]),
        (None, ["SOCIETE ELAN", "73282932000074", "Other"], "732829320", [3]),
    ],
)
def test_rows_are_told_apart_as_a_placement_tells_debtors_apart(
    field: str | None, cells: list[str], reference: str, lines: list[int]
) -> None:
    assert named(cells, field, reference) == lines


def test_a_second_address_column_names_the_debtor_where_the_first_is_empty() -> None:
    data = b"A;B\r\n;ada@x.example\r\nbob@x.example;ada@x.example\r\n"

    assert lines_naming(data, {"0": "email", "1": "email"}, "email", "ada@x.example") == [2]


def test_a_row_with_too_few_cells_is_nobodys() -> None:
    assert lines_naming(b"A;B;C\r\nx;y\r\nx;y;C1\r\n", {"2": "debtor_reference"}, None, "C1") == [3]

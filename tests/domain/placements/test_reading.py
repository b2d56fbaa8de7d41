import pytest

from tandem.kit.errors import TandemError
from tandem.placements import errors
from tandem.placements.decoding import decode
from tandem.placements.reading import Row, read_table

FRENCH = "Débiteur;N° de facture\nSociété Générale à Évry, œuvre d’été;F-1 à 12 €\nL'Haÿ-les-Roses;Noël\n"
# Characters that only some of the encodings have are left out where they are missing.
WITHOUT_QUOTE = FRENCH.replace("’", "'")
WITHOUT_EURO = WITHOUT_QUOTE.replace("œ", "oe").replace("€", "EUR")


@pytest.mark.parametrize(
    ("written", "encoding", "found"),
    [
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8-sig"),
        (FRENCH, "utf-16", "utf-16"),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (FRENCH, "cp1252", "cp1252"),
        (WITHOUT_QUOTE, "iso8859_15", "iso8859_15"),
        (FRENCH, "mac_roman", "mac_roman"),
        (WITHOUT_EURO, "cp850", "cp850"),
    ],
)
def test_accents_are_right_in_every_encoding(written: str, encoding: str, found: str) -> None:
    text, name = decode(written.encode(encoding))

    assert text == written
    assert name == found


def test_accents_written_as_two_characters_become_one() -> None:
    table = read_table("Nom;No\nE\u0301milie;1\n".encode())

    assert table.rows[0].cells[0] == "Émilie"


@pytest.mark.parametrize(
    ("name", "text", "headers", "cells"),
    [
        (
            "semicolons around decimal commas",
            "a;b;c\nx;1,50;2,50\ny;3,50;4,50\n",
            ("a", "b", "c"),
            ("x", "1,50", "2,50"),
        ),
        ("commas", "a,b,c\nx,1.50,2\n", ("a", "b", "c"), ("x", "1.50", "2")),
        ("tabs", "a\tb\nx, y\t1\n", ("a", "b"), ("x, y", "1")),
        ("bars", "a|b\nx|1\n", ("a", "b"), ("x", "1")),
        ("the separator that a spreadsheet announces", "sep=;\na,a;b\nx;1\n", ("a,a", "b"), ("x", "1")),
        ("quotes and doubled quotes", 'a;b\n"x;y";"say ""hi"""\n', ("a", "b"), ("x;y", 'say "hi"')),
        ("a line break inside a cell", 'a;b\n"1 rue X\n75001 Paris";2\n', ("a", "b"), ("1 rue X\n75001 Paris", "2")),
        ("old line ends", "a;b\rx;1\r", ("a", "b"), ("x", "1")),
        ("non-breaking spaces around values", "a;b\n\u00a0x\u202f; 1 \n", ("a", "b"), ("x", "1")),
        ("headings twice, empty and repeated", "a;;a\nx;1;2\n", ("a", "#2", "a (2)"), ("x", "1", "2")),
        ("separators after the last column", "a;b;;\nx;1;;\n", ("a", "b"), ("x", "1")),
        ("a disarmed formula", "a;b\n'=1+1;'-5\n", ("a", "b"), ("=1+1", "-5")),
        ("the end mark of DOS programs", "a;b\nx;1\n\x1a", ("a", "b"), ("x", "1")),
    ],
)
def test_a_table_is_read_with(name: str, text: str, headers: tuple[str, ...], cells: tuple[str, ...]) -> None:
    table = read_table(text.encode())

    assert table.headers == headers
    assert table.rows[0].cells == cells


def test_lines_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'Balance âgée;;\n\nClient;Facture;Montant\nA;"F\n1";1,00\n\nB;F2;2,00\n'

    table = read_table(text.encode())

    assert table.headers == ("Client", "Facture", "Montant")
    assert table.rows == (Row(4, ("A", "F\n1", "1,00")), Row(6, ("B", "F2", "2,00")))


@pytest.mark.parametrize(
    ("data", "error", "values"),
    [
        (b"", errors.EmptyFile, {}),
        (b"\xef\xbb\xbf \r\n\r\n", errors.EmptyFile, {}),
        (b"PK\x03\x04....", errors.SpreadsheetFile, {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", errors.SpreadsheetFile, {}),
        (b"%PDF-1.7\n\0\0\1\2;3\n", errors.NotText, {}),
        (bytes(range(1, 32)) * 40, errors.NotText, {}),
        ("é;à\nè;ç\n".encode() + b"\xe9;1\n", errors.MixedEncodings, {"line": 3}),
        (b"just some words\nand more\n", errors.OneColumn, {}),
        (b"C1;F1;12,50\nC2;F2;13,50\n", errors.NoHeader, {}),
        (b"client;facture;montant\n;;\n", errors.NoRows, {}),
        (b'a;b\nx;1\ny;"2\nz;3\n', errors.QuoteNeverClosed, {"line": 3}),
        (b'a;b\nx;1\ny;"' + b"2\nz;3" * 40_000, errors.QuoteNeverClosed, {"line": 3}),
        (b";".join(b"c%da" % n for n in range(5)) + b"\n1;1;1;1;1\n", errors.TooManyColumns, {"found": 5, "limit": 4}),
        (b"a;b\n1;1\n2;2\n3;3\n4;4\n", errors.TooManyRows, {"limit": 3}),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(
    data: bytes, error: type[TandemError], values: dict[str, int]
) -> None:
    with pytest.raises(error) as refused:
        read_table(data, max_rows=3, max_columns=4)

    assert refused.value.values == values
    assert refused.value.message("fr") != refused.value.message("en")

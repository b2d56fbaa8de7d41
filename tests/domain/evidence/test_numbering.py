"""Numbers and names of exhibits: one order, one place for each file, names that every system takes."""

from datetime import date

import pytest

from tandem.casefiles.exhibits import Exhibit, Piece
from tandem.evidence.numbering import numbered, safe_name, shown_once

DAY = date(2026, 11, 24)


def stored(key: str, name: str = "lettre.pdf", **more: object) -> Piece:
    return Piece(name, "application/pdf", storage_key=key, annexed=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Procès-verbal n° 12 – été.pdf", "Procès-verbal n° 12 – été.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\notes.txt", "C__Windows_notes.txt"),
        ("/absolute.pdf", "_absolute.pdf"),
        ("con.txt", "_con.txt"),
        ("-rf.txt", "_-rf.txt"),
        ("two\nlines.txt", "two_lines.txt"),
        ("hidden\u202efdp.exe", "hiddenfdp.exe"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("...", "_"),
        (f"{'long' * 60}.pdf", f"{('long' * 60)[:96]}.pdf"),
        ("what? a <file>.txt", "what_ a _file_.txt"),
    ],
)
def test_a_name_is_one_that_every_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_stands_in_front_of_the_judge_once() -> None:
    letter = Exhibit(
        "Première lettre", DAY, pieces=(stored("k/1"), Piece("copy.json", "application/json", content=b""))
    )
    same = Exhibit("lettre.pdf", DAY, pieces=(stored("k/1"),))
    other = Exhibit("contrat.pdf", DAY, pieces=(stored("k/2"),))
    call = Exhibit("Appel", DAY)

    assert shown_once([letter, same, other, call]) == [letter, other, call]


def test_files_of_one_name_get_two_and_each_exhibit_its_sheet() -> None:
    pieces = (stored("k/1", "Contrat.pdf"), stored("k/2", "contrat.PDF"))
    receipt = Piece("01.json", "application/json", content=b"{}")
    exhibit = Exhibit("Été", DAY, pieces=pieces, receipts=(receipt,))

    (made,) = numbered([exhibit], {"k/1": b"one", "k/2": b"two"}, "fr")

    assert [(file.path, file.is_annexed) for file in made.files] == [
        ("pieces/001-ete/Contrat.pdf", True),
        ("pieces/001-ete/contrat (2).PDF", True),
        ("pieces/001-ete/fiche.txt", False),
        ("pieces/001-ete/recus-prestataire/01.json", False),
    ]
    assert made.files[2].content.decode().startswith("Pièce n° 1 – Été\n24 novembre 2026\n")


def test_a_file_that_is_gone_or_changed_is_said_and_stops_nothing() -> None:
    gone = stored("k/1", "perdu.pdf", sha256="0" * 64)
    changed = stored("k/2", "autre.pdf", sha256="1" * 64)

    (made,) = numbered([Exhibit("Contrats", DAY, pieces=(gone, changed))], {"k/2": b"two"}, "en")

    assert [proof.words for proof in made.exhibit.proofs] == [
        f"The file “perdu.pdf” is no longer kept; its SHA-256 was {'0' * 64}.",
        f"Warning: the file “autre.pdf” is no longer the one that was added, whose SHA-256 was {'1' * 64}.",
    ]
    assert [file.path.rpartition("/")[2] for file in made.files] == ["autre.pdf", "sheet.txt"]

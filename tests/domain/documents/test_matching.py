"""Which invoice a file is, by its name."""

import pytest

from tandem.casefiles.documents.matching import matches

NUMBERS = {1: "F-101", 2: "F-1012", 3: "2026/0042", 4: "42", 5: "FA 2026-0042"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("F-101.pdf", [1]),
        ("f101.PDF", [1]),
        ("F_101.pdf", [1]),
        ("F 1012.pdf", [2]),
        ("Facture F-101 signée.pdf", [1]),
        ("Facture F-1013.pdf", []),
        ("2026-0042.pdf", [3]),
        ("FA-2026-0042.pdf", [5]),
        ("copie de FA 2026 0042 (1).pdf", [5]),
        ("42.pdf", [4]),
        ("page 42.pdf", []),
        ("F-101", [1]),
        (".pdf", []),
        ("été.pdf", []),
    ],
)
def test_a_name_tells_its_invoice(name: str, found: list[int]) -> None:
    assert matches(name, NUMBERS) == found


def test_a_number_of_two_claims_is_of_both() -> None:
    assert matches("F-1.pdf", {1: "F-1", 2: "f 1"}) == [1, 2]


def test_a_number_without_letters_or_figures_matches_nothing() -> None:
    assert matches("---.pdf", {1: "--"}) == []

"""Letters after the opening one: the words as they were written, in the frame that fits the window of an envelope."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tandem_channels.letters import (
    AddressTooLong,
    Correspondent,
    FollowUpLetter,
    LetterClaim,
    MentionMissing,
    Recalled,
)
from tandem_channels.letters import render_follow_up_letter as printed
from tests.channels.pdf_text import runs_in, text_of
from tests.channels.window import behind_the_window, beside_the_window

LETTER = FollowUpLetter(
    locale="fr",
    reference="RM-2026-0042-R1",
    on=date(2026, 11, 24),
    place="Paris",
    agency=Correspondent("Recouvrement Lumière SAS", ("12 rue de la Paix", "75002 Paris"), "01 84 80 00 00"),
    debtor=Correspondent("Boulangerie Cœur d’Été", ("14 allée des Ormes", "33000 Bordeaux")),
    subject="Relance amiable – dossier RM-2026-0042",
    paragraphs=("Bonjour,", "Facture F-101 : 700,00 €\nFacture F-102 : 534,56 €", "Recouvrement Lumière SAS"),
)


def test_the_page_says_what_was_written_and_nothing_reads_as_markup() -> None:
    paragraphs = ("Somme #due *ferme* _ici_ $x$ [a] <b> @c = titre", "- un\n- deux")

    text = text_of(printed(replace(LETTER, paragraphs=paragraphs)))

    assert "Somme #due *ferme* _ici_ $x$ [a] <b> @c = titre - un - deux" in text
    assert "Relance amiable – dossier RM-2026-0042" in text
    assert "Paris, le 24 novembre 2026" in text
    assert "exerce une activité de recouvrement amiable" in text


def test_the_addressee_alone_stands_behind_the_window() -> None:
    longest = Correspondent("W" * 38, ("M" * 38,) * 5)

    runs = runs_in(printed(replace(LETTER, debtor=longest)))

    assert behind_the_window(runs) == [longest.name, *longest.address]
    assert beside_the_window(runs) == []


CLAIM = LetterClaim("F-101", "électricité", date(2026, 4, 30), Decimal(700), Decimal("12.30"), Decimal(40), "EUR")


def test_the_sums_stand_where_the_template_has_them_each_part_apart() -> None:
    letter = replace(LETTER, paragraphs=("Avant", "Après"), claims=(CLAIM,), claims_after=1)

    said = text_of(printed(letter))

    assert "Avant Créance Échéance Principal Intérêts Accessoires Total F-101" in said
    assert "30 avril 2026 700,00 € 12,30 € 40,00 € 752,30 €" in said
    assert "Total dû 700,00 € 12,30 € 40,00 € 752,30 € Après" in said


@pytest.mark.parametrize(
    ("locale", "recalled"),
    [("fr", "Première lettre RM-1-L1 du 2 novembre 2026"), ("en", "Opening letter RM-1-L1 of 2 November 2026")],
)
def test_the_opening_letter_is_recalled_with_its_reference_and_day(locale: str, recalled: str) -> None:
    letter = replace(LETTER, locale=locale, opening=Recalled("RM-1-L1", date(2026, 11, 2)))

    assert recalled in text_of(printed(letter))
    assert recalled.partition(" RM")[0] not in text_of(printed(replace(letter, opening=None)))


def test_a_long_letter_has_numbered_pages_and_its_address_on_the_first_alone() -> None:
    claims = tuple(replace(CLAIM, document=f"F-{number}") for number in range(60))
    paragraphs = tuple(f"Paragraphe {number}. " + "Nous revenons vers vous. " * 12 for number in range(12))

    runs = runs_in(printed(replace(LETTER, claims=claims, claims_after=2, paragraphs=paragraphs)))

    pages = {run.page for run in runs}
    assert len(pages) >= 3
    assert [run.page for run in runs if run.text == "14 ALLEE DES ORMES"] == [0]
    assert [run.text for run in runs if run.top > 277 and "/" in run.text] == [
        f"RM-2026-0042-R1 · Page {page + 1} / {len(pages)}" for page in sorted(pages)
    ]
    assert {run.page for run in runs if run.text == "Accessoires"} >= {1, 2}
    # No two lines of the left column of a page lie on each other.
    for page in pages:
        tops = sorted({round(run.top, 1) for run in runs if run.page == page and run.left < 24})
        assert all(later - earlier > 3 for earlier, later in itertools.pairwise(tops))


def test_equal_letters_are_equal_bytes() -> None:
    assert printed(LETTER) == printed(LETTER)
    assert printed(LETTER) != printed(replace(LETTER, subject="Autre"))


@pytest.mark.parametrize("field", ["reference", "place", "subject"])
def test_a_letter_that_cannot_be_posted_names_what_is_missing(field: str) -> None:
    with pytest.raises(MentionMissing, match=field):
        printed(replace(LETTER, **{field: " "}))  # type: ignore[arg-type]


def test_an_address_that_the_window_would_cut_is_refused() -> None:
    with pytest.raises(AddressTooLong):
        printed(replace(LETTER, debtor=Correspondent("N", ("x" * 39,))))
    with pytest.raises(MentionMissing, match=r"debtor\.address"):
        printed(replace(LETTER, debtor=Correspondent("N", ())))

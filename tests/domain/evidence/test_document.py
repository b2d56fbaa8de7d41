"""What a judge reads: the parts of the document, the account, and an archive whose bytes follow from its contents."""

from datetime import UTC, datetime

import pytest
import time_machine

from tandem.evidence.numbering import BundledFile
from tandem.evidence.packing import pack
from tandem.timeline.anchors import make_anchor
from tests.channels.pdf_text import text_of
from tests.domain.evidence.stories import HELENE, MARC, bundle_of, files_of, lived_in_case

pytestmark = pytest.mark.usefixtures("worker")


def plain(text: str) -> str:
    """With ordinary spaces: French puts other ones before its marks and within its numbers."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


async def test_the_parts_are_there_in_french(morning: time_machine.Traveller) -> None:
    lived = await lived_in_case(morning)

    bundle = await bundle_of(MARC, lived.id)

    text = plain(text_of((await files_of(bundle))[0]))
    for words in (
        "Bordereau de pièces communiquées",
        "Parties et adresses",
        "Relevé de compte",
        "Chronologie",
        "Comment vérifier ce document",
        "Première lettre de recouvrement",
        "Le gérant demande un délai.",
        "Je paierai la première facture vendredi, promis.",
        "Virement 4411",
        "Solde restant dû au 27 novembre 2026",
        "1 700,00 €",
        "Pas encore scellé",
        str(bundle.id),
    ):
        assert words in text, words


async def test_the_parts_are_there_in_english_and_say_how_far_it_is_sealed(morning: time_machine.Traveller) -> None:
    lived = await lived_in_case(morning)
    assert await make_anchor()

    bundle = await bundle_of(HELENE, lived.id, locale="en")

    text = plain(text_of((await files_of(bundle))[0]))
    for words in ("Index of exhibits", "Statement of account", "€1,700.00", "Balance still owed on 27 November 2026"):
        assert words in text, words
    assert "Sealed up to event" in text
    assert "Bordereau" not in text


def test_equal_contents_give_equal_bytes() -> None:
    files = [BundledFile.of("a.txt", b"one"), BundledFile.of("pieces/001-été/b.txt", "été".encode())]
    at = datetime(2026, 11, 24, 9, 30, 15, tzinfo=UTC)

    assert pack(files, at) == pack(list(files), at)

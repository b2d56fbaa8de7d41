"""The weight of a letter: sheets of 80 g/m² and the envelope that holds them, never less than the post would find."""

import pytest

from tandem.contacts.post.weighing import Envelope, envelope_of, grams_of


@pytest.mark.parametrize(
    ("pages", "duplex", "grams"),
    [
        (1, False, 10),
        (2, True, 10),
        (3, True, 15),
        (3, False, 20),  # the first rate of the French post ends here
        (4, False, 25),
        (10, True, 30),
        (11, True, 50),
        (42, True, 125),
    ],
)
def test_a_letter_weighs_its_sheets_and_its_envelope(pages: int, duplex: bool, grams: int) -> None:
    assert grams_of(pages, duplex=duplex) == grams


@pytest.mark.parametrize(
    ("pages", "duplex", "envelope"),
    [(1, False, "dl"), (5, False, "dl"), (6, False, "c4"), (10, True, "dl"), (11, True, "c4")],
)
def test_five_sheets_are_folded_and_more_lie_flat(pages: int, duplex: bool, envelope: str) -> None:
    assert envelope_of(pages, duplex=duplex) is Envelope(envelope)

"""What a text message costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem_channels.segments import LIMITS, Encoding, count_segments

CASES = [
    ("empty", "", Encoding.GSM_7, 0, 1),
    ("the most that fits one", "a" * 160, Encoding.GSM_7, 160, 1),
    ("one more", "a" * 161, Encoding.GSM_7, 161, 2),
    ("two full ones", "a" * 306, Encoding.GSM_7, 306, 2),
    ("three", "a" * 307, Encoding.GSM_7, 307, 3),
    ("é è à ù and capital Ç are free", "éèàùÇ", Encoding.GSM_7, 5, 1),
    ("the euro counts twice", "€" * 80, Encoding.GSM_7, 160, 1),
    ("an escape is not cut in two", "a" * 152 + "€" + "a" * 152, Encoding.GSM_7, 306, 3),
    ("ê forces the short form", "ê" * 70, Encoding.UCS_2, 70, 1),
    ("and its long messages", "ê" * 71, Encoding.UCS_2, 71, 2),
    ("an emoji counts twice", "👍" * 35, Encoding.UCS_2, 70, 1),
    ("an emoji is not cut in two", "👍" * 67, Encoding.UCS_2, 134, 3),
]


@pytest.mark.parametrize(("text", "encoding", "units", "segments"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_text_is_counted(text: str, encoding: Encoding, units: int, segments: int) -> None:
    counted = count_segments(text)

    assert (counted.encoding, counted.units, counted.segments) == (encoding, units, segments)


@pytest.mark.parametrize("character", list("êâîôûëïœç’«»"))
def test_french_characters_that_shorten_a_message_are_named(character: str) -> None:
    counted = count_segments(f"Bonjour {character}{character}")

    assert counted.encoding is Encoding.UCS_2
    assert counted.forcing == (character,)


@given(st.text(max_size=600))
def test_the_segments_hold_the_text_with_little_to_spare(text: str) -> None:
    counted = count_segments(text)
    single, each = LIMITS[counted.encoding]

    if counted.units <= single:
        assert counted.segments == 1
    else:
        # Only the last unit of a segment may stay empty, when the next character takes two.
        assert counted.segments * each >= counted.units > (counted.segments - 1) * (each - 1)

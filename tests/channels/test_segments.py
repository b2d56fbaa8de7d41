"""What a text message costs (3GPP TS 23.038; compliance, §4: SMS length)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem_channels.segments import GSM_BASIC, GSM_EXTENSION, LIMITS, Encoding, count_segments

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


# 3GPP TS 23.038, §6.2.1: the basic alphabet, code 0 to 127 (27 is the escape), and its extension by code.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
GSM = {character: bytes([code]) for code, character in enumerate(ALPHABET) if code != 0x1B}
GSM |= {character: bytes([0x1B, code]) for code, character in EXTENSION.items()}


def segments_by_encoding(text: str) -> int:
    """The long way: encode each character, and fill one segment after the other without cutting one in two."""
    fits = all(character in GSM for character in text)
    encoded = [GSM[character] if fits else character.encode("utf-16-be") for character in text]
    single, each = (160, 153) if fits else (140, 134)  # octets of seven bits, or whole ones
    if sum(map(len, encoded)) <= single:
        return 1
    segments, left = 1, each
    for part in encoded:
        if len(part) > left:
            segments, left = segments + 1, each
        left -= len(part)
    return segments


def test_the_alphabet_is_the_standards() -> None:
    assert len(ALPHABET) == 128
    assert set(ALPHABET) - {"\x1b"} == GSM_BASIC
    assert set(EXTENSION.values()) == GSM_EXTENSION


gsm_texts = st.text(st.sampled_from(sorted(GSM)), max_size=700)
any_texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


@given(st.one_of(gsm_texts, any_texts))
def test_as_many_segments_as_the_encoded_text_fills(text: str) -> None:
    assert count_segments(text).segments == segments_by_encoding(text)

"""The anchor file and its leaves, to the letter: the format never changes under its name."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tandem.timeline.anchors.written import Anchor, NotAnAnchor, Point, number_of

POINT = Point(UUID("0199aaaa-0000-7000-8000-00000000000a"), "parties", 12, bytes(range(32)))
LEAF = (
    b"0199aaaa-0000-7000-8000-00000000000a parties 12 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
)
ANCHOR = Anchor(2, datetime(2026, 11, 22, 7, 0, 0, 45, UTC), 3, b"\x01" * 32, b"\x02" * 32, b"\x03" * 32, b"\x04" * 32)
TEXT = (
    "format: tandem/anchor/1\n"
    "number: 2\n"
    "time: 2026-11-22T07:00:00.000045Z\n"
    "leaves: 3\n"
    f"leaves-sha256: {'01' * 32}\n"
    f"root: {'02' * 32}\n"
    f"previous: {'03' * 32}\n"
    f"key: {'04' * 32}\n"
).encode()


def test_a_leaf_is_the_line_that_the_page_describes() -> None:
    assert POINT.leaf() == LEAF
    assert Point.of(LEAF) == POINT


def test_an_anchor_is_the_text_that_the_page_describes() -> None:
    assert ANCHOR.text() == TEXT
    assert Anchor.of(TEXT) == ANCHOR
    assert ANCHOR.sha256.hex() == "a637e820b31d659ac6deecb070732e4f18c09eea80bd4d4308df76b8b9ddd166"  # by sha256sum


@pytest.mark.parametrize(
    ("case", "leaf"),
    [
        ("two spaces", LEAF.replace(b" ", b"  ", 1)),
        ("capital letters", LEAF.upper()),
        ("a chain that is none", LEAF.replace(b"parties", b"public")),
        ("a sequence of zero", LEAF.replace(b" 12 ", b" 0 ")),
        ("a leading zero", LEAF.replace(b" 12 ", b" 012 ")),
        ("a short hash", LEAF[:-2]),
        ("nothing", b""),
    ],
)
def test_another_way_to_write_a_leaf_is_refused(case: str, leaf: bytes) -> None:
    with pytest.raises(NotAnAnchor):
        Point.of(leaf)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("another format", TEXT.replace(b"anchor/1", b"anchor/2")),
        ("a line more", TEXT + b"note: hello\n"),
        ("a line less", TEXT.replace(b"number: 2\n", b"")),
        ("the other order", b"\n".join(reversed(TEXT.splitlines()))),
        ("a day that is none", TEXT.replace(b"2026-11-22", b"2026-02-30")),
        ("no microseconds", TEXT.replace(b".000045", b"")),
        ("other line ends", TEXT.replace(b"\n", b"\r\n")),
        ("letters beyond ASCII", TEXT.replace(b"number: 2", "number: ２".encode())),
        ("no end", TEXT[:-1]),
        ("nothing", b""),
    ],
)
def test_another_way_to_write_an_anchor_is_refused(case: str, text: bytes) -> None:
    with pytest.raises(NotAnAnchor):
        Anchor.of(text)


def test_files_are_named_after_what_they_hold() -> None:
    assert ANCHOR.leaves_name == f"00000002/leaves.{'01' * 8}.txt"
    assert ANCHOR.signature_name == f"00000002/anchor.{ANCHOR.sha256.hex()[:16]}.sig"
    assert ANCHOR.key_name == f"keys/{'04' * 32}.pem"
    assert [number_of(name) for name in ("00000002/anchor.txt", "00000002/leaves.01.txt")] == [2, None]

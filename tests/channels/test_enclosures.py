"""Files printed behind a letter: named on it, page by page, and none that paper would show otherwise than a screen."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import DictionaryObject, NameObject, NumberObject

from tandem_channels.contract import AttachedFile
from tandem_channels.letters import EnclosureUnfit, TooManyPages, pages_of, render_opening_letter
from tandem_channels.letters import render_follow_up_letter as printed
from tandem_channels.letters.enclosures import MOST_PAGES, MOST_PIXELS
from tests.channels.pdf_text import text_of
from tests.channels.test_follow_up_letters import LETTER
from tests.channels.test_letters import LETTER as OPENING


def pdf(*pages: str) -> bytes:
    """A file whose pages say that."""
    return bytes(typst.compile("\n#pagebreak()\n".join(pages).encode()))


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture, or one that only says that it is as large."""
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * 3 * width for _ in range(height)) if width < 100 else b"")
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


INVOICE = AttachedFile("Facture F-101.pdf", "application/pdf", pdf("Electricity", "Meter readings"))
PICTURE = AttachedFile("Bon de livraison.png", "image/png", png())


@pytest.mark.parametrize(
    ("locale", "named", "over"),
    [
        (
            "fr",
            "Pièces jointes Facture F-101.pdf (2 pages) Bon de livraison.png (1 page)",
            "P.J. 1 · Facture F-101.pdf",
        ),
        ("en", "Enclosures Facture F-101.pdf (2 pages) Bon de livraison.png (1 page)", "Encl. 1 · Facture F-101.pdf"),
    ],
)
def test_a_letter_names_what_it_encloses_and_has_its_pages_behind_it(locale: str, named: str, over: str) -> None:
    letter = printed(replace(LETTER, locale=locale, enclosures=(INVOICE, PICTURE)))

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(letter)).pages]
    assert len(pages) == 4
    assert named in pages[0]
    assert [over in page for page in pages] == [False, True, True, False]
    assert "Electricity" in pages[1]
    assert "Meter readings" in pages[2]


def test_an_opening_letter_encloses_too_and_says_so_before_its_laws() -> None:
    plain, enclosing = render_opening_letter(OPENING), render_opening_letter(replace(OPENING, enclosures=(INVOICE,)))

    assert len(PdfReader(BytesIO(enclosing)).pages) == len(PdfReader(BytesIO(plain)).pages) + 2
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(enclosing)).pages)
    assert said.index("Facture F-101.pdf (2 pages)") < said.index("L111-8") < said.index("Meter readings")
    assert "Pièces jointes" not in text_of(plain)


def test_equal_letters_with_equal_enclosures_are_equal_bytes() -> None:
    letter = replace(LETTER, enclosures=(INVOICE, PICTURE))

    assert printed(letter) == printed(letter)


def test_a_name_reads_as_no_markup() -> None:
    named = replace(INVOICE, name="#pagebreak() *a* $x$.pdf")

    assert "#pagebreak() *a* $x$.pdf (2 pages)" in text_of(printed(replace(LETTER, enclosures=(named,))))


def locked() -> bytes:
    """A file that asks for a password."""
    writer, out = PdfWriter(BytesIO(INVOICE.content)), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def noted(*, link: bool) -> bytes:
    """A file with a note over its first page, or with a link."""
    writer, out = PdfWriter(BytesIO(INVOICE.content)), BytesIO()
    rect = (50, 50, 200, 100)
    over = Link(rect=rect, url="https://example.org") if link else FreeText(text="PAID", rect=rect)
    added = writer.add_annotation(0, over)
    if not link:
        added[NameObject("/AP")] = DictionaryObject()
        added[NameObject("/F")] = NumberObject(4)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/pdf", b"%PDF-1.4 and nothing"),
        ("application/pdf", INVOICE.content[: len(INVOICE.content) // 2]),
        ("application/pdf", locked()),
        ("application/pdf", noted(link=False)),
        ("image/png", PICTURE.content[:30]),
        ("image/png", b""),
        ("image/png", png(20_000, MOST_PIXELS // 20_000 + 1)),
        ("image/jpeg", b"\xff\xd8\xff\xe0 no picture"),
        ("image/jpeg", b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 60_000, 60_000)),
        ("image/tiff", b"II*\x00"),
        ("text/plain", b"words"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_what_cannot_be_printed_is_refused_by_its_name(content_type: str, content: bytes) -> None:
    with pytest.raises(EnclosureUnfit) as refused:
        pages_of([INVOICE, AttachedFile("a file", content_type, content)])

    assert refused.value.name == "a file"


def test_a_link_hinders_nothing() -> None:
    assert pages_of([replace(INVOICE, content=noted(link=True))]) == [2]


def test_more_pages_than_an_envelope_takes_are_refused() -> None:
    long = AttachedFile("contrat.pdf", "application/pdf", pdf(*(["page"] * MOST_PAGES)))

    assert pages_of([long]) == [MOST_PAGES]
    with pytest.raises(TooManyPages) as refused:
        pages_of([long, PICTURE])
    assert refused.value.pages == MOST_PAGES + 1

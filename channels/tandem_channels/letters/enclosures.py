"""Files that are printed behind a letter: whether they can be, page by page, and what the letter says of them."""

import re
import struct
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from tandem_channels.contract import AttachedFile
from tandem_channels.letters.correspondent import LetterRefused

PDF = "application/pdf"
# What can be laid on a page; the ending is how the engine knows one from the other.
ENDINGS = {PDF: "pdf", "image/png": "png", "image/jpeg": "jpg"}
# Of all files together: with the letter, what a large envelope takes when it is printed on both sides.
MOST_PAGES = 40
# Of one picture: four bytes each while it is laid out. Telephones make pictures of 50 million.
MOST_PIXELS = 60_000_000
# What lies over a page and is no part of it, save where a reader may click: it would be missing on paper.
_CLICKED = {"/Link", "/Popup"}
_HIDDEN, _PRINTED = 2, 4  # flags of an annotation (ISO 32000-2, 12.5.3)
_JPEG_SIZES = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{3}(.{4})", re.DOTALL)


class EnclosureUnfit(LetterRefused):
    """A file cannot be printed as it is: damaged, locked, of another kind, or with notes laid over its pages."""

    def __init__(self, name: str) -> None:
        super().__init__("enclosures", "it cannot be printed as it is")
        self.name = name


class TooManyPages(LetterRefused):
    """More pages than an envelope takes; `pages` are those of all files."""

    def __init__(self, pages: int) -> None:
        super().__init__("enclosures", f"at most {MOST_PAGES} pages")
        self.pages = pages


def pages_of(files: Sequence[AttachedFile]) -> list[int]:
    """How many pages each file has on paper. Some milliseconds a page: run it in a thread.

    Raises EnclosureUnfit, TooManyPages.
    """
    counted = [_pages(file) for file in files]
    if sum(counted) > MOST_PAGES:
        raise TooManyPages(sum(counted))
    for file, pages in zip(files, counted, strict=True):
        if not _can_be_laid_out(file, pages):
            raise EnclosureUnfit(file.name)
    return counted


def written_beside(files: Sequence[AttachedFile], folder: Path, page: str, pages: str) -> list[dict[str, Any]]:
    """Put the files where the layout finds them; returns what it is told of each. `page` and `pages` are words.

    Raises EnclosureUnfit, TooManyPages.
    """
    told = []
    for place, (file, number) in enumerate(zip(files, pages_of(files), strict=True), 1):
        name, is_pdf = f"enclosure-{place}.{ENDINGS[file.content_type]}", file.content_type == PDF
        (folder / name).write_bytes(file.content)
        extent = f"{number} {page if number == 1 else pages}"
        told.append({"file": name, "name": file.name, "pages": number, "extent": extent, "pdf": is_pdf})
    return told


def _pages(file: AttachedFile) -> int:
    if file.content_type == PDF:
        return _pages_of_pdf(file)
    if file.content_type not in ENDINGS or not 0 < _pixels(file) <= MOST_PIXELS:
        raise EnclosureUnfit(file.name)
    return 1


def _pages_of_pdf(file: AttachedFile) -> int:
    try:
        reader = PdfReader(BytesIO(file.content))
        pages = 0 if reader.is_encrypted else len(reader.pages)
        # A longer one is refused by its length: nobody looks at its pages.
        if pages == 0 or (pages <= MOST_PAGES and any(map(_has_notes, reader.pages))):
            raise EnclosureUnfit(file.name)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise EnclosureUnfit(file.name) from None
    return pages


def _has_notes(page: DictionaryObject) -> bool:
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        flags = int(note.get("/F", 0))
        left, bottom, right, top = (float(side) for side in note.get("/Rect", (0, 0, 0, 0)))
        seen = note.get("/Subtype") not in _CLICKED and "/AP" in note and left != right and bottom != top
        if seen and flags & _PRINTED and not flags & _HIDDEN:
            return True
    return False


def _pixels(file: AttachedFile) -> int:
    """Of the largest frame that the file announces; 0 for one that announces none."""
    if file.content_type == "image/png":
        head = file.content[16:24]
        return _area(">II", head) if len(head) == 8 else 0
    # Bytes that only look like a frame can make it refused, never the other way round.
    return max((_area(">HH", found) for found in _JPEG_SIZES.findall(file.content[:1_000_000])), default=0)


def _area(layout: str, sides: bytes) -> int:
    first, second = struct.unpack(layout, sides)
    return int(first * second)


def _can_be_laid_out(file: AttachedFile, pages: int) -> bool:
    """Whether the engine that prints the letter can place every page of the file."""
    with tempfile.TemporaryDirectory(prefix="tandem-enclosure-") as made:
        folder, name = Path(made), f"enclosure.{ENDINGS[file.content_type]}"
        (folder / name).write_bytes(file.content)
        placed = (
            [f'#image("{name}", page: {page}, width: 5mm)' for page in range(1, pages + 1)]
            if file.content_type == PDF
            else [f'#image("{name}", width: 5mm)']
        )
        (folder / "probe.typ").write_text("\n".join(placed), encoding="utf-8")
        try:
            typst.compile(folder / "probe.typ", root=folder, ignore_system_fonts=True)
        except RuntimeError:  # typst's own errors are of this kind
            return False
        except BaseException as error:
            # A file that makes its reader panic is one that cannot be printed; pyo3 raises that past `Exception`.
            if type(error).__name__ != "PanicException":
                raise
            return False
    return True

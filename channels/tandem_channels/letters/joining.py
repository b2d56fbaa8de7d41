"""Many letters as one PDF for the printer, written one after the other: memory holds one letter at a time.

Each letter keeps its own fonts and pages exactly as they were stored; nothing of it is drawn again. The objects that a
page names get new numbers behind those of the letter before. Page tree, catalogue and the table of objects come last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

A4 = (595, 842)  # points, as the letters are laid out
_CATALOG, _PAGES, _FIRST = 1, 2, 3
# What leads from a page to the whole document that it comes from, which a print run is not.
_LEFT_OUT = {"/Parent", "/StructParents", "/Tabs", "/Annots"}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a letter stands in the joined file: its first page, counted from 1, and how many pages are its own."""

    first_page: int
    pages: int


class JoinedLetters:
    """A PDF that is written into `out` while letters are added; `finish` ends it.

    `duplex`: each letter starts on a right-hand page, an empty page before it where the one before ended on such a one.
    """

    def __init__(self, out: BinaryIO, *, duplex: bool) -> None:
        self._out = out
        self._duplex = duplex
        self._offsets: dict[int, int] = {}
        self._pages: list[int] = []
        self._next = _FIRST
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, pdf: bytes) -> Placed:
        """Append all pages of a letter. Raises pypdf's PdfReadError for what is no PDF."""
        if self._duplex and len(self._pages) % 2:
            self._add_empty_page()
        first = len(self._pages) + 1
        copied = _Copied(PdfReader(BytesIO(pdf)), self._next)
        self._pages += copied.pages()
        for number, written in copied.objects():
            self._write(number, written)
        self._next = copied.next_number
        return Placed(first, len(self._pages) + 1 - first)

    def finish(self) -> int:
        """Write what ends the file; returns how many pages it has, empty ones included."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        self._write(_PAGES, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self._pages), kids))
        self._write(_CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES)
        table = self._out.tell()
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        for number in range(1, self._next):
            self._out.write(b"%010d 00000 n \n" % self._offsets[number])
        self._out.write(
            b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (self._next, _CATALOG, table)
        )
        return len(self._pages)

    def _add_empty_page(self) -> None:
        page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Resources << >> >>" % (_PAGES, *A4)
        self._pages.append(self._next)
        self._write(self._next, page)
        self._next += 1

    def _write(self, number: int, written: bytes) -> None:
        self._offsets[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%s\nendobj\n" % (number, written))


class _Copied:
    """The objects that a letter's pages lead to, with new numbers from `first` on."""

    def __init__(self, reader: PdfReader, first: int) -> None:
        self.reader = reader
        self.next_number = first
        self._numbers: dict[int, int] = {}
        self._to_write: list[tuple[int, PdfObject]] = []

    def pages(self) -> list[int]:
        """The new numbers of the letter's pages, in order."""
        return [self._listed(page) for page in self.reader.pages]

    def _number_of(self, reference: IndirectObject) -> int:
        """The new number of an object; asked for the first time, it is put on the list of what is written."""
        if reference.idnum not in self._numbers:
            found = self.reader.get_object(reference)
            if found is None:
                raise ValueError(f"object {reference.idnum} is named and missing")
            self._numbers[reference.idnum] = self._listed(found)
        return self._numbers[reference.idnum]

    def _listed(self, found: PdfObject) -> int:
        number = self.next_number
        self._to_write.append((number, found))
        self.next_number += 1
        return number

    def objects(self) -> Iterator[tuple[int, bytes]]:
        """Every object with its new number, as it is written; pages name the new page tree."""
        while self._to_write:
            number, found = self._to_write.pop()
            copy, text = self._renumbered(found), BytesIO()
            if isinstance(copy, DictionaryObject) and copy.get("/Type") == "/Page":
                copy[NameObject("/Parent")] = IndirectObject(_PAGES, 0, self.reader)
            copy.write_to_stream(text)
            yield number, text.getvalue()

    def _renumbered(self, found: PdfObject) -> PdfObject:
        """The same object, naming others by their new numbers."""
        if isinstance(found, IndirectObject):
            return IndirectObject(self._number_of(found), 0, self.reader)
        if isinstance(found, ArrayObject):
            return ArrayObject(self._renumbered(item) for item in found)
        if isinstance(found, DictionaryObject):
            left_out = _LEFT_OUT if found.get("/Type") == "/Page" else set()
            for name in [*found]:
                if name in left_out:
                    del found[name]
                else:
                    found[name] = self._renumbered(found.raw_get(name))
        return found

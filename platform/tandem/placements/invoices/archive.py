"""Reading a ZIP that somebody sent, whatever it says of itself: bounded, and nothing of it is ever written by its name.

A file is only ever read into memory up to its limit; the sizes that the archive declares are believed for refusing
alone.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tandem.casefiles.documents.content import content_type_of
from tandem.casefiles.documents.names import clean_name
from tandem.casefiles.errors import DocumentDangerous, DocumentTypeUnknown
from tandem.placements.errors import ArchiveTooLarge, ArchiveUnreadable

MOST_FILES = 200  # what is added in the time that a request has, at 100 ms a file in the store
MOST_OF_ONE = 15_000_000  # bytes of a file: as much as an e-mail carries
MOST_UNPACKED = 200_000_000  # bytes of all of them
_MOST_DIRECTORY = 4_000_000  # bytes of the list of contents
_ENCRYPTED = 0x1
# What systems put beside people's files.
_NO_FILES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Refused(StrEnum):
    """Why a file of the archive is not taken."""

    ENCRYPTED = "encrypted"
    NOT_PDF = "not_pdf"
    TOO_LARGE = "too_large"
    UNSAFE_PATH = "unsafe_path"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file of the archive: its name without folders, its bytes, or why it is refused."""

    name: str
    data: bytes = field(default=b"", repr=False)
    refused: Refused | None = None
    # Bytes that were unpacked to know it: of a file that is refused too, or a ZIP of refused files would cost any time.
    read: int = 0


def unpacked(data: bytes) -> Iterator[Unpacked]:
    """The files one after the other, folders and what systems add left out.

    Raises ArchiveUnreadable for what is no ZIP, ArchiveTooLarge for too many files or bytes, whatever it declared.
    """
    end = data.rfind(b"PK\x05\x06")
    if not data.startswith(b"PK") or end < 0:
        raise ArchiveUnreadable(field="uploadId")
    if int.from_bytes(data[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
        raise ArchiveTooLarge(field="uploadId", files=MOST_FILES, megabytes=MOST_UNPACKED // 1_000_000)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        raise ArchiveUnreadable(field="uploadId") from None
    with archive:
        files = [one for one in archive.infolist() if not one.is_dir() and not _is_added(one.filename)]
        if len(files) > MOST_FILES:
            raise ArchiveTooLarge(field="uploadId", files=MOST_FILES, megabytes=MOST_UNPACKED // 1_000_000)
        left = MOST_UNPACKED
        for one in files:
            file = _file(archive, one)
            left -= file.read
            if left < 0:
                raise ArchiveTooLarge(field="uploadId", files=MOST_FILES, megabytes=MOST_UNPACKED // 1_000_000)
            yield file


def _is_added(path: str) -> bool:
    return path.startswith(_NO_FILES[0]) or path.rpartition("/")[2] in _NO_FILES[1:]


def _file(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Unpacked:
    name = clean_name(one.filename)[:200] or "?"
    if one.flag_bits & _ENCRYPTED:
        return Unpacked(name, refused=Refused.ENCRYPTED)
    if _leads_elsewhere(one):
        return Unpacked(name, refused=Refused.UNSAFE_PATH)
    if one.file_size > MOST_OF_ONE:
        return Unpacked(name, refused=Refused.TOO_LARGE)
    try:
        with archive.open(one) as opened:
            data = opened.read(MOST_OF_ONE + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError):
        # How much was unpacked before it failed nobody says: at most what it declares.
        return Unpacked(name, refused=Refused.UNREADABLE, read=one.file_size)
    if len(data) > MOST_OF_ONE:
        return Unpacked(name, refused=Refused.TOO_LARGE, read=len(data))
    if not _is_pdf(data):
        return Unpacked(name, refused=Refused.NOT_PDF, read=len(data))
    return Unpacked(name, data, read=len(data))


def _leads_elsewhere(one: zipfile.ZipInfo) -> bool:
    """A path that leaves its folder, or a link to another place: nobody packs invoices so."""
    parts = one.filename.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0] or stat.S_ISLNK(one.external_attr >> 16)


def _is_pdf(data: bytes) -> bool:
    try:
        return content_type_of(data) == "application/pdf"
    except (DocumentDangerous, DocumentTypeUnknown):
        return False

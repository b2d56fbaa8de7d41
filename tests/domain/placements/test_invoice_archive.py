"""Reading a ZIP of invoices that may be anything, and where each file of it lands."""

import io
import zipfile
from collections.abc import Iterable
from uuid import UUID

import pytest

from tandem.placements.errors import ArchiveTooLarge, ArchiveUnreadable
from tandem.placements.invoices import archive
from tandem.placements.invoices.archive import MOST_FILES, MOST_OF_ONE, Refused, unpacked
from tandem.placements.invoices.landing import Outcome, Target, landings

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def zipped(files: Iterable[tuple[str, bytes]], *, encrypted: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files:
            target.writestr(name, data)
    told = bytearray(made.getvalue())
    if encrypted:  # the flag stands in each header, and in the list at the end
        for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = -1
            while (place := told.find(sign, place + 1)) >= 0:
                told[place + at] |= 1
    return bytes(told)


def linked(name: str, to: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        one = zipfile.ZipInfo(name)
        one.external_attr = 0o120777 << 16
        target.writestr(one, to)
    return made.getvalue()


def test_folders_and_what_systems_add_are_left_out() -> None:
    data = zipped([("2026/", b""), ("2026/F-1.pdf", PDF), ("__MACOSX/._F-1.pdf", b"x"), ("2026/.DS_Store", b"x")])

    assert [(one.name, one.data, one.refused) for one in unpacked(data)] == [("F-1.pdf", PDF, None)]


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (zipped([("../F-1.pdf", PDF)]), Refused.UNSAFE_PATH),
        (zipped([("/etc/F-1.pdf", PDF)]), Refused.UNSAFE_PATH),
        (zipped([("C:/F-1.pdf", PDF)]), Refused.UNSAFE_PATH),
        (zipped([("a\\..\\F-1.pdf", PDF)]), Refused.UNSAFE_PATH),
        (linked("F-1.pdf", "/etc/passwd"), Refused.UNSAFE_PATH),
        (zipped([("F-1.pdf", PDF)], encrypted=True), Refused.ENCRYPTED),
        (zipped([("F-1.pdf", b"MZ")]), Refused.NOT_PDF),
        (zipped([("F-1.pdf", zipped([("a", b"b")]))]), Refused.NOT_PDF),
        (zipped([("F-1.pdf", b"")]), Refused.NOT_PDF),
        (zipped([("F-1.pdf", PDF + b"\0" * MOST_OF_ONE)]), Refused.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_plain_pdf_stays_out(data: bytes, refused: Refused) -> None:
    [file] = unpacked(data)

    assert (file.refused, file.data) == (refused, b"")


def test_a_file_that_is_larger_than_it_says_is_read_no_further() -> None:
    data = bytearray(zipped([("F-1.pdf", PDF + b"\0" * (MOST_OF_ONE + 1))]))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = len(PDF).to_bytes(4, "little")

    [file] = unpacked(bytes(data))

    assert file.refused in (Refused.UNREADABLE, Refused.TOO_LARGE)
    assert file.data == b""


def test_damaged_bytes_of_a_file_are_told() -> None:
    data = bytearray(zipped([("F-1.pdf", PDF * 50)]))
    data[60] ^= 0xFF

    [file] = unpacked(bytes(data))

    assert file.refused is Refused.UNREADABLE


@pytest.mark.parametrize("data", [b"", PDF, b"PK\x03\x04 and nothing", zipped([("a.pdf", PDF)])[:-30]])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(ArchiveUnreadable):
        list(unpacked(data))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(ArchiveTooLarge):
        list(unpacked(zipped((f"{number}.pdf", b"x") for number in range(MOST_FILES + 1))))


def test_too_many_bytes_once_unpacked_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 2 * len(PDF))

    with pytest.raises(ArchiveTooLarge):
        list(unpacked(zipped((f"{number}.pdf", PDF) for number in range(3))))


def target(number: int, document_number: str, *copies: str) -> Target:
    return Target(UUID(int=number), UUID(int=number + 100), document_number, f"T-{number}", frozenset(copies))


def test_each_file_is_told_what_becomes_of_it() -> None:
    same = landings(unpacked(zipped([("x.pdf", PDF)])), [])[0].sha256
    targets = [target(1, "F-101"), target(2, "F-102"), target(3, "F-103", same), target(4, "A-1"), target(5, "a 1")]
    files = [
        ("Facture F-101.pdf", PDF),
        ("F-102.pdf", PDF),
        ("copie F-102.pdf", PDF + b"%"),
        ("F-103.pdf", PDF),
        ("A-1.pdf", PDF),
        ("F-999.pdf", PDF),
        ("F-101.exe", b"MZ"),
    ]

    told = landings(unpacked(zipped(files)), targets)

    assert [(one.outcome, one.target and one.target.document_number) for one in told] == [
        (Outcome.MATCHED, "F-101"),
        (Outcome.SEVERAL_FILES, "F-102"),
        (Outcome.SEVERAL_FILES, "F-102"),
        (Outcome.ALREADY_THERE, "F-103"),
        (Outcome.SEVERAL_CLAIMS, None),
        (Outcome.UNMATCHED, None),
        (Outcome.NOT_PDF, None),
    ]


def test_files_that_are_refused_cost_as_much_of_the_bound_as_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_OF_ONE", 1_000)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 5_000)

    with pytest.raises(ArchiveTooLarge):
        list(unpacked(zipped((f"{number}.pdf", b"\0" * 1_000) for number in range(6))))

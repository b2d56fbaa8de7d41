"""What a file is by its contents, what is refused, and the name it keeps."""

import io
import zipfile

import pytest

from tandem.casefiles.documents.content import ENDINGS, content_type_of
from tandem.casefiles.documents.names import clean_name, fitting_name
from tandem.casefiles.errors import DocumentDangerous, DocumentTypeUnknown

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(*names: str, mimetype: str | None = None) -> bytes:
    """A zip with these entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        if mimetype:
            packed.writestr("mimetype", mimetype)
        for name in names:
            packed.writestr(name, "x")
    return written.getvalue()


def bomb() -> bytes:
    """A spreadsheet of some hundred kilobytes that becomes a quarter of a gigabyte."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "x")
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(250):
                sheet.write(bytes(1_000_000))
    return written.getvalue()


def stream(name: str) -> bytes:
    """A name as an older office file holds it."""
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("case", "data", "ending"),
    [
        ("PDF", b"%PDF-1.4\n", ".pdf"),
        ("PDF after some bytes of a scanner", b"\r\n\x00%PDF-1.4\n", ".pdf"),
        ("PNG", b"\x89PNG\r\n\x1a\n....", ".png"),
        ("JPEG", b"\xff\xd8\xff\xe0", ".jpg"),
        ("GIF", b"GIF89a", ".gif"),
        ("WebP", b"RIFF\x00\x00\x00\x00WEBP", ".webp"),
        ("TIFF", b"II*\x00", ".tif"),
        ("photo of a telephone", b"\x00\x00\x00\x18ftypheic", ".heic"),
        ("MP3", b"ID3\x04", ".mp3"),
        ("WAV", b"RIFF\x00\x00\x00\x00WAVE", ".wav"),
        ("voice memo", b"\x00\x00\x00\x18ftypM4A ", ".m4a"),
        ("telephone recording", b"#!AMR\n", ".amr"),
        ("film", b"\x00\x00\x00\x18ftypisom", ".mp4"),
        ("Word", archive("[Content_Types].xml", "word/document.xml"), ".docx"),
        ("Excel", archive("xl/workbook.xml"), ".xlsx"),
        ("PowerPoint", archive("ppt/presentation.xml"), ".pptx"),
        ("OpenDocument text", archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), ".odt"),
        ("older Word", OLE + stream("WordDocument"), ".doc"),
        ("older Excel", OLE + stream("Workbook"), ".xls"),
        ("Outlook", OLE + stream("__substg1.0_001A001F"), ".msg"),
        ("e-mail", b"Received: from mx.example\r\n\r\n<html>Bonjour</html>", ".eml"),
        ("invoice in XML", b'\xef\xbb\xbf<?xml version="1.0"?><Invoice><ID>F-1</ID></Invoice>', ".xml"),
        ("text", "Payé à réception, 12 €".encode(), ".txt"),
        ("older text", "Payé à réception".encode("cp1252"), ".txt"),
        ("text of Windows", "Payé".encode("utf-16"), ".txt"),
    ],
)
def test_a_file_is_what_its_contents_say(case: str, data: bytes, ending: str) -> None:
    assert ENDINGS[content_type_of(data)][0] == ending, case


@pytest.mark.parametrize(
    ("case", "data"),
    [
        ("Windows", b"MZ\x90\x00"),
        ("Linux", b"\x7fELF\x02"),
        ("macOS", b"\xcf\xfa\xed\xfe"),
        ("Java", b"\xca\xfe\xba\xbe"),
        ("script", b"#!/bin/sh\nrm -rf /"),
        ("shortcut", b"L\x00\x00\x00\x01\x14\x02\x00"),
        ("web page", b"  <!DOCTYPE html><p>"),
        ("web page without its type", b"<!-- x --><HTML><script>"),
        ("picture with scripts", b'<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg">'),
        ("web page in two bytes a letter", "<html>".encode("utf-16")),
        ("page of a server", b"<?php echo 1;"),
        ("archive", archive("facture.pdf", "virus.exe")),
        ("archive that calls itself a PDF", archive("virus.exe", mimetype="application/pdf")),
        ("archive that calls itself a text", archive("virus.exe", mimetype="text/plain")),
        ("Java archive", archive("META-INF/MANIFEST.MF")),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("gzip", b"\x1f\x8b\x08"),
        ("Word with macros", archive("word/document.xml", "word/vbaProject.bin")),
        ("older Word with macros", OLE + stream("WordDocument") + stream("_VBA_PROJECT")),
        ("OpenDocument with macros", archive("Basic/script.xml", mimetype="application/vnd.oasis.opendocument.text")),
        ("a PDF that is an archive too", b"%PDF-1.4\n" + archive("Main.class")),
        ("a picture that is an archive too", b"\x89PNG\r\n\x1a\n" + archive("Main.class")),
        ("a program that says it is a PDF", b"MZ\x90\x00%PDF-1.4"),
        ("a page that says it is a PDF", b"<html><!-- %PDF-1.4 --><script>"),
        ("a spreadsheet that becomes too large", bomb()),
    ],
)
def test_what_can_run_is_refused_whatever_its_name_says(case: str, data: bytes) -> None:
    with pytest.raises(DocumentDangerous) as refused:
        content_type_of(data)

    assert refused.value.message("fr") != refused.value.message("en"), case


@pytest.mark.parametrize(
    ("case", "data"),
    [
        ("noise", bytes(range(256))),
        ("zeros", bytes(64)),
        ("installer in an office shell", OLE + b"nothing known"),
        ("zip cut off", archive("word/document.xml")[:-30]),
        ("zip with a huge directory", b"PK\x05\x06" + bytes(8) + b"\xff\xff\xff\x7f" + bytes(6)),
    ],
)
def test_what_is_not_known_is_refused(case: str, data: bytes) -> None:
    with pytest.raises(DocumentTypeUnknown) as refused:
        content_type_of(data)

    assert refused.value.message("fr") != refused.value.message("en"), case


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("procès-verbal.pdf", "procès-verbal.pdf"),
        ("proce\u0300s-verbal.pdf", "procès-verbal.pdf"),
        ("C:\\Users\\Hélène\\Bureau\\facture.pdf", "facture.pdf"),
        ("../../etc/passwd", "passwd"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\x00b\r\nc\u200b.pdf", "abc.pdf"),
        ("  devis   signé .pdf ", "devis signé .pdf"),
        ("עותק.pdf", "עותק.pdf"),
        ("...", ""),
        (".htaccess", "htaccess"),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("name", "content_type", "fitting"),
    [
        ("facture.PDF", "application/pdf", "facture.PDF"),
        ("facture", "application/pdf", "facture.pdf"),
        ("facture.pdf.exe", "application/pdf", "facture.pdf.exe.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.png", "image/jpeg", "photo.png.jpg"),
        ("run.bat", "text/plain", "run.bat.txt"),
        ("impayés.csv", "text/plain", "impayés.csv"),
        ("", "application/pdf", "document.pdf"),
        ("pdf", "application/pdf", "pdf.pdf"),
        ("é" * 300, "application/pdf", "é" * 196 + ".pdf"),
        ("é" * 300 + ".pdf", "application/pdf", "é" * 196 + ".pdf"),
    ],
)
def test_a_name_ends_as_its_contents_say(name: str, content_type: str, fitting: str) -> None:
    assert fitting_name(name, content_type) == fitting

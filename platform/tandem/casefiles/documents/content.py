"""What a file is by its contents: its name and what a browser says of it prove nothing.

Only what is known to be harmless comes in. Programs, web pages, macros and archives are refused by name, because the
other side will open the file in good faith; whatever is not recognized is refused too.
"""

import io
import re
import zipfile

from tandem.casefiles.errors import DocumentDangerous, DocumentTypeUnknown

# Every content type that comes in, with the endings that fit it, the usual one first.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/tiff": (".tif", ".tiff"),
    "image/heic": (".heic", ".heif"),
    "audio/mpeg": (".mp3",),
    "audio/wav": (".wav",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/mp4": (".m4a",),
    "audio/amr": (".amr",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.ms-powerpoint": (".ppt",),
    "application/vnd.ms-outlook": (".msg",),
    "message/rfc822": (".eml",),
    "application/xml": (".xml",),
    "text/plain": (".txt", ".csv", ".tsv", ".md", ".log", ".json", ".ics", ".vcf"),
}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
)
# Programs (Windows, Linux, macOS, Java), scripts, shortcuts, and archives that could hide any of them.
_DANGEROUS = (
    *(b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    *(b"\xca\xfe\xba\xbe", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00"),
    *(b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF"),
)
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1"), "image/heic"),
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument"
_PARTS = {
    "word/document.xml": f"{_OOXML}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OOXML}.presentationml.presentation",
}
# Streams of an older office file; their names are UTF-16.
_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "__substg1.0_": "application/vnd.ms-outlook",
}
_MOST_DIRECTORY = 4_000_000  # bytes of a zip's directory: reading a larger one would cost seconds
# An office file that says it becomes larger than both is a bomb for whoever opens it.
_MOST_UNPACKED = 200_000_000
_MOST_RATIO = 20
_TAG = re.compile(r"<(?:!doctype\s+)?([\w:.-]+)", re.I)
_BEFORE_TAGS = (("<?xml", "?>"), ("<!--", "-->"))
_ACTIVE_TAGS = frozenset({"html", "svg", "script", "body", "head", "iframe"})
_MAIL = re.compile(r"(?:received|return-path|delivered-to|from|date|subject|message-id|mime-version): ", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def content_type_of(data: bytes) -> str:
    """One of ENDINGS. Raises DocumentDangerous, DocumentTypeUnknown."""
    # What is one thing from its beginning and an archive from its end is meant to be taken for the other.
    if not data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
        raise DocumentDangerous
    # A header further on is not read as one: a program or a page can carry it.
    if data[:1024].lstrip(b"\xef\xbb\xbf\x00\t\n\x0c\r ").startswith(b"%PDF-"):
        return "application/pdf"
    for signature, content_type in _SIGNATURES:
        if data.startswith(signature):
            return content_type
    if data.startswith(_DANGEROUS):
        raise DocumentDangerous
    if data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"WEBP"):
        return "audio/wav" if data[8:12] == b"WAVE" else "image/webp"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    if data.startswith(b"PK"):
        return _in_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _in_older_office(data)
    return _in_text(data)


def _in_zip(data: bytes) -> str:
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or int.from_bytes(data[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
        raise DocumentTypeUnknown
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
            declared = archive.open("mimetype").read(100).decode("latin-1") if "mimetype" in names else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError):
        raise DocumentTypeUnknown from None
    if unpacked > max(_MOST_UNPACKED, _MOST_RATIO * len(data)):
        raise DocumentDangerous
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise DocumentDangerous
    # Only OpenDocument declares itself in this way; any archive could call itself a PDF.
    if declared.startswith(_OPEN_DOCUMENT) and declared in ENDINGS:
        return declared
    for part, content_type in _PARTS.items():
        if part in names:
            return content_type
    raise DocumentDangerous


def _in_older_office(data: bytes) -> str:
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise DocumentDangerous
    for stream, content_type in _STREAMS.items():
        if stream.encode("utf-16-le") in data:
            return content_type
    raise DocumentTypeUnknown


def _in_text(data: bytes) -> str:
    text = _decoded(data)
    if _CONTROLS.search(text):
        raise DocumentTypeUnknown
    start = text.lstrip("\ufeff \t\r\n")
    if _MAIL.match(start):
        return "message/rfc822"
    if _first_tag(start) in _ACTIVE_TAGS:
        raise DocumentDangerous
    if start.startswith(("<?php", "<%")):
        raise DocumentDangerous
    return "application/xml" if start.startswith("<?xml") else "text/plain"


def _first_tag(text: str) -> str | None:
    """The name of the first tag, past the declaration and comments; step by step, so that no text makes it slow."""
    at = 0
    while opened := next((pair for pair in _BEFORE_TAGS if text.startswith(pair[0], at)), None):
        closed = text.find(opened[1], at)
        if closed < 0:
            return None
        at = closed + len(opened[1])
        while text[at : at + 1].isspace():
            at += 1
    tag = _TAG.match(text, at)
    return tag[1].lower().rpartition(":")[2] if tag else None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentTypeUnknown

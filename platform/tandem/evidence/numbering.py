"""Exhibits with their numbers, and their files with names that are safe on every machine."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tandem.casefiles.exhibits import Exhibit, Piece, Proof
from tandem.evidence.sheets import sheet
from tandem.kit import texts
from tandem.kit.search import search_key

# Not allowed in names on one system or another, or at the mercy of a shell.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST = 100  # characters of a file's name, its ending included
_LONGEST_FOLDER = 60


@dataclass(frozen=True, slots=True)
class BundledFile:
    """A file of the archive. `path` is relative, with forward slashes; `is_annexed` when the PDF shows its pages."""

    path: str
    content: bytes
    sha256: str
    is_annexed: bool = False

    @classmethod
    def of(cls, path: str, content: bytes, *, is_annexed: bool = False) -> "BundledFile":
        """A file with the hash of its bytes."""
        return cls(path, content, hashlib.sha256(content).hexdigest(), is_annexed)


@dataclass(frozen=True, slots=True)
class NumberedExhibit:
    """An exhibit at its place; the first file is the exhibit itself, the others prove it."""

    number: int
    exhibit: Exhibit
    files: tuple[BundledFile, ...]


def shown_once(exhibits: Iterable[Exhibit]) -> list[Exhibit]:
    """The exhibits without those whose every stored file an earlier one has shown, such as a letter among the files."""
    seen: set[str] = set()
    kept = []
    for exhibit in exhibits:
        stored = {piece.storage_key for piece in exhibit.pieces if piece.storage_key}
        if not stored or stored - seen:
            kept.append(exhibit)
        seen |= stored
    return kept


def numbered(exhibits: Iterable[Exhibit], fetched: Mapping[str, bytes], locale: str) -> list[NumberedExhibit]:
    """Number exhibits from 1 and lay out their files; `fetched` holds stored bytes by key.

    A stored file that is gone, or is no longer what was stored, is said in the exhibit and does not stop the bundle.
    """
    return [_laid_out(number, exhibit, fetched, locale) for number, exhibit in enumerate(exhibits, start=1)]


def _laid_out(number: int, exhibit: Exhibit, fetched: Mapping[str, bytes], locale: str) -> NumberedExhibit:
    folder = f"{texts.render('evidence.folder.exhibits', locale)}/{number:03}-{_slug(exhibit.title)}"
    taken: set[str] = set()
    files, proofs = [], list(exhibit.proofs)
    for piece in exhibit.pieces:
        content = fetched.get(piece.storage_key) if piece.storage_key else piece.content
        if content is None:
            proofs.append(Proof(None, texts.render("evidence.file_gone", locale, name=piece.name, sha256=piece.sha256)))
            continue
        annexed = piece.annexed and piece.content_type == "application/pdf"
        made = BundledFile.of(f"{folder}/{_free(safe_name(piece.name), taken)}", content, is_annexed=annexed)
        if piece.sha256 and made.sha256 != piece.sha256:
            changed = texts.render("evidence.file_changed", locale, name=piece.name, sha256=piece.sha256)
            proofs.append(Proof(None, changed))
        files.append(made)
    shown = replace(exhibit, proofs=tuple(proofs))
    name = _free(texts.render("evidence.file.sheet", locale), taken)
    files.append(BundledFile.of(f"{folder}/{name}", sheet(number, shown, locale).encode()))
    files += [_receipt(folder, receipt, taken, locale) for receipt in exhibit.receipts]
    return NumberedExhibit(number, shown, tuple(files))


def _receipt(folder: str, receipt: Piece, taken: set[str], locale: str) -> BundledFile:
    name = _free(f"{texts.render('evidence.folder.receipts', locale)}/{safe_name(receipt.name)}", taken)
    return BundledFile.of(f"{folder}/{name}", receipt.content or b"")


def safe_name(name: str) -> str:
    """A file name without what any system refuses; letters with accents stay, composed (NFC)."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name))
    plain = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cs", "Zl", "Zp"))
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    stem = stem.strip(" .")[: _LONGEST - len(dot + ending)].rstrip(" .") or "_"
    safe = f"{stem}{dot}{ending}".rstrip(" .")
    return f"_{safe}" if _RESERVED.match(safe) or safe.startswith("-") else safe


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number when it is taken: some systems do not tell capitals apart."""
    stem, dot, ending = name.rpartition(".")
    candidate, count = name, 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{stem} ({count}).{ending}" if dot else f"{name} ({count})"
    taken.add(candidate.casefold())
    return candidate


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", search_key(title)).strip("-")
    return words[:_LONGEST_FOLDER].strip("-") or "exhibit"

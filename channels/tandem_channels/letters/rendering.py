"""From a letter to a PDF: words and figures are made here, `opening.typ` and `follow_up.typ` only lay them out."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from tandem_channels.contract import AttachedFile
from tandem_channels.letters.address import posted_block
from tandem_channels.letters.blocks import law_in_force, require_blocks
from tandem_channels.letters.claims import day_in_words, table_of
from tandem_channels.letters.correspondent import Correspondent
from tandem_channels.letters.enclosures import written_beside
from tandem_channels.letters.follow_up import FollowUpLetter, require_posted
from tandem_channels.letters.opening import OpeningLetter, require_mentions
from tandem_channels.letters.validation import VALIDATION_FILES, validation_pages

FOLDER = Path(__file__).parent
# What every later letter says, out of the words of the opening one.
_OF_LATER_LETTERS = ("opening_label", "recalled")
_ENCLOSED = ("enclosed_page", "enclosed_pages", "enclosure_label", "enclosures_label")
_FRAME = ("activity", "page", "place_and_date", "reference_label", "subject_label", *_OF_LATER_LETTERS)
_TABLE = (
    "column_accessories",
    "column_claim",
    "column_due",
    "column_interest",
    "column_principal",
    "column_sum",
    "total_label",
)


def render_opening_letter(letter: OpeningLetter) -> bytes:
    """The letter as PDF/A-2b, with enclosures as plain PDF; equal letters give equal bytes. About 30 ms of computing,
    and some for each page enclosed: run it in a thread.

    Fonts are those inside the typst wheel (Libertinus Serif, OFL), so every machine prints the same page.
    Raises a LetterRefused that names the field when a mention of R124-4 is missing."""
    return _printed("opening.typ", checked_page(letter), letter.on, letter.enclosures)


def checked_page(letter: OpeningLetter) -> dict[str, Any]:
    """What the layout of an opening letter is given. Raises a LetterRefused that names what is missing."""
    require_mentions(letter)
    page = _page(letter)
    require_blocks(page, letter.on)
    return page


def render_follow_up_letter(letter: FollowUpLetter) -> bytes:
    """A later letter in the same frame: its subject and its paragraphs as they were written. Else as the opening one.

    Raises a LetterRefused that names the field for what cannot be posted.
    """
    require_posted(letter)
    texts = _texts(letter.locale)
    said = {"place": letter.place, "date": day_in_words(letter.on, letter.locale), "reference": "", "posted_on": ""}
    if letter.opening is not None:
        said |= {"reference": letter.opening.reference, "posted_on": day_in_words(letter.opening.on, letter.locale)}
    worded = {key: texts[key].format(**said) for key in (*_FRAME, *_TABLE, *_ENCLOSED)}
    page = {
        "language": letter.locale,
        "texts": worded,
        "recalled": worded["recalled"] if letter.opening else "",
        "window": posted_block(letter.debtor, letter.agency),
        "reference": letter.reference,
        "subject": letter.subject,
        "agency": _party(letter.agency),
        "paragraphs": [paragraph.split("\n") for paragraph in letter.paragraphs],
        "claims_after": letter.claims_after,
        **table_of(letter.claims, letter.locale),
    }
    return _printed("follow_up.typ", page, letter.on, letter.enclosures)


def _printed(layout: str, page: dict[str, Any], on: date, enclosures: Sequence[AttachedFile]) -> bytes:
    if not enclosures:
        return _compiled(FOLDER, layout, page | {"enclosures": []}, on, archival=True)
    with tempfile.TemporaryDirectory(prefix="tandem-letter-") as made:
        folder = Path(made)
        for own in FOLDER.glob("*.typ"):
            shutil.copy(own, folder)
        words = page["texts"]
        listed = written_beside(enclosures, folder, words["enclosed_page"], words["enclosed_pages"])
        # No PDF/A: no such file may hold the pages of another one.
        return _compiled(folder, layout, page | {"enclosures": listed}, on, archival=False)


def _compiled(folder: Path, layout: str, page: dict[str, Any], on: date, *, archival: bool) -> bytes:
    return bytes(
        typst.compile(
            folder / layout,
            root=folder,
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(page, ensure_ascii=False)},
            timestamp=datetime.combine(on, time(), UTC),
            pdf_standards=["a-2b"] if archival else [],
        )
    )


def layout_version(locale: str, *, with_notice: bool = False) -> str:
    """The SHA-256 in hex over the files of an opening letter, in this order: layout, frame, table, enclosures, words,
    laws, and those of a validation notice where one goes with it.
    """
    names = ["opening.typ", "frame.typ", "claims.typ", "enclosures.typ", f"opening.{locale}.json", "laws.json"]
    if with_notice:
        names += VALIDATION_FILES
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in names)).hexdigest()


def _page(letter: OpeningLetter) -> dict[str, Any]:
    texts = _texts(letter.locale)
    law = law_in_force("l111_8", letter.on)
    table = table_of(letter.claims, letter.locale)
    said = {
        "agency": letter.agency.name,
        "creditor": letter.creditor.name,
        "total": table["total"],
        "pay_by": day_in_words(letter.pay_by, letter.locale),
        "privacy_contact": letter.privacy.contact,
        "years": str(letter.privacy.retention_years),
        "place": letter.place,
        "date": day_in_words(letter.on, letter.locale),
    }
    worded = {key: text.format(**said) for key, text in texts.items() if key not in _OF_LATER_LETTERS}
    return {
        "language": letter.locale,
        "texts": worded,
        "recalled": "",
        "subject": worded["subject"],
        "pay_by": said["pay_by"],
        "law": law["paragraphs"],
        "law_translation": law["translation"] if letter.locale != "fr" else [],
        "reference": letter.reference,
        "agency": _party(letter.agency),
        "creditor": _party(letter.creditor),
        "window": posted_block(letter.debtor, letter.agency),
        **table,
        "payee": {
            "name": letter.payee.name,
            "iban": _grouped(letter.payee.iban),
            "bic": letter.payee.bic or "",
            "reference": letter.payee.reference,
        },
        "notices": _notices(letter),
    }


def _notices(letter: OpeningLetter) -> list[dict[str, Any]]:
    if letter.notice is None:
        return []
    return validation_pages(
        letter.notice,
        agency=letter.agency,
        creditor=letter.creditor,
        debtor=letter.debtor,
        reference=letter.reference,
        language=letter.locale,
    )


def _texts(locale: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((FOLDER / f"opening.{locale}.json").read_text(encoding="utf-8"))
    return texts


def _party(party: Correspondent) -> dict[str, Any]:
    return {"name": party.name, "address": list(party.address), "contact": party.contact or ""}


def _grouped(iban: str) -> str:
    bare = "".join(iban.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))

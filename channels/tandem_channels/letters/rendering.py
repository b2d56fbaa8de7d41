"""From an opening letter to a PDF: words and figures are made here, `opening.typ` only lays them out."""

import hashlib
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date
from babel.numbers import format_currency

from tandem_channels.letters.opening import LetterClaim, OpeningLetter, require_mentions

FOLDER = Path(__file__).parent
BABEL_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def render_opening_letter(letter: OpeningLetter) -> bytes:
    """The letter as PDF/A-2b; equal letters give equal bytes. About 30 ms of computing: run it in a thread.

    Fonts are those inside the typst wheel (Libertinus Serif, OFL), so every machine prints the same page.
    Raises a LetterRefused that names the field when a mention of R124-4 is missing."""
    require_mentions(letter)
    return bytes(
        typst.compile(
            FOLDER / "opening.typ",
            root=FOLDER,
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(_page(letter), ensure_ascii=False)},
            timestamp=datetime.combine(letter.on, time(), UTC),
            pdf_standards=["a-2b"],
        )
    )


def layout_version(locale: str) -> str:
    """The SHA-256 in hex over the files that an opening letter is made from, in this order: layout, words, laws."""
    files = (FOLDER / name for name in ("opening.typ", f"opening.{locale}.json", "laws.json"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _page(letter: OpeningLetter) -> dict[str, Any]:
    locale = BABEL_LOCALES[letter.locale]
    texts: dict[str, str] = json.loads((FOLDER / f"opening.{letter.locale}.json").read_text(encoding="utf-8"))
    laws: dict[str, Any] = json.loads((FOLDER / "laws.json").read_text(encoding="utf-8"))

    def day(value: date) -> str:
        return format_date(value, "long", locale=locale)

    def amount(value: Decimal) -> str:
        return format_currency(value, letter.claims[0].currency, locale=locale)

    def total(part: str) -> Decimal:
        return sum((getattr(claim, part) for claim in letter.claims), Decimal())

    parts = ("principal", "interest", "accessories")
    said = {
        "agency": letter.agency.name,
        "creditor": letter.creditor.name,
        "total": amount(sum((total(part) for part in parts), Decimal())),
        "pay_by": day(letter.pay_by),
        "privacy_contact": letter.privacy.contact,
        "years": str(letter.privacy.retention_years),
        "place": letter.place,
        "date": day(letter.on),
    }
    return {
        "language": letter.locale,
        "texts": {key: text.format(**said) for key, text in texts.items()},
        "law": laws["l111_8"]["paragraphs"],
        "law_translation": laws["l111_8"]["translation"] if letter.locale != "fr" else [],
        "reference": letter.reference,
        **{
            who: {"name": party.name, "address": list(party.address), "contact": party.contact or ""}
            for who, party in (("agency", letter.agency), ("creditor", letter.creditor), ("debtor", letter.debtor))
        },
        "claims": [_row(claim, day, amount) for claim in letter.claims],
        "totals": {part: amount(total(part)) for part in parts},
        "total": said["total"],
        "payee": {
            "name": letter.payee.name,
            "iban": _grouped(letter.payee.iban),
            "bic": letter.payee.bic or "",
            "reference": letter.payee.reference,
        },
    }


def _row(claim: LetterClaim, day: Any, amount: Any) -> dict[str, str]:
    return {
        "document": claim.document,
        "basis": claim.basis,
        "due_on": day(claim.due_on),
        "principal": amount(claim.principal),
        "interest": amount(claim.interest),
        "accessories": amount(claim.accessories),
        "sum": amount(claim.principal + claim.interest + claim.accessories),
    }


def _grouped(iban: str) -> str:
    bare = "".join(iban.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))

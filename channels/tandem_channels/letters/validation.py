"""The pages of a validation notice (12 CFR 1006.34), in words.

They are laid out as Form B-1. The English pages are the notice; a translation may only stand beside them (1006.34(e)).
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency

from tandem_channels.letters.correspondent import Correspondent, MentionMissing
from tandem_channels.letters.notice import ItemizedDebt, ValidationNotice

# A notice in the debtor's own language comes after the English one.
_BINDING = "en"
_LOCALES = {"en": "en_US", "fr": "fr_FR"}
VALIDATION_FILES = ("validation.typ", "validation.en.json", "validation.fr.json")
_FOLDER = Path(__file__).parent


def require_validation(notice: ValidationNotice) -> None:
    """Raise MentionMissing for the first thing without which the notice is none."""
    if not notice.debts:
        raise MentionMissing("notice.debts")
    for index, debt in enumerate(notice.debts):
        if not debt.account.strip():
            raise MentionMissing(f"notice.debts[{index}].account")
        if debt.itemized_on is None:
            raise MentionMissing(f"notice.debts[{index}].itemized_on")


def validation_pages(
    notice: ValidationNotice,
    *,
    agency: Correspondent,
    creditor: Correspondent,
    debtor: Correspondent,
    reference: str,
    language: str,
) -> list[dict[str, Any]]:
    """The pages as their layout wants them: a page a debt, in English, then in the debtor's language."""
    require_validation(notice)
    return [
        _page(debt, notice.dispute_by, (agency, creditor, debtor), reference, spoken)
        for spoken in dict.fromkeys((_BINDING, language))
        for debt in notice.debts
    ]


def _page(
    debt: ItemizedDebt,
    dispute_by: date,
    sides: tuple[Correspondent, Correspondent, Correspondent],
    reference: str,
    language: str,
) -> dict[str, Any]:
    agency, creditor, debtor = sides
    words: dict[str, str] = json.loads((_FOLDER / f"validation.{language}.json").read_text(encoding="utf-8"))

    def day(value: date) -> str:
        return format_date(value, "long", locale=_LOCALES[language])

    def amount(value: Decimal) -> str:
        return format_currency(value, debt.currency, locale=_LOCALES[language])

    if debt.itemized_on is None:
        raise MentionMissing("notice.itemized_on")
    said = {
        "agency": agency.name,
        "creditor": creditor.name,
        "account": debt.account,
        "itemized_on": day(debt.itemized_on),
        "dispute_by": day(dispute_by),
        "contact": agency.contact or ", ".join(agency.address),
        "reference": reference,
    }
    return {
        "language": language,
        "texts": {key: text.format(**said) for key, text in words.items()},
        "amount": amount(debt.amount),
        "interest": amount(debt.interest),
        "fees": amount(debt.fees),
        "paid": amount(debt.paid),
        "total": amount(debt.total),
        "agency": {"name": agency.name, "address": list(agency.address)},
        "debtor": {"name": debtor.name, "address": list(debtor.address)},
    }

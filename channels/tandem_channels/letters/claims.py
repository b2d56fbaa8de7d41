"""The table of sums, in words and figures: `claims.typ` lays it out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency

from tandem_channels.letters.opening import LetterClaim

BABEL_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_PARTS = ("principal", "interest", "accessories")


def day_in_words(day: date, locale: str) -> str:
    """As a letter writes it."""
    return format_date(day, "long", locale=BABEL_LOCALES[locale])


def table_of(claims: Sequence[LetterClaim], locale: str) -> dict[str, Any]:
    """Rows and totals, every part of a sum apart (R124-4, 3°); all claims are in one currency."""
    if not claims:
        return {"claims": [], "totals": {}, "total": ""}

    def amount(value: Decimal) -> str:
        return format_currency(value, claims[0].currency, locale=BABEL_LOCALES[locale])

    totals = {part: sum((getattr(claim, part) for claim in claims), Decimal()) for part in _PARTS}
    return {
        "claims": [
            {
                "document": claim.document,
                "basis": claim.basis,
                "due_on": day_in_words(claim.due_on, locale),
                "principal": amount(claim.principal),
                "interest": amount(claim.interest),
                "accessories": amount(claim.accessories),
                "sum": amount(claim.principal + claim.interest + claim.accessories),
            }
            for claim in claims
        ],
        "totals": {part: amount(total) for part, total in totals.items()},
        "total": amount(sum(totals.values(), Decimal())),
    }

"""Days and telephone numbers as a reader of one language writes them."""

from datetime import date
from typing import Literal

import phonenumbers
from babel.dates import format_date

# The country whose numbers a reader of this language dials without their country code.
_HOME = {"fr": "FR"}


def written_day(day: date, language: str, form: Literal["medium", "long", "full"] = "long") -> str:
    """A day with its month in letters: *1er juin 2026*, *1 June 2026*; `full`: with its weekday before it."""
    # British order for English, as in the web app.
    written = format_date(day, form, locale="en_GB" if language == "en" else language)
    # French counts the first of a month as an ordinal; the CLDR pattern does not.
    return written.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else written


def written_phone(number: str, language: str) -> str:
    """A number as it is dialled: *01 99 00 12 00* for a French reader, else *+33 1 99 00 12 00*.

    What is no international number (the name that a text is sent under) stays as it is.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    at_home = phonenumbers.region_code_for_number(parsed) == _HOME.get(language)
    forms = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, forms.NATIONAL if at_home else forms.INTERNATIONAL)

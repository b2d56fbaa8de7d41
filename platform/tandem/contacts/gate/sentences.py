"""A reason as a sentence for a collector, in the reader's language, also from a log that keeps plain JSON only."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from tandem.kit import texts

_DATES = frozenset({"since", "until", "last_day", "day"})


def sentence(code: str, arguments: Mapping[str, str], locale: str) -> str:
    """The text `reason.<code>`, with its ISO dates as the reader writes them. Raises KeyError for an unknown code."""
    language = texts.language_of(locale)
    values = {name: _date(value, language) if name in _DATES else value for name, value in arguments.items()}
    return texts.render(f"reason.{code}", language, **values)


def _date(iso: str, language: str) -> str:
    day = date.fromisoformat(iso)
    written = format_date(day, format="long", locale=language)
    # French counts the first of a month as an ordinal; the CLDR pattern does not.
    return f"1er{written[1:]}" if language == "fr" and day.day == 1 else written

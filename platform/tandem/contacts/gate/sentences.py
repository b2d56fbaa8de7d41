"""A reason as a sentence for a collector, in the reader's language, also from a log that keeps plain JSON only."""

from collections.abc import Mapping
from datetime import date

from tandem.kit import texts
from tandem.kit.written import written_day

_DATES = frozenset({"since", "until", "last_day", "day", "sent_on"})


def sentence(code: str, arguments: Mapping[str, str], locale: str) -> str:
    """The text `reason.<code>`, with its ISO dates as the reader writes them; where the law wants a language, the one
    that names it. Raises KeyError for an unknown code.
    """
    language = texts.language_of(locale)
    values = {
        name: written_day(date.fromisoformat(value), language) if name in _DATES else value
        for name, value in arguments.items()
    }
    name = f"reason.{code}_OF_LAW" if "language" in values else f"reason.{code}"
    return texts.render(name, language, **values)

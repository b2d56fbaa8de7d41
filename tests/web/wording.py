"""The web app's own words, found by their English, and the server's sentences: what a person reads on a screen."""

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po

from tandem.kit import texts
from tandem.timeline.sentences import sentence

LOCALES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "locales"


@cache
def _catalogue(locale: str) -> Catalog:
    # Without the header, in which Lingui leaves dates empty: Babel refuses that.
    _, _, messages = (LOCALES / f"{locale}.po").read_text().partition("\n\n")
    return read_po(io.StringIO(messages), locale=locale)


class Words:
    """The texts of one language; `words("Send")` is *Send* or *Envoyer*."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def __call__(self, english: str, values: Mapping[str, object] | None = None, *, context: str | None = None) -> str:
        """The text of a message without plural, with its {named} values filled in.

        Raises KeyError for one that the app does not have, so that a renamed label is noticed here.
        """
        message = _catalogue(self.locale).get(english, context)
        if message is None or not message.string:
            raise KeyError(f"{english!r} has no text in {self.locale}.po")
        text = str(message.string)
        for name, value in (values or {}).items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def contact(self, channel: str, state: str) -> str:
        """The server's sentence of a contact that reached this state."""
        return sentence("contact_state_changed", {"channel": channel, "state": state}, self.locale)

    def said(self, key: str) -> re.Pattern[str]:
        """The server's text of this key, whatever values it is filled with. Raises KeyError."""
        return re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(texts.catalogue(self.locale)[key])))

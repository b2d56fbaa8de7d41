"""The server's message catalogue: one pair of .po files a capability, merged at first use.

A reason travels as a key and arguments and becomes a sentence in the language of whoever reads it.
"""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = ("fr", "en")
_ROOT = Path(__file__).resolve().parent.parent


@cache
def catalogue(locale: str) -> dict[str, str]:
    """Every key and its sentence in `locale`. Raises ValueError when two capabilities define one key."""
    found: dict[str, str] = {}
    for path in sorted(_ROOT.glob(f"*/locale/{locale}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if not message.id:
                    continue
                key = str(message.id)
                if key in found:
                    raise ValueError(f"{path}: the key {key!r} is defined twice")
                found[key] = _unbroken(str(message.string)) if locale == "fr" else str(message.string)
    return found


def _unbroken(text: str) -> str:
    """French with spaces that no line breaks at: a wide one before a colon and within guillemets, else a narrow one.

    The files keep plain spaces, which people can see and type.
    """
    return re.sub(r" (?=[;!?])", "\u202f", re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", text))


def language_of(locale: str | None) -> str:
    """The shipped language nearest to `locale`; French is the first market."""
    return "en" if (locale or "").lower().startswith("en") else "fr"


def asked_language(accept_language: str | None) -> str | None:
    """The shipped language that a browser or client asks for first; None when it asks for none that we have."""
    first = (accept_language or "").split(",")[0].split(";")[0].strip().lower()[:2]
    return first if first in LOCALES else None


def render(key: str, locale: str, /, **values: object) -> str:
    """The sentence of `key` in `locale`. Raises KeyError for an unknown key: a missing sentence is a bug."""
    return catalogue(language_of(locale))[key].format(**values)

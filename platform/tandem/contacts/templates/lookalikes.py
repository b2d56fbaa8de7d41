"""Text as an eye reads it: no accents, no capitals, no signs that cannot be seen, Latin letters for their likenesses.

A word that may not be said is found whatever alphabet, spaces or signs it hides behind.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("lookalikes.toml")
_ALIKE = {
    ord(sign): latin for latin, signs in tomllib.loads(_FILE.read_text(encoding="utf-8")).items() for sign in signs
}
_NAMED = re.compile(r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |DOTLESS |TURNED |REVERSED |OPEN )?([A-Z])\b")
_DIGITS = str.maketrans("0134578@$", "oieastbas")
_WORD = re.compile(r"[a-z0-9@$]+")


@dataclass(frozen=True, slots=True)
class Word:
    """Letters and digits that stand together, with where they began and ended in the text."""

    letters: str
    start: int
    end: int


def seen(text: str) -> list[tuple[str, int]]:
    """Each sign as it is read, in lower case, with its place in the text; what cannot be seen is left out."""
    return [(sign, place) for place, written in enumerate(text) for sign in _read(written)]


def words(text: str) -> list[Word]:
    """The words of the text as they are read: "Saıs1e" is saisie. Numbers stay as they are."""
    signs = seen(text)
    line = "".join(sign for sign, _ in signs)
    found = []
    for match in _WORD.finditer(line):
        letters = match.group()
        if re.search("[a-z]", letters):
            letters = letters.translate(_DIGITS)
        found.append(Word(letters, signs[match.start()][1], signs[match.end() - 1][1] + 1))
    return found


def mixed(text: str) -> Iterator[tuple[str, int]]:
    """Words in which Latin letters stand beside those of another alphabet, with their place: nobody types those."""
    for match in re.finditer(r"[^\W\d_]+", text):
        alphabets = {unicodedata.name(letter, "").split(" ", 1)[0] for letter in match.group() if letter not in "ªº"}
        if "LATIN" in alphabets and alphabets & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "MATHEMATICAL"}:
            yield match.group(), match.start()


@lru_cache(maxsize=4096)
def _read(written: str) -> str:
    parts = []
    for sign in unicodedata.normalize("NFKD", written):
        category = unicodedata.category(sign)
        if category in ("Cf", "Mn", "Me"):
            continue
        likened = sign.translate(_ALIKE)
        if likened == sign and not sign.isascii() and category.startswith("L"):
            named = _NAMED.match(unicodedata.name(sign, ""))
            likened = named.group(1) if named else sign
        parts.append(likened.lower().translate(_ALIKE))
    return "".join(parts)

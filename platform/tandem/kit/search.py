"""Keys for sorting and searching, computed here because the embedded server has no ICU (columns are COLLATE "C")."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def search_key(text: str) -> str:
    """Lower-case, without accents or punctuation, single spaces: "Société Générale" -> "societe generale"."""
    folded = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("ß", "ss"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain.lower()).strip()


def sort_key(text: str) -> str:
    """A key whose byte order is the order a reader expects; accents only break ties."""
    return f"{search_key(text)}\u0001{text}"

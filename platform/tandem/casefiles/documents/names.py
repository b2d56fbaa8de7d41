"""The name a file keeps: readable, without its path, without tricks, with an ending that fits its contents."""

import unicodedata

from tandem.casefiles.documents.content import ENDINGS

_MOST = 200  # characters
# Invisible characters: controls, and those that turn the direction of what follows ("gpj.exe" read backwards).
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def clean_name(filename: str) -> str:
    """The last part of the path, composed (NFC), with invisible characters removed; empty when nothing is left.

    A browser on Windows may send the whole path; letters of every script stay as they are.
    """
    last = filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        character
        for character in unicodedata.normalize("NFC", last)
        if unicodedata.category(character) not in _INVISIBLE
    )
    return " ".join(shown.split()).strip(". ")


def fitting_name(name: str, content_type: str) -> str:
    """A cleaned name whose ending says what the contents are; at most 200 characters."""
    endings = ENDINGS[content_type]
    stem, dot, last = name.rpartition(".")
    if dot and stem and f".{last.lower()}" in endings:
        return f"{stem[: _MOST - len(last) - 1]}.{last}"
    return f"{(name or 'document')[: _MOST - len(endings[0])]}{endings[0]}"

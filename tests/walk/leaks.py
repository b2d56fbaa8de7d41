"""Looking for what does not belong into an answer: ids and words of rows that its reader may not know.

An id is found wherever it stands, also inside global ids and cursors; a word in every text of an answer, in PDFs and in
the members of an archive.
"""

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from tests.api.surfaces import SECRET
from tests.channels.pdf_text import text_of
from tests.walk.owning import Everything, Owned
from tests.walk.people import Reader

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ENCODED = re.compile(r"[A-Za-z0-9+/_=-]{16,}")
_WORD = re.compile(r"[\w@.+-]{6,}")
# A word of somebody's: it holds a digit, an address, or the word that marks private texts. Others are language.
_TELLING = re.compile(rf"\d|@|{SECRET}")

# Numbers and days, which many rows have.
_PLAIN = re.compile(r"\d{1,8}|\d{4}-\d\d-\d\d.*")


def telling(text: str) -> set[str]:
    """The words of a text that say whose it is."""
    words = {word.strip(".-+") for word in _WORD.findall(text.lower()) if _TELLING.search(word)}
    return {word for word in words if not _PLAIN.fullmatch(word)}


def ids_in(text: str) -> set[str]:
    """Every id in a text, also those that are written in base64."""
    found = set(_UUID.findall(text))
    for part in _ENCODED.findall(text):
        found |= _decoded(part)
    return found


@cache
def _decoded(part: str) -> frozenset[str]:
    for decode in (base64.b64decode, base64.urlsafe_b64decode):
        try:
            return frozenset(_UUID.findall(decode(part + "=" * (-len(part) % 4)).decode("latin-1")))
        except (binascii.Error, ValueError):
            continue
    return frozenset()


def text_of_file(content: bytes) -> str:
    """All words of a file: of a PDF as they are read, of an archive those of its members."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{text_of_file(archive.read(name))}" for name in archive.namelist())
    read = text_of(content) if content.startswith(b"%PDF-1.7") else ""
    return read + "\n" + content.decode("utf-8", "replace")


@dataclass
class Forbidden:
    """What one reader may not find: ids with their rows, and words."""

    ids: Mapping[str, Owned]
    words: frozenset[str]

    def found_in(self, text: str, sent: Mapping[str, Any]) -> list[str]:
        """What of it stands in a text, apart from what the reader sent."""
        known = orjson.dumps(sent).decode()
        ids = (ids_in(text) & self.ids.keys()) - ids_in(known)
        words = (telling(text) & self.words) - telling(known)
        return [f"{self.ids[one].table} {one}" for one in sorted(ids)] + sorted(words)


def forbidden_to(reader: Reader, world: Everything) -> Forbidden:
    """All that stands in rows that the reader may not know, and in none that they may."""
    ids: dict[str, Owned] = {}
    theirs: set[str] = set()
    others: set[str] = set()
    for owned, words in _told(world):
        if world.may_know(reader, owned):
            theirs |= words
        else:
            others |= words
            if owned.row.get("id"):
                ids[str(owned.row["id"])] = owned
    return Forbidden(ids, frozenset(others - theirs))


def _told(world: Everything) -> Iterator[tuple[Owned, set[str]]]:
    for owned in world.rows:
        texts = [value for value in owned.row.values() if isinstance(value, str)]
        yield owned, set().union(*map(telling, texts)) if texts else set()

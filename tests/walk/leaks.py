"""Looking for what does not belong into an answer: ids and words of rows that its reader may not know.

Ids and words are found wherever they stand, also inside global ids and cursors, in PDFs and in the members of an
archive.
"""

import base64
import binascii
import contextlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from tandem.kit.rule_packs import SHIPPED
from tests.api.documents_of_schema import GRAPH
from tests.api.surfaces import SECRET
from tests.channels.pdf_text import text_of
from tests.walk.owning import Everything, Owned
from tests.walk.people import Reader

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ENCODED = re.compile(r"[A-Za-z0-9+/_=-]{16,}")
_WORD = re.compile(r"[\w@.+-]{6,}")
# A word of somebody's: it holds a digit, an address, or the word that marks private texts. Others are language.
_TELLING = re.compile(rf"\d|@|{SECRET}")

# Names of fields are in every answer, and copies of messages hold some: `sha256`.
_NAMES = {name.lower() for kind in GRAPH.type_map.values() for name in getattr(kind, "fields", {})}
# Numbers and days, which many rows have.
_PLAIN = re.compile(r"\d{1,8}|\d{4}-\d\d-\d\d.*")


def _words(text: str) -> set[str]:
    return {word.strip(".-+") for word in _WORD.findall(text.lower()) if _TELLING.search(word)}


# The articles that a reason cites stand in the law too, which everybody may read: `l110-4`.
_LAW = {word for pack in SHIPPED.glob("*.toml") for word in _words(pack.read_text(encoding="utf-8"))}


def telling(text: str) -> set[str]:
    """The words of a text that say whose it is."""
    words = _words(text) - _NAMES - _LAW
    return {word for word in words if not (_PLAIN.fullmatch(word) or _UUID.fullmatch(word))}


@lru_cache(maxsize=20_000)
def said_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Every id and every telling word in a text, also those that are written in base64."""
    ids, words = set(_UUID.findall(text)), telling(text)
    for part in _ENCODED.findall(text):
        more, others = _decoded(part)
        ids |= more
        words |= others
    return frozenset(ids), frozenset(words)


@lru_cache(maxsize=200_000)
def _decoded(part: str) -> tuple[frozenset[str], frozenset[str]]:
    """What a part says that may be base64, of either alphabet: each decoder leaves out the other's letters."""
    ids: set[str] = set()
    words: set[str] = set()
    for decode in (base64.b64decode, base64.urlsafe_b64decode):
        with contextlib.suppress(binascii.Error, ValueError):
            told = decode(part + "=" * (-len(part) % 4))
            ids |= set(_UUID.findall(told.decode("latin-1")))
            words |= telling(text_of_file(told) if told.startswith(b"%PDF-") else told.decode("utf-8", "replace"))
    return frozenset(ids), frozenset(words)


@lru_cache(maxsize=500)
def text_of_file(content: bytes) -> str:
    """All words of a file: of a PDF as they are read, of an archive those of its members."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{text_of_file(archive.read(name))}" for name in archive.namelist())
    read = text_of(content) if content.startswith(b"%PDF-1.7") else ""
    return read + "\n" + content.decode("utf-8", "replace")


Told = list[tuple[Owned, Mapping[str, frozenset[str]]]]
# Whether the policy table opens a column of a row of one's own to a reader.
MayRead = Callable[[Reader, Owned, str], bool]


@dataclass
class Forbidden:
    """What one reader may not find: ids with their rows, and words."""

    ids: Mapping[str, Owned]
    words: frozenset[str]

    def found_in(self, text: str, sent: Mapping[str, Any]) -> list[str]:
        """What of it stands in a text, apart from what the reader sent."""
        ids, words = said_in(text)
        if not (ids & self.ids.keys() or words & self.words):
            return []
        known, said = said_in(orjson.dumps(sent).decode())
        found = (ids & self.ids.keys()) - known
        return [f"{self.ids[one].table} {one}" for one in sorted(found)] + sorted((words & self.words) - said)


def told_in(world: Everything) -> Told:
    """Every row with the telling words of each of its columns."""
    return [
        (owned, {name: frozenset(telling(value)) for name, value in owned.row.items() if isinstance(value, str)})
        for owned in world.rows
    ]


def forbidden_to(reader: Reader, world: Everything, told: Told, may_read: MayRead) -> Forbidden:
    """All that stands in rows and columns that the reader may not know, and in none that they may.

    A row of somebody else's is forbidden whole; of one's own organization's, what the policy table does not open.
    """
    ids: dict[str, Owned] = {}
    theirs: set[str] = set()
    others: set[str] = set()
    for owned, columns in told:
        known = world.may_know(reader, owned)
        for column, words in columns.items():
            if known and may_read(reader, owned, column):
                theirs |= words
            else:
                others |= words
        if owned.key and not (known and may_read(reader, owned, "id")):
            ids[str(owned.key)] = owned
    return Forbidden(ids, frozenset(others - theirs))

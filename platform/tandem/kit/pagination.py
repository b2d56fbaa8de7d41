"""Keyset pagination: a cursor names the last row seen, so that rows inserted meanwhile shift nothing.

A cursor is signed for one list and one organization. Whoever makes one up, takes one from another list, or got one
from another tenant, is refused before any SQL sees it.
"""

import binascii
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from tandem.kit.errors import InvalidInput

T = TypeVar("T")
MAX_PAGE = 200
_SEAL = 12  # bytes of a cursor's signature
_LONGEST = 2_000  # characters of a cursor
_most = MAX_PAGE
# Until `configure`: cursors that live as long as this process.
_secret = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows with their cursors; `total` counts all rows of the list where the list gives one.

    `has_previous` is known to lists that page both ways; the others leave it False.
    """

    items: list[tuple[str, T]]
    has_next: bool
    total: int | None = None
    has_previous: bool = False


def page_size(first: int, field: str = "first") -> int:
    """Check `first`, or what the field is called. Raises InvalidInput outside 1..200, or what the setting says."""
    if not 1 <= first <= _most:
        raise InvalidInput(field, first, "page_size")
    return first


def most_rows() -> int:
    """How many rows a page may have in this installation."""
    return _most


def configure(secret: bytes, most: int = MAX_PAGE) -> None:
    """Sign with a key made of the installation's secret, so that every process takes every other one's cursors; pages
    have at most `most` rows.
    """
    global _secret, _most
    _most = most
    _secret = blake2b(secret, person=b"cursors", digest_size=32).digest()


class Cursors:
    """The cursors of one list, as one organization pages through it."""

    __slots__ = ("_key",)

    def __init__(self, list_name: str, organization_id: UUID) -> None:
        """`list_name` tells lists apart whose keys mean different things: each sort of a list has its own."""
        named = list_name.encode() + b"\0" + organization_id.bytes
        self._key = blake2b(named, key=_secret, digest_size=32).digest()

    def of(self, *key: object) -> str:
        """The opaque cursor of a row, made of its sort key; two microseconds."""
        text = orjson.dumps(key, default=str)
        return urlsafe_b64encode(blake2b(text, key=self._key, digest_size=_SEAL).digest() + text).rstrip(b"=").decode()

    def read(self, cursor: str | None, *readers: Callable[[str], Any], field: str = "after") -> tuple[Any, ...] | None:
        """The sort key of a cursor, each part read by its reader, or None for the start.

        Raises InvalidInput naming the field for a cursor that this list never gave to this organization, also where a
        reader raises ValueError.
        """
        if cursor is None:
            return None
        try:
            # A bound before the work: no cursor of ours is longer.
            sealed = urlsafe_b64decode(cursor[:_LONGEST] + "=" * (-len(cursor) % 4))
            seal, text = sealed[:_SEAL], sealed[_SEAL:]
            if not hmac.compare_digest(seal, blake2b(text, key=self._key, digest_size=_SEAL).digest()):
                raise InvalidInput(field, cursor, "cursor")
            return tuple(read(str(part)) for read, part in zip(readers, orjson.loads(text), strict=True))
        except (ValueError, OverflowError, binascii.Error):
            raise InvalidInput(field, cursor, "cursor") from None


def whole_number(text: str) -> int:
    """A reader of numbers that a column of eight bytes holds. Raises ValueError."""
    value = int(text)
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"{text} is no number of ours")
    return value


def instant(text: str) -> datetime:
    """A reader of instants. Raises ValueError, also without a time zone."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"{text} lacks its time zone")
    return value


def page_of(rows: Sequence[T], first: int, cursor_of: Callable[[T], str], total: int | None = None) -> Page[T]:
    """Make a page from up to `first` + 1 rows: the extra one only says that there are more."""
    return Page([(cursor_of(row), row) for row in rows[:first]], len(rows) > first, total)

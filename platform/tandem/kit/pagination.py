"""Keyset pagination: a cursor names the last row seen, so that rows inserted meanwhile shift nothing."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson

from tandem.kit.errors import InvalidInput

T = TypeVar("T")
MAX_PAGE = 200


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
    """Check `first`, or what the field is called. Raises InvalidInput outside 1..200."""
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput(field, first, "page_size")
    return first


def encode_cursor(*key: object) -> str:
    """An opaque cursor for a sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key), default=str)).decode().rstrip("=")


def decode_cursor(cursor: str | None, parts: int, field: str = "after") -> list[str | int] | None:
    """The sort key of a cursor, or None for the start. Raises InvalidInput for one that this list never gave."""
    if cursor is None:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        raise InvalidInput(field, cursor, "cursor") from None
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(part, str | int) for part in key):
        raise InvalidInput(field, cursor, "cursor")
    return key


def read_cursor(cursor: str | None, *readers: Callable[[str], Any], field: str = "after") -> tuple[Any, ...] | None:
    """The sort key of a cursor, each part read by its reader, or None for the start.

    Raises InvalidInput for a cursor that this list never gave, also where a reader raises ValueError.
    """
    key = decode_cursor(cursor, len(readers), field)
    if key is None:
        return None
    try:
        return tuple(read(str(part)) for read, part in zip(readers, key, strict=True))
    except (ValueError, OverflowError):
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

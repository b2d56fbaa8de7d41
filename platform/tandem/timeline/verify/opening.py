"""Opening the events of some kinds, for the capability that holds its own rows and files against them."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from cryptography.exceptions import InvalidTag

from tandem.timeline.sealing import DataKey, Sealed, event_key, unseal, unwrapped

_AT_ONCE = 500  # events


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """What an event says, public and sealed fields by name; `data` is None when it does not open."""

    where: str
    case_file_id: UUID
    chain: str
    data: dict[str, Any] | None


async def opened_parts(connection: asyncpg.Connection, kinds: Collection[str]) -> AsyncIterator[list[OpenedEvent]]:
    """Events of these kinds whose key is not destroyed, in chain order; a part has whole case files.

    On the owner's connection, inside its transaction.
    """
    part: list[OpenedEvent] = []
    async for row in connection.cursor(_EVENTS, list(kinds), prefetch=_AT_ONCE):
        if len(part) >= _AT_ONCE and part[-1].case_file_id != row["case_file_id"]:
            yield part
            part = []
        where = f"case file {row['case_file_id']}, chain {row['chain']}, event {row['sequence']} ({row['id']})"
        part.append(OpenedEvent(where, row["case_file_id"], row["chain"], _data(row)))
    yield part


def _data(row: asyncpg.Record) -> dict[str, Any] | None:
    try:
        key = DataKey(row["key_id"], unwrapped(row["key_id"], row["wrapped"]))
        opened = orjson.loads(unseal(event_key(key, row["id"]), row["id"], Sealed(row["sealed"], row["commitment"])))
    except (InvalidTag, ValueError):
        return None
    # Encoding 1 sealed the fields without a frame.
    return {**orjson.loads(row["public"])["data"], **(opened["data"] if row["encoding"] > 1 else opened)}


_EVENTS = """
SELECT event.id, event.case_file_id, event.chain, event.sequence, event.encoding, event.public, event.sealed,
       event.commitment, event.key_id, key.wrapped
FROM timeline_events event JOIN timeline_keys key ON key.id = event.key_id
WHERE event.kind = ANY ($1::text[]) AND key.wrapped IS NOT NULL
ORDER BY event.case_file_id, event.chain, event.sequence
"""

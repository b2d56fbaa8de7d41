"""Holding notes and all their words against the events that sealed them."""

from collections import defaultdict
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg

from tandem.notes.events import NoteCorrected, NoteWritten
from tandem.timeline.verify.opening import OpenedEvent, opened_parts


async def note_faults(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """Every note whose words are not those of its events, one revision an event, on the owner's connection.

    An erased person's events do not open any more and are passed over.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for part in opened_parts(connection, (NoteWritten.kind, NoteCorrected.kind)):
            told: dict[UUID, list[OpenedEvent]] = defaultdict(list)
            for event in part:
                if event.data is None:
                    yield f"{event.where}: it does not open with its key"
                else:
                    told[UUID(event.data["note_id"])].append(event)
            kept = {row["id"]: row for row in await connection.fetch(_NOTES, list(told))}
            for note_id, events in told.items():
                for problem in _problems(events, kept.get(note_id)):
                    yield f"{events[-1].where}: {problem} (note {note_id})"


def _problems(events: list[OpenedEvent], note: asyncpg.Record | None) -> list[str]:
    if note is None:
        return ["the note is gone"]
    wanted = {
        "case_file_id": events[0].case_file_id,
        "chain": events[0].chain,
        "state": "recorded",
        "words": [event.data["body"] for event in events if event.data],
    }
    return [f"the note's {name} changed" for name, value in wanted.items() if note[name] != value]


_NOTES = """
SELECT n.id, n.case_file_id, n.chain, n.state,
       ARRAY(SELECT r.body FROM note_revisions r WHERE r.note_id = n.id ORDER BY r.written_at, r.id) AS words
FROM notes n WHERE n.id = ANY ($1::uuid[])
"""

"""Reading the timeline: pages newest first, and what came after a position, for live readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson

from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.pagination import Page, encode_cursor, instant, page_of, page_size, read_cursor, whole_number
from tandem.organizations.actor import Actor
from tandem.timeline.events import Chain

_COLUMNS = (
    "event_id, case_file_id, chain, sequence, kind, milestone, occurred_at, recorded_at, supersedes, superseded_by, "
    "actor_kind, actor_name, actor_organization, data"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a page shows it; `data` holds its public and sealed fields by name."""

    event_id: UUID
    case_file_id: UUID
    chain: str
    sequence: int
    kind: str
    milestone: bool
    occurred_at: datetime
    recorded_at: datetime
    supersedes: UUID | None
    superseded_by: UUID | None
    actor_kind: str
    actor_name: str | None
    actor_organization: str | None
    data: dict[str, Any]

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Entry":
        """From a database row."""
        return cls(**{**row, "data": orjson.loads(row["data"])})


async def timeline_of(actor: Actor, case_file_id: UUID, first: int, after: str | None) -> Page[Entry]:
    """The events that the actor's side may see, newest first by recording time (row-level security filters)."""
    key = read_cursor(after, instant, UUID)
    size = page_size(first)
    async with reading(actor):
        if key is None:
            rows = await database.rows(
                f"SELECT {_COLUMNS} FROM timeline_entries WHERE case_file_id = $1 "
                "ORDER BY recorded_at DESC, event_id DESC LIMIT $2",
                case_file_id,
                size + 1,
            )
        else:
            rows = await database.rows(
                f"SELECT {_COLUMNS} FROM timeline_entries WHERE case_file_id = $1 "
                "AND (recorded_at, event_id) < ($2, $3) ORDER BY recorded_at DESC, event_id DESC LIMIT $4",
                case_file_id,
                key[0],
                key[1],
                size + 1,
            )
    entries = [Entry.of(row) for row in rows]
    return page_of(entries, first, cursor_of)


async def newest_of(actor: Actor, case_file_ids: Iterable[UUID], first: int) -> dict[UUID, Page[Entry]]:
    """The first page of many timelines in one statement, for lists of case files already reached."""
    found = list(case_file_ids)
    size = page_size(first)
    async with reading(actor):
        rows = await database.rows(
            "SELECT entry.* FROM unnest($1::uuid[]) wanted (id) CROSS JOIN LATERAL ("
            f"SELECT {_COLUMNS} FROM timeline_entries WHERE case_file_id = wanted.id "
            "ORDER BY recorded_at DESC, event_id DESC LIMIT $2) entry",
            found,
            size + 1,
        )
    entries: dict[UUID, list[Entry]] = {case_file_id: [] for case_file_id in found}
    for row in rows:
        entries[row["case_file_id"]].append(Entry.of(row))
    return {case_file_id: page_of(page, first, cursor_of) for case_file_id, page in entries.items()}


def cursor_of(entry: Entry) -> str:
    """Where a page continues after this entry."""
    return encode_cursor(entry.recorded_at.isoformat(), entry.event_id)


class Position:
    """How far a reader has come in each chain: gapless sequences, so nothing is lost or repeated on resume."""

    def __init__(self, heights: dict[str, int]) -> None:
        self.heights = heights

    @classmethod
    def parse(cls, text: str | None) -> "Position | None":
        """Read a position that `str()` gave. Raises InvalidInput."""
        key = read_cursor(text, Chain, whole_number, Chain, whole_number, Chain, whole_number)
        return None if key is None else cls({key[i].value: key[i + 1] for i in (0, 2, 4)})

    def passed(self, entry: Entry) -> bool:
        """Move past an entry; False when it was passed before."""
        if entry.sequence <= self.heights.get(entry.chain, 0):
            return False
        self.heights[entry.chain] = entry.sequence
        return True

    def __str__(self) -> str:
        parts: list[object] = []
        for chain in ("agency", "creditor", "parties"):
            parts += [chain, self.heights.get(chain, 0)]
        return encode_cursor(*parts)


async def positions_of(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, Position]:
    """The present heads of the chains the actor may see, for each case file."""
    async with reading(actor):
        rows = await database.rows(
            "SELECT case_file_id, chain, sequence FROM timeline_heads WHERE case_file_id = ANY ($1::uuid[])",
            list(case_file_ids),
        )
    found = {case_file_id: Position({}) for case_file_id in case_file_ids}
    for row in rows:
        found[row["case_file_id"]].heights[row["chain"]] = row["sequence"]
    return found


async def entries_after(actor: Actor, case_file_id: UUID, position: Position, most: int = 200) -> list[Entry]:
    """Events past `position`, at most `most`: each chain in its own sequence, the chains merged by recording time.

    Sequence decides inside a chain, because two writers may commit in another order than their clocks say, and a
    reader that has passed the later event would never see the earlier one.
    """
    heights = position.heights
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {_COLUMNS} FROM timeline_entries WHERE case_file_id = $1 AND ("
            "(chain = 'agency' AND sequence > $2) OR (chain = 'creditor' AND sequence > $3) "
            "OR (chain = 'parties' AND sequence > $4)) ORDER BY chain, sequence LIMIT $5",
            case_file_id,
            heights.get("agency", 0),
            heights.get("creditor", 0),
            heights.get("parties", 0),
            most,
        )
    chains = [list(chain) for _, chain in groupby(map(Entry.of, rows), key=lambda entry: entry.chain)]
    return list(merge(*chains, key=lambda entry: entry.recorded_at))

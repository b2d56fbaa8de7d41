"""Reading the timeline: pages, and what came after a position, for live readers."""

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
from tandem.kit.pagination import Cursors, Page, whole_number
from tandem.organizations.actor import Actor
from tandem.timeline.events import Chain
from tandem.timeline.paging import Window, cursors_of

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


async def timelines_of(actor: Actor, case_file_ids: Iterable[UUID], window: Window) -> dict[UUID, Page[Entry]]:
    """The same page of many timelines in one statement: what the actor's side may see (row-level security filters).

    Newest first by recording time, ties by the event's id, whichever way the page was asked.
    """
    found = list(case_file_ids)
    sql, args = _statement(found, window)
    async with reading(actor):
        rows = await database.rows(sql, *args)
    entries: dict[UUID, list[Entry]] = {case_file_id: [] for case_file_id in found}
    newer = set()
    for row in rows:
        wanted, has_newer = row.pop("wanted"), row.pop("has_newer")
        if row["event_id"] is not None:
            entries[wanted].append(Entry.of(row))
        if has_newer:
            newer.add(wanted)
    cursors = cursors_of(actor)
    return {
        case_file_id: _page(entries[case_file_id], window, cursors, case_file_id in newer) for case_file_id in found
    }


async def timeline_of(actor: Actor, case_file_id: UUID, first: int, after: str | None) -> Page[Entry]:
    """A page of one timeline, from the newest event or a cursor on."""
    return (await timelines_of(actor, [case_file_id], Window.of(actor, first=first, after=after)))[case_file_id]


def _statement(case_file_ids: list[UUID], window: Window) -> tuple[str, list[object]]:
    """A row for each event, and one without an event for a page that is empty."""
    args: list[object] = [case_file_ids]
    entries, newer = page_sql("wanted.id", window, args)
    sql = (
        f"SELECT wanted.id AS wanted, {newer} AS has_newer, entry.* FROM unnest($1::uuid[]) wanted (id) "
        f"LEFT JOIN LATERAL ({entries}) entry ON true"
    )
    return sql, args


def page_sql(case_file_id: str, window: Window, args: list[object], *, extra: int = 1) -> tuple[str, str]:
    """SQL for the events of a page, `extra` more than it shows when there are more, and whether there are newer ones.

    `case_file_id` is SQL too; values are added to `args`. The first event is the one beside the window's cursor.
    """
    of_case = [f"case_file_id = {case_file_id}", *window.conditions(args)]
    order = "recorded_at, event_id" if window.backward else "recorded_at DESC, event_id DESC"
    # A page after a cursor has at least the cursor's own event before it; one that opens at a day must look.
    newer = "true" if window.cursor else "false"
    if window.before is not None:
        others = [f"case_file_id = {case_file_id}", *window.narrowed.conditions(args)]
        args.append(window.before)
        newer = f"EXISTS (SELECT FROM timeline_entries WHERE {' AND '.join(others)} AND recorded_at >= ${len(args)})"
    page = f"ORDER BY {order} LIMIT {window.size + extra}"
    entries = f"SELECT {_COLUMNS} FROM timeline_entries WHERE {' AND '.join(of_case)} {page}"
    return entries, newer


def _page(entries: list[Entry], window: Window, cursors: Cursors, has_newer: bool) -> Page[Entry]:
    shown = [(cursor_of(cursors, entry), entry) for entry in entries[: window.size]]
    more = len(entries) > window.size
    if window.backward:
        return Page(shown[::-1], has_next=window.cursor is not None, has_previous=more)
    return Page(shown, has_next=more, has_previous=has_newer)


def cursor_of(cursors: Cursors, entry: Entry) -> str:
    """Where a page continues after this entry."""
    return cursors.of(entry.recorded_at.isoformat(), entry.event_id)


_CHAINS = ("agency", "creditor", "parties")


class Position:
    """How far a reader has come in each chain: gapless sequences, so nothing is lost or repeated on resume."""

    def __init__(self, heights: dict[str, int]) -> None:
        self.heights = heights

    @classmethod
    def parse(cls, actor: Actor, text: str | None) -> "Position | None":
        """Read a position that `told_to` gave. Raises InvalidInput."""
        key = _positions(actor).read(text, Chain, whole_number, Chain, whole_number, Chain, whole_number)
        return None if key is None else cls({key[i].value: key[i + 1] for i in (0, 2, 4)})

    def passed(self, entry: Entry) -> bool:
        """Move past an entry; False when it was passed before."""
        if entry.sequence <= self.heights.get(entry.chain, 0):
            return False
        self.heights[entry.chain] = entry.sequence
        return True

    def __str__(self) -> str:
        return " ".join(f"{chain} {self.heights.get(chain, 0)}" for chain in _CHAINS)

    def told_to(self, actor: Actor) -> str:
        """The position as a client of this organization keeps it."""
        return _positions(actor).of(*str(self).split())


def _positions(actor: Actor) -> Cursors:
    return Cursors("timeline_position", actor.organization_id)


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


async def newest_event(case_file_id: UUID, chain: str, kinds: Iterable[str], **named: UUID | str) -> Entry | None:
    """The newest event of these kinds in a chain, in the open transaction: what a correction supersedes.

    `named` narrows by what its data say, such as a `note_id`; None also when the person was erased.
    """
    told = orjson.dumps({name: str(value) for name, value in named.items()}).decode()
    row = await database.row(
        f"SELECT {_COLUMNS} FROM timeline_entries WHERE case_file_id = $1 AND chain = $2 AND kind = ANY ($3::text[]) "
        "AND data @> $4::text::jsonb ORDER BY sequence DESC LIMIT 1",
        case_file_id,
        chain,
        list(kinds),
        told,
    )
    return Entry.of(row) if row else None


async def event_of(case_file_id: UUID, event_id: UUID, kind: str) -> Entry | None:
    """One event of this kind on a case file, in the open transaction: None for one that its side may not see."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM timeline_entries WHERE case_file_id = $1 AND event_id = $2 AND kind = $3",
        case_file_id,
        event_id,
        kind,
    )
    return Entry.of(row) if row else None


async def entries_by_id(actor: Actor, event_ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Those of the events that the actor's side may see."""
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {_COLUMNS} FROM timeline_entries WHERE event_id = ANY ($1::uuid[])", list(event_ids)
        )
    return {row["event_id"]: Entry.of(row) for row in rows}

"""How far the database says that chains were anchored, held against the leaves: a forged row would keep the next
anchors from covering a chain, and let its page say that all of it is proved.

Rows only ever move to newer anchors, so an anchor that is made meanwhile accuses nobody. Memory stays constant.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from tandem.timeline.anchors.written import Point


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that does not say what the anchor's leaf says of its chain."""

    place: int
    event_id: UUID | None
    problem: str


@dataclass(slots=True)
class Rows:
    """The rows seen so far; `known` are the anchors that the database remembered before the first was read."""

    known: frozenset[int]
    # By anchor, how many of its leaves have a row that names it.
    held: Counter[int] = field(default_factory=Counter)
    # Anchors whose leaves could not be read, which is a fault of its own.
    unread: set[int] = field(default_factory=set)


async def wrong_rows(connection: asyncpg.Connection, seen: Rows, number: int, points: list[Point]) -> list[WrongRow]:
    """The rows of these points of anchor `number` that are older than the anchor, or name another event."""
    columns = zip(*((each.case_file_id, each.chain, each.sequence) for each in points), strict=True)
    found = []
    for row in await connection.fetch(_ROWS, *(list(column) for column in columns), number):
        seen.held[number] += row["anchor"] == number
        # What a crash left out of the database, the next anchor makes good.
        if row["wrong"] and number in seen.known:
            told = f"event {row['sequence']} by anchor {row['anchor']}" if row["anchor"] else "nothing"
            problem = f"the database says that {told} is anchored last: its row was forged, or lost"
            found.append(WrongRow(row["place"], row["event_id"], problem))
    return found


async def rows_without_leaves(connection: asyncpg.Connection, seen: Rows) -> list[tuple[int, str]]:
    """After all anchors: those that more rows name than they have leaves for, with what is wrong."""
    found = []
    for row in await connection.fetch(_COUNTED):
        number, made_meanwhile = row["anchor"], row["is_known"] and row["anchor"] not in seen.known
        surplus = row["rows"] - seen.held[number]
        if surplus > 0 and number not in seen.unread and not made_meanwhile:
            found.append((number, f"the database names it for {surplus} chains that are not among its leaves"))
    return found


_ROWS = """
SELECT point.place, covered.anchor, covered.sequence, judged.wrong,
       CASE WHEN judged.wrong THEN (SELECT event.id FROM timeline_events event
           WHERE event.case_file_id = point.case_file_id AND event.chain = point.chain
             AND event.sequence = point.sequence) END AS event_id
FROM unnest($1::uuid[], $2::text[], $3::bigint[]) WITH ORDINALITY point (case_file_id, chain, sequence, place)
LEFT JOIN timeline_anchored covered USING (case_file_id, chain)
CROSS JOIN LATERAL (
    SELECT covered.anchor IS NULL OR covered.anchor < $4 OR covered.sequence <> point.sequence AS wrong) judged
WHERE covered.anchor IS NULL OR covered.anchor <= $4 ORDER BY point.place
"""
_COUNTED = """
SELECT covered.anchor, count(*) AS rows, remembered.number IS NOT NULL AS is_known
FROM timeline_anchored covered LEFT JOIN timeline_anchors remembered ON remembered.number = covered.anchor
GROUP BY covered.anchor, remembered.number ORDER BY covered.anchor
"""

"""Anchors against each other and against the database: what row-level proofs inside the database cannot see.

Whoever may write everywhere in the database can chain a suffix anew, cut a tail with its head, or delete a chain, and
all that is left agrees with itself. The anchors lie elsewhere and still say what each chain was, and how far the
database may say that it was anchored.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from tandem.timeline.anchors import store
from tandem.timeline.anchors.anchoring import Anchoring, anchoring
from tandem.timeline.anchors.reading import points_of, signed_anchor
from tandem.timeline.anchors.remembered import Rows, rows_without_leaves, wrong_rows
from tandem.timeline.anchors.signing import NotSigned
from tandem.timeline.anchors.store import AnchorFileMissing
from tandem.timeline.anchors.tokens import TokenRefused, check
from tandem.timeline.anchors.written import Anchor, NotAnAnchor, Point, anchor_name, number_of, token_name


@dataclass(frozen=True, slots=True)
class AnchorFault:
    """What is wrong with an anchor, or with the event that it names."""

    number: int
    problem: str
    point: Point | None = None
    event_id: UUID | None = None

    def __str__(self) -> str:
        if self.point is None:
            return f"anchor {self.number}: {self.problem}"
        chain = f"case file {self.point.case_file_id}, chain {self.point.chain}"
        return f"{chain}, event {self.point.sequence} ({self.event_id}): {self.problem} (anchor {self.number})"


@dataclass(slots=True)
class AnchorTally:
    """What was looked at, for progress and for the last line."""

    anchors: int = 0
    points: int = 0
    stamped: int = 0
    # Numbers whose token's authority nobody listed as qualified.
    unqualified: int = 0
    # Asked for, and not there yet.
    waiting: int = 0
    newest: Anchor | None = None


async def verify_anchors(connection: asyncpg.Connection, tally: AnchorTally) -> AsyncIterator[AnchorFault]:
    """Yield every fault of the anchors, and every anchored event that is not in the database as it was anchored.

    On the owner's connection, not inside a transaction: an anchor that is newer than its snapshot would name events
    that it does not see. Memory stays constant however many points there are; of one chain only the first event that
    differs is named.
    """
    chosen, differing = anchoring(), set[tuple[UUID, str]]()
    remembered = {row["number"]: row for row in await connection.fetch("SELECT * FROM timeline_anchors")}
    rows = Rows(frozenset(remembered))
    names = {name async for name in store.names_after(chosen.store, "")}
    last = max([*remembered, *(number_of(name) or 0 for name in names)], default=0)
    if last and not chosen.pinned:
        yield AnchorFault(last, "no key is known: set TANDEM_ANCHOR_KEY or TANDEM_TRUSTED_ANCHOR_KEYS")
        return
    tally.waiting = sum(row["stamp"] == "waiting" for row in remembered.values())
    before: Anchor | None = None
    for number in range(1, last + 1):
        if anchor_name(number) not in names:
            yield AnchorFault(number, "its file is missing")
            rows.unread.add(number)
            before = None
            continue
        tally.anchors += 1
        try:
            anchor = await signed_anchor(chosen.store, number, chosen.pinned)
        except (AnchorFileMissing, NotAnAnchor, NotSigned) as wrong:
            yield AnchorFault(number, _said(wrong))
            rows.unread.add(number)
            before = None
            continue
        for problem in _links(anchor, before, remembered.get(number)):
            yield AnchorFault(number, problem)
        async for fault in _token(chosen, anchor, names, remembered.get(number), tally):
            yield fault
        try:
            async for points in points_of(chosen.store, anchor):
                tally.points += len(points)
                async for fault in _differing(connection, anchor, points, rows):
                    if fault.point and (chain := (fault.point.case_file_id, fault.point.chain)) not in differing:
                        differing.add(chain)
                        yield fault
        except (AnchorFileMissing, NotAnAnchor) as wrong:
            yield AnchorFault(number, _said(wrong))
            rows.unread.add(number)
        before = tally.newest = anchor
    for number, problem in await rows_without_leaves(connection, rows):
        yield AnchorFault(number, problem)


def _said(wrong: Exception) -> str:
    return f"its file {wrong} is missing" if isinstance(wrong, AnchorFileMissing) else str(wrong)


def _links(anchor: Anchor, before: Anchor | None, remembered: asyncpg.Record | None) -> list[str]:
    found = []
    if anchor.number == 1 and anchor.previous is not None:
        found.append("it is the first and names one before it")
    if anchor.number > 1 and anchor.previous is None:
        found.append("it names no anchor before it")
    if before and anchor.previous not in (before.sha256, None):
        found.append("it does not continue the anchor before it")
    if remembered and remembered["sha256"] != anchor.sha256:
        found.append("it is not the one that the database remembers")
    return found


async def _token(
    chosen: Anchoring, anchor: Anchor, names: set[str], remembered: asyncpg.Record | None, tally: AnchorTally
) -> AsyncIterator[AnchorFault]:
    if token_name(anchor.number) not in names:
        if remembered and remembered["stamp"] == "stamped":
            yield AnchorFault(anchor.number, "its time-stamp is missing")
        return
    if chosen.authority is None:
        yield AnchorFault(anchor.number, "its time-stamp cannot be checked: set TANDEM_TIMESTAMP_CERTIFICATES")
        return
    try:
        stamp = check(await store.read(chosen.store, token_name(anchor.number)), anchor.text(), chosen.authority)
    except (TokenRefused, AnchorFileMissing) as wrong:
        yield AnchorFault(anchor.number, f"its time-stamp does not hold: {wrong}")
        return
    tally.stamped += 1
    tally.unqualified += not stamp.qualified


async def _differing(
    connection: asyncpg.Connection, anchor: Anchor, points: list[Point], rows: Rows
) -> AsyncIterator[AnchorFault]:
    columns = zip(*((each.case_file_id, each.chain, each.sequence, each.hash) for each in points), strict=True)
    for row in await connection.fetch(_DIFFERING, *(list(column) for column in columns)):
        point = points[row["place"] - 1]
        if row["id"] is None:
            problem = f"it is gone, and was there at {_at(anchor.at)}: the chain was cut or deleted"
        else:
            problem = (
                f"it is not the one that was there at {_at(anchor.at)}: it, or one before it, was exchanged and the "
                "chain made anew"
            )
        yield AnchorFault(anchor.number, problem, point, row["id"])
    for wrong in await wrong_rows(connection, rows, anchor.number, points):
        yield AnchorFault(anchor.number, wrong.problem, points[wrong.place - 1], wrong.event_id)


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


_DIFFERING = """
SELECT point.place, event.id
FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[])
     WITH ORDINALITY point (case_file_id, chain, sequence, hash, place)
LEFT JOIN timeline_events event USING (case_file_id, chain, sequence)
WHERE event.hash IS DISTINCT FROM point.hash ORDER BY point.place
"""

"""What the database remembers of anchors, inside the open transaction: a cache, so that nothing lists the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.kit import database
from tandem.timeline.anchors.tokens import Stamp
from tandem.timeline.anchors.written import Anchor, Point

_LOCK = 0x7A6E_A2C4  # advisory, held to the end of the transaction: one process makes anchors at a time


@dataclass(frozen=True, slots=True)
class Remembered:
    """The newest anchor that the database knows."""

    number: int
    made_at: datetime
    looked_at: datetime
    sha256: bytes


async def locked() -> bool:
    """Whether this transaction may make anchors; False when another one is at it."""
    found = await database.row("SELECT pg_try_advisory_xact_lock($1) AS mine", _LOCK)
    return bool(found and found["mine"])


async def newest() -> Remembered | None:
    """The newest anchor known, or None."""
    found = await database.row(
        "SELECT number, made_at, looked_at, sha256 FROM timeline_anchors ORDER BY number DESC LIMIT 1"
    )
    return Remembered(**found) if found else None


async def looked(number: int, at: datetime) -> None:
    """Remember that nothing had moved since anchor `number`."""
    await database.execute("UPDATE timeline_anchors SET looked_at = $2 WHERE number = $1", number, at)


async def add(anchor: Anchor, *, wants_stamp: bool) -> Remembered:
    """Remember an anchor whose files are written."""
    await database.execute(
        "INSERT INTO timeline_anchors (number, made_at, looked_at, leaves, sha256, stamp, stamp_try_at) "
        "VALUES ($1, $2, $2, $3, $4, $5, $6)",
        anchor.number,
        anchor.at,
        anchor.leaves,
        anchor.sha256,
        "waiting" if wants_stamp else "none",
        anchor.at if wants_stamp else None,
    )
    return Remembered(anchor.number, anchor.at, anchor.at, anchor.sha256)


async def covered(anchor: Anchor, points: Sequence[Point]) -> None:
    """Remember how far chains were anchored."""
    await database.insert_many(
        "timeline_anchored",
        {"case_file_id": "uuid", "chain": "text", "sequence": "bigint", "anchor": "bigint"},
        [(point.case_file_id, point.chain, point.sequence, anchor.number) for point in points],
        on_conflict="(case_file_id, chain) DO UPDATE SET sequence = excluded.sequence, anchor = excluded.anchor",
    )


async def claim_unstamped(at: datetime) -> int | None:
    """An anchor whose time-stamp is due, put off for others and for a failure: one minute, two, four, up to an hour."""
    found = await database.row(
        "UPDATE timeline_anchors SET stamp_tries = stamp_tries + 1, "
        "stamp_try_at = $1::timestamptz + least(interval '1 minute' * 2 ^ least(stamp_tries, 6), interval '1 hour') "
        "WHERE number = (SELECT number FROM timeline_anchors WHERE stamp = 'waiting' AND stamp_try_at <= $1 "
        "ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING number",
        at,
    )
    return found["number"] if found else None


async def stamped(number: int, stamp: Stamp) -> None:
    """Remember that the token of an anchor is kept."""
    await database.execute(
        "UPDATE timeline_anchors SET stamp = 'stamped', stamped_at = $2, authority = $3, qualified = $4, "
        "stamp_try_at = NULL, stamp_problem = NULL WHERE number = $1",
        number,
        stamp.at,
        stamp.authority,
        stamp.qualified,
    )


async def not_stamped(number: int, problem: str) -> None:
    """Remember why an anchor has no token yet."""
    await database.execute(
        "UPDATE timeline_anchors SET stamp_problem = $2 WHERE number = $1 AND stamp = 'waiting'", number, problem
    )


async def stamp_of(number: int) -> str:
    """How an anchor stands with the authority, in one line for the operator."""
    found = await database.row("SELECT * FROM timeline_anchors WHERE number = $1", number)
    if found is None or found["stamp"] == "none":
        return "Not time-stamped: no authority is configured."
    if found["stamp"] == "waiting":
        return f"Not time-stamped yet, tried again later: {found['stamp_problem'] or 'not asked yet'}"
    kind = "qualified" if found["qualified"] else "not known to be qualified"
    return f"Time-stamped {found['stamped_at']:%Y-%m-%d %H:%M:%S} UTC by {found['authority']} ({kind})."

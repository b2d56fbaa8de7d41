"""The whole timeline, part after part; a run that was stopped goes on where it was."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tandem.kit import clock
from tandem.timeline.verify.faults import Fault, Tally
from tandem.timeline.verify.parts import PARTS, Verified, verify_case_files, verify_part

_FRESH = timedelta(days=1)
_AT_ONCE = 1_000  # case files


@dataclass(slots=True)
class Run:
    """How far a verification has come; `path` is where that is written after each part."""

    path: Path
    database: str
    started_at: datetime
    done: dict[int, Verified] = field(default_factory=dict)

    def save(self) -> None:
        """Write what is done: whole or not at all."""
        written = self.path.with_suffix(".new")
        written.write_bytes(
            orjson.dumps(
                {"database": self.database, "started_at": self.started_at, "done": self.done},
                option=orjson.OPT_NON_STR_KEYS,
            )
        )
        written.rename(self.path)


async def new_run(connection: asyncpg.Connection, path: Path) -> Run:
    """A run that begins, on the database of this connection."""
    return Run(path, await connection.fetchval(_IDENTITY), clock.now())


async def stopped_run(connection: asyncpg.Connection, path: Path) -> Run | None:
    """The run that was stopped; None when there is none of this database from the last day."""
    run = _kept(path)
    if run is None or clock.now() - run.started_at > _FRESH:
        return None
    return run if run.database == await connection.fetchval(_IDENTITY) else None


async def verify(connection: asyncpg.Connection, tally: Tally, run: Run | None = None) -> AsyncIterator[Fault]:
    """Walk all chains on the owner's connection and yield every fault; `tally` counts as it goes.

    Each part is read in one snapshot, so that writers may go on meanwhile. A cut tail shows by the head that is kept
    apart. With `run`, parts that are done are not read again, except case files of theirs that had new events since.
    """
    for part in range(PARTS):
        if run and (done := run.done.get(part)):
            faults = await _since(connection, part, done, tally)
        else:
            verified = await verify_part(connection, part, tally)
            faults = verified.faults
            if run:
                run.done[part] = verified
                run.save()
        for fault in faults:
            yield fault


async def _since(connection: asyncpg.Connection, part: int, done: Verified, tally: Tally) -> list[Fault]:
    """The faults of a part that was read before, its case files with new events looked at again."""
    tally.events += done.events
    tally.chains += done.chains
    moved = [row["case_file_id"] for row in await connection.fetch(_MOVED, PARTS, part, done.snapshot)]
    faults = [fault for fault in done.faults if fault.case_file_id not in set(moved)]
    for start in range(0, len(moved), _AT_ONCE):
        faults += await verify_case_files(connection, moved[start : start + _AT_ONCE], Tally())
    return faults


def _kept(path: Path) -> Run | None:
    if not path.exists():
        return None
    kept = orjson.loads(path.read_bytes())
    done = {int(part): _verified(each) for part, each in kept["done"].items()}
    return Run(path, kept["database"], datetime.fromisoformat(kept["started_at"]), done)


def _verified(kept: dict[str, Any]) -> Verified:
    faults = [
        Fault(
            UUID(each["case_file_id"]),
            each["chain"],
            each["sequence"],
            UUID(each["event_id"]) if each["event_id"] else None,
            each["problem"],
        )
        for each in kept["faults"]
    ]
    return Verified(faults, kept["snapshot"], kept["events"], kept["chains"])


# A database that was restored to an earlier moment counts its transactions anew, on another timeline of its server.
_IDENTITY = """
SELECT format('%s/%s/%s', system_identifier, timeline_id, pg_database.oid)
FROM pg_control_system(), pg_control_checkpoint(), pg_database WHERE datname = current_database()
"""
# Row versions keep the low half of their transaction's number; the snapshot tells which were not there yet.
_MOVED = """
WITH now AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next)
SELECT DISTINCT case_file_id FROM timeline_heads, now
WHERE satisfies_hash_partition('timeline_events'::regclass, $1, $2, case_file_id)
  AND NOT pg_visible_in_snapshot(
      (next - mod(next - timeline_heads.xmin::text::bigint, 4294967296))::text::xid8, $3::text::pg_snapshot)
"""

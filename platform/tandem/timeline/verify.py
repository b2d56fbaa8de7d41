"""Re-computing every chain from what is stored: names the event that was changed, removed or moved."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tandem.timeline.encoding import Envelope, genesis, hash_of


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one chain, and where."""

    case_file_id: UUID
    chain: str
    sequence: int
    event_id: UUID | None
    problem: str

    def __str__(self) -> str:
        where = f"case file {self.case_file_id}, chain {self.chain}, event {self.sequence} ({self.event_id})"
        return f"{where}: {self.problem}"


@dataclass(slots=True)
class Tally:
    """What was looked at."""

    events: int = 0
    chains: int = 0


async def verify(connection: asyncpg.Connection, tally: Tally) -> AsyncIterator[Fault]:
    """Walk all events in chain order on the owner's connection and yield every fault; `tally` counts as it goes.

    One snapshot is read, so that writers may go on meanwhile. A cut tail shows by the head that is kept apart.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        heads = {
            (row["case_file_id"], row["chain"]): (row["sequence"], row["hash"])
            for row in await connection.fetch("SELECT case_file_id, chain, sequence, hash FROM timeline_heads")
        }
        current: tuple[UUID, str] | None = None
        sequence, previous = 0, b""
        async for row in connection.cursor(_EVENTS, prefetch=2000):
            chain = (row["case_file_id"], row["chain"])
            if chain != current:
                if current is not None:
                    for fault in _ended(current, sequence, previous, heads):
                        yield fault
                current, sequence, previous = chain, 0, genesis(*chain)
                tally.chains += 1
            tally.events += 1
            for problem in _problems(row, sequence, previous):
                yield Fault(*chain, row["sequence"], row["id"], problem)
            sequence, previous = row["sequence"], row["hash"]
        if current is not None:
            for fault in _ended(current, sequence, previous, heads):
                yield fault
        for (case_file_id, name), (height, _) in heads.items():
            if height > 0:
                yield Fault(case_file_id, name, height, None, "the whole chain is missing")


def _problems(row: asyncpg.Record, sequence: int, previous: bytes) -> list[str]:
    found = []
    if row["sequence"] != sequence + 1:
        found.append(f"event {sequence + 1} is missing before it")
    elif row["previous_hash"] != previous:
        found.append("it does not continue the event before it")
    envelope = Envelope(
        encoding=row["encoding"],
        agency_id=row["agency_id"],
        creditor_id=row["creditor_id"],
        case_file_id=row["case_file_id"],
        chain=row["chain"],
        sequence=row["sequence"],
        event_id=row["id"],
        key_id=row["key_id"],
        kind=row["kind"],
        milestone=row["milestone"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        supersedes=row["supersedes"],
        public=row["public"],
        sealed=row["sealed"],
        commitment=row["commitment"],
        previous_hash=row["previous_hash"],
    )
    if hash_of(envelope) != row["hash"]:
        found.append("its contents do not give its hash: it was changed")
    return found


def _ended(
    chain: tuple[UUID, str], sequence: int, last: bytes, heads: dict[tuple[UUID, str], tuple[int, bytes]]
) -> list[Fault]:
    height, head = heads.pop(chain, (0, b""))
    if height != sequence:
        return [Fault(*chain, sequence, None, f"the kept head says {height} events, {sequence} are there")]
    if head != last:
        return [Fault(*chain, sequence, None, "the kept head is not the last event's hash")]
    return []


_EVENTS = """
SELECT case_file_id, agency_id, creditor_id, chain, sequence, id, key_id, encoding, kind, milestone, occurred_at,
       recorded_at, supersedes, public, sealed, commitment, previous_hash, hash
FROM timeline_events ORDER BY case_file_id, chain, sequence
"""

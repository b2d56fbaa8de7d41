"""Every chain of the audit log re-computed without the database's own functions: faults named, heads compared."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tandem.organizations.audit.encoding import ENCODING, AuditRecord, genesis, hash_of
from tandem.organizations.audit.queries import COLUMNS

_FIELDS = tuple(AuditRecord.__dataclass_fields__)
_AT_ONCE = 2_000  # rows held in memory


@dataclass(frozen=True, slots=True)
class AuditFault:
    """What is wrong with the log of one organization, and where."""

    organization_id: UUID
    sequence: int
    event_id: UUID | None
    problem: str

    def __str__(self) -> str:
        where = f"audit log of {self.organization_id}, event {self.sequence} ({self.event_id})"
        return f"{where}: {self.problem}"


@dataclass(slots=True)
class AuditTally:
    """What was looked at."""

    events: int = 0
    chains: int = 0


@dataclass(slots=True)
class _Walk:
    """How far one chain was followed: the head that is kept of it, and the event that comes next."""

    organization_id: UUID
    head: asyncpg.Record | None
    sequence: int
    event_id: UUID | None
    previous: bytes

    @classmethod
    def of(cls, organization_id: UUID, head: asyncpg.Record | None) -> "_Walk":
        """From the first event that is still kept."""
        if head is None or not head["removed"]:
            return cls(organization_id, head, 0, None, genesis(organization_id))
        return cls(organization_id, head, head["removed"], None, head["removed_hash"])

    def fault(self, problem: str) -> AuditFault:
        """At the event that was followed last."""
        return AuditFault(self.organization_id, self.sequence, self.event_id, problem)

    def follow(self, row: asyncpg.Record) -> list[AuditFault]:
        """The faults of the next event."""
        after, previous = self.sequence, self.previous
        self.sequence, self.event_id, self.previous = row["sequence"], row["id"], row["hash"]
        found = []
        if row["sequence"] != after + 1:
            found.append(self.fault(f"event {after + 1} is missing before it"))
        elif row["previous_hash"] != previous:
            found.append(self.fault(f"it does not continue event {after}: that one, or this one, was exchanged"))
        if row["encoding"] != ENCODING:
            found.append(self.fault(f"its encoding {row['encoding']} is not one that this release knows"))
        elif hash_of(AuditRecord(**{name: row[name] for name in _FIELDS})) != row["hash"]:
            found.append(self.fault("its contents do not give its hash: it was changed"))
        return found

    def end(self) -> list[AuditFault]:
        """The faults that the kept head shows: a tail that was cut, or that nobody chained."""
        if self.head is None:
            return [self.fault("no head is kept of this chain: it was inserted, or the head deleted")]
        height = self.head["sequence"]
        if height > self.sequence:
            return [self.fault(f"it is the last, and the kept head says {height}: those after it are missing")]
        if height < self.sequence:
            return [self.fault(f"the kept head says {height}: it was inserted")]
        if self.head["hash"] != self.previous:
            return [self.fault("it is the last, and the kept head has another hash: it was exchanged")]
        return []


async def audit_faults(connection: asyncpg.Connection, tally: AuditTally) -> AsyncIterator[AuditFault]:
    """Walk all chains on the owner's connection, in one snapshot, and yield every fault; memory stays constant."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        heads = {row["organization_id"]: row for row in await connection.fetch("SELECT * FROM audit_heads")}
        walk: _Walk | None = None
        async for row in connection.cursor(_EVENTS, prefetch=_AT_ONCE):
            if walk is None or walk.organization_id != row["organization_id"]:
                for fault in walk.end() if walk else ():
                    yield fault
                walk = _Walk.of(row["organization_id"], heads.pop(row["organization_id"], None))
                tally.chains += 1
            tally.events += 1
            for fault in walk.follow(row):
                yield fault
        for left in (walk, *(_Walk.of(organization_id, head) for organization_id, head in heads.items())):
            for fault in left.end() if left else ():
                yield fault


_EVENTS = f"SELECT encoding, {COLUMNS} FROM audit_events ORDER BY organization_id, sequence"

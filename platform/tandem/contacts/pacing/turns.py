"""Whose turn it is to leave by a sender: at once while it is free, else in an order that is fair between creditors.

PostgreSQL keeps the pace, not Redis: a flush would let every sender run at once. The bucket is one row a sender with
the instant from which it is free again, so that one statement asks and takes. Who finds it taken joins the queue; its
place grows by its own creditor's messages alone (self-clocked fair queueing), so that a creditor with ten thousand
waits behind itself and nobody else. One outbox message a sender gives the turns (docs/subsystems/accounts.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from tandem.contacts import planning
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.pacing.backoff import Backoff
from tandem.contacts.pacing.rates import interval, units_of
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.outbox import Job, emit

TURN = "contacts.sender_turn"
# Why an attempt waits that was refused for the moment; its sentence is `reason.PROVIDER_AWAY`.
PROVIDER_AWAY = "PROVIDER_AWAY"
# What a sender may spend at once: one second's worth, or a single message that takes longer.
_BUCKET = timedelta(seconds=1)
# Turns are given ahead by as much as the relay may be late, so that a sender does not stand still meanwhile.
_AHEAD = timedelta(seconds=2)
_MOST = 200  # turns given at once
_HOLDS = timedelta(minutes=5)  # how long a turn may be used
_OVERDUE = timedelta(minutes=1)  # a round that did not come by then is asked for again


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to go. `after_failures`: the provider was away the last time that this sender asked it."""

    after_failures: bool


async def take(scope: System, attempt: ContactAttempt) -> Turn | None:
    """Leave for a locked attempt to go now; None: it waits for its turn, which brings `contacts.dispatch` again.

    Last of the locks of its transaction: it holds the sender's row until the commit.
    """
    now, units = clock.now(), units_of(attempt)
    key = (scope.organization_id, attempt.channel.value, attempt.sender or "")
    [known] = await database.rows(_KNOWN, *key, attempt.id)
    turn = Turn(bool(known["failures"]))
    if known["attempt_id"] is not None:
        if known["granted_at"] is None:
            return None
        gone = "DELETE FROM sender_queue WHERE agency_id = $1 AND attempt_id = $2"
        await database.execute(gone, scope.organization_id, attempt.id)
        # A turn that the gate let pass, until tomorrow perhaps, is no turn any more.
        if now - known["granted_at"] <= _HOLDS:
            return turn
    rest = interval(known["kind"], known["per_second"], units)
    if await database.rows(_TAKE, new_id(), *key, now + rest, now, rest, now + max(_BUCKET - rest, timedelta(0))):
        return turn
    await _join(scope, attempt, units, now)
    return None


async def reserve(scope: System, channel: Channel, address: str) -> datetime:
    """When the sender is free next, taken now for what has no place in its queue: a collector's own telephone.

    Before those who queue, since a person waits there; what was let go already goes first.
    """
    now, key = clock.now(), (scope.organization_id, channel.value, address)
    rest = interval(*await _pace(*key), 1)
    row = await database.row(_RESERVE, new_id(), *key, now, rest)
    at: datetime = row["at"] if row else now
    return now if at <= now + max(_BUCKET - rest, timedelta(0)) else at


async def give_turns(scope: System, bucket_id: UUID, job: Job) -> None:
    """Let the next ones of a sender's queue leave, each at its own instant; asks for the next round if any are left."""
    now = clock.now()
    await job.done()
    bucket = await database.row(
        "SELECT channel, address, free_at, turn FROM sender_buckets WHERE agency_id = $1 AND id = $2 FOR UPDATE",
        scope.organization_id,
        bucket_id,
    )
    if bucket is None:
        return
    await database.execute(_LEFT_THE_QUEUE, scope.organization_id, bucket_id)
    pace = await _pace(scope.organization_id, bucket["channel"], bucket["address"])
    waiting = await database.rows(_NEXT, scope.organization_id, bucket_id, _MOST + 1)
    free_at: datetime = max(bucket["free_at"], now)
    turn, given = bucket["turn"], 0
    for row in waiting[:_MOST]:
        if free_at > now + _AHEAD:
            break
        await _grant(scope, row["attempt_id"], free_at)
        free_at, turn, given = free_at + interval(*pace, row["units"]), row["place"], given + 1
    next_at = max(free_at - _AHEAD / 2, now) if given < len(waiting) else None
    await database.execute(
        "UPDATE sender_buckets SET free_at = greatest(free_at, $3), turn = $4, next_turn_at = $5 "
        "WHERE agency_id = $1 AND id = $2",
        scope.organization_id,
        bucket_id,
        free_at if given else bucket["free_at"],
        turn,
        next_at,
    )
    if next_at is not None:
        await _ask(scope, bucket_id, next_at)


async def hold_back(
    scope: System, attempt: ContactAttempt, backoff: Backoff, asked: float | None, most: timedelta
) -> timedelta:
    """A provider was away or asked to wait (`asked` seconds): the whole sender rests. Returns for how long.

    Not longer than `most`, after which a person is asked.
    """
    key = (scope.organization_id, attempt.channel.value, attempt.sender or "")
    row = await database.row(_FAILED, new_id(), *key, clock.now())
    failures: int = row["failures"] if row else 1
    wait = min(backoff.wait(failures, str(attempt.id), asked), most)
    await database.execute(
        "UPDATE sender_buckets SET free_at = greatest(free_at, $4) WHERE (agency_id, channel, address) = ($1, $2, $3)",
        *key,
        clock.now() + wait,
    )
    return wait


async def went_well(scope: System, attempt: ContactAttempt) -> None:
    """The provider answers again: the next failure is the first."""
    await database.execute(
        "UPDATE sender_buckets SET failures = 0 WHERE (agency_id, channel, address) = ($1, $2, $3) AND failures > 0",
        scope.organization_id,
        attempt.channel.value,
        attempt.sender or "",
    )


async def _pace(agency_id: UUID, channel: str, address: str) -> tuple[str | None, float | None]:
    row = await database.row(
        "SELECT kind, per_second FROM senders WHERE agency_id = $1 AND channel = $2 AND address = $3",
        agency_id,
        channel,
        address,
    )
    return (row["kind"], row["per_second"]) if row else (None, None)


async def _join(scope: System, attempt: ContactAttempt, units: int, now: datetime) -> None:
    bucket = await database.row(
        "SELECT id, free_at, turn, next_turn_at FROM sender_buckets "
        "WHERE (agency_id, channel, address) = ($1, $2, $3) FOR UPDATE",
        scope.organization_id,
        attempt.channel.value,
        attempt.sender or "",
    )
    if bucket is None:
        raise RuntimeError("who finds a sender taken finds its row")
    await database.execute(
        _JOIN, scope.organization_id, attempt.creditor_id, attempt.id, bucket["id"], units, bucket["turn"], now
    )
    if bucket["next_turn_at"] is None or bucket["next_turn_at"] < now - _OVERDUE:
        at = max(bucket["free_at"] - _AHEAD, now)
        await database.execute(
            "UPDATE sender_buckets SET next_turn_at = $3 WHERE agency_id = $1 AND id = $2",
            scope.organization_id,
            bucket["id"],
            at,
        )
        await _ask(scope, bucket["id"], at)


async def _ask(scope: System, bucket_id: UUID, at: datetime) -> None:
    await emit(scope, TURN, {"bucket_id": str(bucket_id)}, available_at=at)


async def _grant(scope: System, attempt_id: UUID, at: datetime) -> None:
    await database.execute(
        "UPDATE sender_queue SET granted_at = $3 WHERE agency_id = $1 AND attempt_id = $2",
        scope.organization_id,
        attempt_id,
        at,
    )
    # From here on it is counted how long a provider is away, for those that have not met it yet.
    await database.execute(_DUE_NOW, attempt_id, at, orjson.dumps([{"code": PROVIDER_AWAY}]).decode())
    await planning.dispatch_at(scope, await ContactAttempt.get(id=attempt_id), at)


_KNOWN = """
SELECT s.kind, s.per_second, q.attempt_id, q.granted_at, b.failures
FROM (VALUES ($1::uuid, $2::text, $3::text, $4::uuid)) AS asked (agency_id, channel, address, attempt_id)
LEFT JOIN senders s USING (agency_id, channel, address)
LEFT JOIN sender_buckets b USING (agency_id, channel, address)
LEFT JOIN sender_queue q USING (agency_id, attempt_id)
"""
# One statement asks and takes; two workers wait for each other on the row and the second finds it taken.
_TAKE = """
INSERT INTO sender_buckets AS b (id, agency_id, channel, address, free_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id, channel, address) DO UPDATE SET free_at = greatest(b.free_at, $6) + $7::interval
WHERE b.free_at <= $8 AND b.next_turn_at IS NULL
RETURNING true
"""
_RESERVE = """
INSERT INTO sender_buckets AS b (id, agency_id, channel, address, free_at)
VALUES ($1, $2, $3, $4, $5::timestamptz + $6::interval)
ON CONFLICT (agency_id, channel, address) DO UPDATE SET free_at = greatest(b.free_at, $5) + $6
RETURNING free_at - $6 AS at
"""
_FAILED = """
INSERT INTO sender_buckets AS b (id, agency_id, channel, address, free_at, failures) VALUES ($1, $2, $3, $4, $5, 1)
ON CONFLICT (agency_id, channel, address) DO UPDATE SET failures = b.failures + 1
RETURNING failures
"""
_JOIN = """
INSERT INTO sender_queue (agency_id, creditor_id, attempt_id, bucket_id, units, place, queued_at)
SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::integer, $5::integer + greatest($6::double precision, (
    SELECT max(place) FROM sender_queue
    WHERE agency_id = $1 AND bucket_id = $4 AND creditor_id = $2 AND granted_at IS NULL)), $7::timestamptz
ON CONFLICT DO NOTHING
"""
_LEFT_THE_QUEUE = """
DELETE FROM sender_queue q USING contact_attempts a
WHERE q.agency_id = $1 AND q.bucket_id = $2 AND a.id = q.attempt_id AND a.state NOT IN ('planned', 'deferred')
"""
_DUE_NOW = """
UPDATE contact_attempts SET send_at = $2
WHERE id = $1 AND state IN ('planned', 'deferred') AND send_at < $2 AND NOT reasons @> $3::text::jsonb
"""
_NEXT = """
SELECT attempt_id, units, place FROM sender_queue
WHERE agency_id = $1 AND bucket_id = $2 AND granted_at IS NULL ORDER BY place, queued_at, attempt_id LIMIT $3
"""

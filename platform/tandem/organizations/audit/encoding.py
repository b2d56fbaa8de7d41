"""The canonical bytes of an audit event: what its hash covers, re-computed without the database.

Every field is preceded by its length as eight bytes, big-endian; numbers are eight bytes, signed; instants are
microseconds since 1970-01-01T00:00Z; ids are their sixteen bytes, or nothing where there is none; texts are UTF-8. The
database computes the same in `audit_hash` (migrations/sql). What a version means never changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

ENCODING = 1
_EVENT = b"tandem/audit/event/1"
_GENESIS = b"tandem/audit/genesis/1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """All of an event that its hash covers, in the order of the canonical bytes."""

    organization_id: UUID
    sequence: int
    id: UUID
    at: datetime
    kind: str
    actor_kind: str
    membership_id: UUID | None
    person_name: str
    via: str
    via_id: UUID | None
    network: str
    subject_type: str
    subject_id: UUID | None
    subject_label: str
    details: str
    previous_hash: bytes


def hash_of(record: AuditRecord) -> bytes:
    """SHA-256 over the canonical bytes of encoding 1."""
    fields = (
        record.organization_id,
        record.sequence,
        record.id,
        microseconds(record.at),
        record.kind,
        record.actor_kind,
        record.membership_id,
        record.person_name,
        record.via,
        record.via_id,
        record.network,
        record.subject_type,
        record.subject_id,
        record.subject_label,
        record.details,
        record.previous_hash,
    )
    return hashlib.sha256(b"".join(_framed(part) for part in (_EVENT, *map(_bytes, fields)))).digest()


def genesis(organization_id: UUID) -> bytes:
    """The `previous_hash` of a chain's first event: chains of two organizations can never be exchanged."""
    return hashlib.sha256(_framed(_GENESIS) + _framed(organization_id.bytes)).digest()


def microseconds(instant: datetime) -> int:
    """An aware instant as microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _bytes(value: UUID | int | str | bytes | None) -> bytes:
    match value:
        case None:
            return b""
        case UUID():
            return value.bytes
        case int():
            return value.to_bytes(8, "big", signed=True)
        case str():
            return value.encode()
    return value


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(8, "big") + part

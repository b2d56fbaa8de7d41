"""The canonical bytes of an event: what is hashed, so that a stranger can re-compute it (docs/subsystems/timeline.md).

Version 2 also covers the agency and the creditor, so that an event cannot be shown to somebody else unnoticed; events
written in version 1 keep it. Every field is preceded by its length as eight bytes, big-endian. Instants are
microseconds since 1970-01-01T00:00Z as eight bytes, signed. The text of `public` is kept exactly as hashed: a database
would reorder or reprint it.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

ENCODING = 2
_DOMAINS = {1: b"tandem/timeline/event/1", 2: b"tandem/timeline/event/2"}
_GENESIS = b"tandem/timeline/genesis/1"
_COMMITMENT = b"tandem/timeline/commitment/1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Envelope:
    """All of an event that its hash covers, except its own hash; `encoding` chooses which fields those are."""

    encoding: int
    case_file_id: UUID
    agency_id: UUID
    creditor_id: UUID
    chain: str
    sequence: int
    event_id: UUID
    key_id: UUID
    kind: str
    milestone: bool
    occurred_at: datetime
    recorded_at: datetime
    supersedes: UUID | None
    public: str
    sealed: bytes
    commitment: bytes
    previous_hash: bytes


class UnknownEncoding(ValueError):
    """An event names a version of the canonical bytes that this release does not know."""


def hash_of(envelope: Envelope) -> bytes:
    """SHA-256 over the canonical bytes. Raises UnknownEncoding."""
    domain = _DOMAINS.get(envelope.encoding)
    if domain is None:
        raise UnknownEncoding(f"encoding {envelope.encoding}")
    owners = (envelope.agency_id.bytes, envelope.creditor_id.bytes) if envelope.encoding > 1 else ()
    return hashlib.sha256(
        _joined(
            domain,
            envelope.case_file_id.bytes,
            *owners,
            envelope.chain.encode(),
            envelope.sequence.to_bytes(8, "big"),
            envelope.event_id.bytes,
            envelope.key_id.bytes,
            envelope.kind.encode(),
            b"\x01" if envelope.milestone else b"\x00",
            microseconds(envelope.occurred_at),
            microseconds(envelope.recorded_at),
            envelope.supersedes.bytes if envelope.supersedes else b"",
            envelope.public.encode(),
            envelope.sealed,
            envelope.commitment,
            envelope.previous_hash,
        )
    ).digest()


def genesis(case_file_id: UUID, chain: str) -> bytes:
    """The `previous_hash` of a chain's first event: chains of two case files can never be exchanged."""
    return hashlib.sha256(_joined(_GENESIS, case_file_id.bytes, chain.encode())).digest()


def commitment_of(salt: bytes, plaintext: bytes) -> bytes:
    """Binds one plaintext: AES-GCM alone would let two keys open one ciphertext to two texts."""
    return hashlib.sha256(_joined(_COMMITMENT, salt, plaintext)).digest()


def microseconds(instant: datetime) -> bytes:
    """An aware instant as a signed 64-bit count of microseconds."""
    return ((instant - _EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True)


def _joined(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)

"""One event taken apart from its canonical layout, and judged in its own encoding."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tandem.timeline.encoding import Envelope, UnknownEncoding, hash_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def problem_in(encoding: int, canonical: bytes, stored: bytes) -> str | None:
    """Why the fields of `canonical` (laid out as in encoding 2) do not give the stored hash; None when they do."""
    try:
        computed = hash_of(_envelope(encoding, canonical))
    except UnknownEncoding:
        return f"its encoding {encoding} is not one that this release knows"
    except (OverflowError, ValueError):
        return "its contents cannot be read: it was changed"
    return None if computed == stored else "its contents do not give its hash: it was changed"


def _envelope(encoding: int, canonical: bytes) -> Envelope:
    _, case_file, agency, creditor, chain, sequence, event_id, key_id, *told = _parts(canonical)
    kind, milestone, occurred, recorded, supersedes, public, sealed, commitment, previous = told
    return Envelope(
        encoding=encoding,
        case_file_id=UUID(bytes=case_file),
        agency_id=UUID(bytes=agency),
        creditor_id=UUID(bytes=creditor),
        chain=chain.decode(),
        sequence=int.from_bytes(sequence, "big", signed=True),
        event_id=UUID(bytes=event_id),
        key_id=UUID(bytes=key_id),
        kind=kind.decode(),
        milestone=milestone == b"\x01",
        occurred_at=_instant(occurred),
        recorded_at=_instant(recorded),
        supersedes=UUID(bytes=supersedes) if supersedes else None,
        public=public.decode(),
        sealed=sealed,
        commitment=commitment,
        previous_hash=previous,
    )


def _instant(microseconds: bytes) -> datetime:
    return _EPOCH + timedelta(microseconds=int.from_bytes(microseconds, "big", signed=True))


def _parts(canonical: bytes) -> list[bytes]:
    found, position = [], 0
    while position < len(canonical):
        start = position + 8
        position = start + int.from_bytes(canonical[start - 8 : start], "big")
        found.append(canonical[start:position])
    return found

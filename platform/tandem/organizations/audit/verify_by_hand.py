"""Re-computes an audit log with Python alone: `python3 verify_by_hand.py < audit-log.jsonl` (see audit.md)."""

import json
from hashlib import sha256
from types import SimpleNamespace as Event
from uuid import UUID


def digest(*parts: bytes) -> str:  # every part is preceded by its length: eight bytes, big-endian
    return sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()


def identity(text: str | None) -> bytes:
    return UUID(text).bytes if text else b""


def problem_of(e: Event, after: int | None, last: str) -> str:
    sequence, at = (number.to_bytes(8, "big", signed=True) for number in (e.sequence, e.at))
    place = [b"tandem/audit/event/1", identity(e.organization_id), sequence, identity(e.id), at]
    who = [e.kind.encode(), e.actor_kind.encode(), identity(e.membership_id), e.person_name.encode()]
    how = [e.via.encode(), identity(e.via_id), e.network.encode()]
    what = [e.subject_type.encode(), identity(e.subject_id), e.subject_label.encode(), e.details.encode()]
    if digest(*place, *who, *how, *what, bytes.fromhex(e.previous_hash)) != e.hash:
        return "its contents do not give its hash"
    if after is None and e.sequence > 1:  # what is older than three years is gone
        return ""
    last = last or digest(b"tandem/audit/genesis/1", identity(e.organization_id))
    return "" if (e.sequence, e.previous_hash) == ((after or 0) + 1, last) else f"it does not follow event {after}"


first, after, last, wrong = 1, None, "", ""
for e in (json.loads(line, object_hook=lambda value: Event(**value)) for line in open(0, "rb")):
    try:
        found = problem_of(e, after, last)
    except (AttributeError, OverflowError, TypeError, ValueError) as error:
        found = f"it cannot be read ({error})"
    first, wrong = first if after else e.sequence, wrong or (found and f"event {e.sequence} ({e.id}): {found}")
    after, last = e.sequence, e.hash
print("WRONG" if wrong else "right", wrong or f"events {first} to {after}, last {last}")
raise SystemExit(after is None or bool(wrong))

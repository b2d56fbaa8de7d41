"""Re-computes chains with Python alone: `python3 verify_by_hand.py < timeline.jsonl` (docs/subsystems/timeline.md)."""

import json
from base64 import b64decode
from hashlib import sha256
from types import SimpleNamespace as Event
from uuid import UUID


def digest(domain: str, *parts: bytes) -> str:  # every part is preceded by its length: eight bytes, big-endian
    return sha256(b"".join(len(part).to_bytes(8, "big") + part for part in (domain.encode(), *parts))).hexdigest()


def problem_of(e: Event, after: int, last: str) -> str:
    owners = [UUID(e.agency_id).bytes, UUID(e.creditor_id).bytes] if e.encoding > 1 else []
    sequence, *when = (n.to_bytes(8, "big", signed=True) for n in (e.sequence, e.occurred_at, e.recorded_at))
    place = [UUID(e.case_file_id).bytes, *owners, e.chain.encode(), sequence, UUID(e.id).bytes, UUID(e.key_id).bytes]
    told = [e.kind.encode(), bytes([e.milestone]), *when, UUID(e.supersedes).bytes if e.supersedes else b""]
    kept = [e.public.encode(), b64decode(e.sealed), bytes.fromhex(e.commitment), bytes.fromhex(e.previous_hash)]
    if digest(f"tandem/timeline/event/{e.encoding}", *place, *told, *kept) != e.hash:
        return "its contents do not give its hash"
    last = last or digest("tandem/timeline/genesis/1", place[0], e.chain.encode())
    if (e.sequence, e.previous_hash) != (after + 1, last):
        return f"it does not follow event {after}"
    text = [bytes.fromhex(e.disclosed.salt), e.disclosed.plaintext.encode()] if hasattr(e, "disclosed") else []
    kept_word = not text or digest("tandem/timeline/commitment/1", *text) == e.commitment
    return "" if kept_word else "its disclosed text is not the one that was committed to"


chains: dict[tuple[str, str], tuple[int, str, str]] = {}
for e in (json.loads(line, object_hook=lambda value: Event(**value)) for line in open(0, "rb")):
    after, last, wrong = chains.get((e.case_file_id, e.chain), (0, "", ""))
    try:
        found = problem_of(e, after, last)
    except (AttributeError, OverflowError, TypeError, ValueError) as error:
        found = f"it cannot be read ({error})"
    chains[e.case_file_id, e.chain] = (after + 1, e.hash, wrong or (found and f"event {e.sequence} ({e.id}): {found}"))
for (file, chain), (height, last, wrong) in chains.items():
    print("WRONG" if wrong else "right", f"case file {file}, chain {chain}:", wrong or f"{height} events, last {last}")
raise SystemExit(not chains or any(wrong for _, _, wrong in chains.values()))

"""What an evidence bundle takes of anchors: the files that prove how far one chain had come, and the way to check."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import database
from tandem.timeline.anchors import store
from tandem.timeline.anchors.anchoring import anchoring
from tandem.timeline.anchors.merkle import leaf_hash, path_of, root_by_path
from tandem.timeline.anchors.written import Anchor, NotAnAnchor, Point, anchor_name, chain_name, token_name

INCLUSION = "tandem/inclusion/1"


@dataclass(frozen=True, slots=True)
class AnchorProof:
    """The newest anchor of a chain; `files` has all that a stranger needs, by name."""

    number: int
    made_at: datetime
    # Events of the chain after `point.sequence` are not covered yet.
    point: Point
    # Null until the authority has answered, or when there is none.
    stamped_at: datetime | None
    authority: str | None
    # Whether the operator listed the authority as qualified; false also without a token.
    qualified: bool
    # anchor.txt, anchor.sig, anchor-key.pem, inclusion.json, and with a token timestamp.tsr and timestamp.pem.
    files: dict[str, bytes]


async def proof_of(case_file_id: UUID, chain: str) -> AnchorProof | None:
    """The newest anchor that covers a chain which the acting organization sees; None while there is none.

    Inside the open transaction. Raises AnchorFileMissing or NotAnAnchor when the files are not what was written:
    `tandem verify` says more.
    """
    found = await database.row(_NEWEST, case_file_id, chain)
    if found is None:
        return None
    files, number = anchoring().store, found["number"]
    text = await store.read(files, anchor_name(number))
    anchor = Anchor.of(text)
    leaf, inclusion = await _inclusion(anchor, case_file_id, chain)
    proof = {
        "anchor.txt": text,
        "anchor.sig": await store.read(files, anchor.signature_name),
        "anchor-key.pem": await store.read(files, anchor.key_name),
        "inclusion.json": inclusion,
    }
    if found["stamp"] == "stamped":
        proof["timestamp.tsr"] = await store.read(files, token_name(number))
        proof["timestamp.pem"] = await store.read(files, chain_name(number, proof["timestamp.tsr"]))
    return AnchorProof(
        number,
        anchor.at,
        Point.of(leaf),
        found["stamped_at"],
        found["authority"],
        bool(found["qualified"]),
        proof,
    )


async def _inclusion(anchor: Anchor, case_file_id: UUID, chain: str) -> tuple[bytes, bytes]:
    """The leaf of a chain and the file that leads from it to the anchor's root."""
    beginning, hashes, index, leaf, rest = f"{case_file_id} {chain} ".encode(), list[bytes](), -1, b"", b""
    async for part in store.read_in_parts(anchoring().store, anchor.leaves_name):
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            if line.startswith(beginning):
                index, leaf = len(hashes), line
            hashes.append(leaf_hash(line))
    if index < 0:
        raise NotAnAnchor("the chain is not among its leaves")
    # In a thread: some tenths of a second for a hundred thousand leaves.
    path = await asyncio.to_thread(path_of, index, hashes)
    if root_by_path(index, len(hashes), hashes[index], path) != anchor.root:
        raise NotAnAnchor("its leaves do not give its root")
    inclusion = {
        "format": INCLUSION,
        "leaf": leaf.decode(),
        "index": index,
        "leaves": len(hashes),
        "path": [each.hex() for each in path],
    }
    return leaf, json.dumps(inclusion, indent=1).encode() + b"\n"


# The head is joined so that its row-level security decides: the worker role reads how far all chains were anchored.
_NEWEST = """
SELECT anchor.number, anchor.stamp, anchor.stamped_at, anchor.authority, anchor.qualified
FROM timeline_heads head JOIN timeline_anchored covered USING (case_file_id, chain)
JOIN timeline_anchors anchor ON anchor.number = covered.anchor
WHERE head.case_file_id = $1 AND head.chain = $2
"""

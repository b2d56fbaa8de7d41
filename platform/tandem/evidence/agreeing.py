"""Whether what a bundle is made from agrees: chains with their hashes, their heads and their anchors.

A stranger would find out with the archive's own means; nothing that such a check refuses may leave in our name.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles.exhibits import RecordsDisagree, Told
from tandem.timeline import Chain
from tandem.timeline.anchors.proof import AnchorProof
from tandem.timeline.encoding import Envelope, UnknownEncoding, genesis, hash_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Records = Mapping[Chain, Sequence[Mapping[str, Any]]]


def require_agreement(
    records: Records, heads: Mapping[str, tuple[int, bytes]], proofs: Mapping[Chain, AnchorProof | None]
) -> None:
    """Raises RecordsDisagree for the first event that is not what its hash, head, or anchor says.

    `heads` are sequence and hash by chain, read before the records; anchors were read before both.
    """
    for chain, found in records.items():
        before = b""
        for place, record in enumerate(found, start=1):
            before = before or genesis(UUID(record["case_file_id"]), chain.value)
            if record["sequence"] != place or record["previous_hash"] != before.hex():
                raise _disagree(record, "it does not continue the event before it")
            before = _hash_of(record)
            if record["hash"] != before.hex():
                raise _disagree(record, "its contents do not give its hash")
        height, kept = heads.get(chain.value, (0, b""))
        if height != len(found) or (found and kept != before):
            raise RecordsDisagree(f"chain {chain.value}: its events do not end where its kept head says")
        proof = proofs.get(chain)
        if proof and (
            proof.point.sequence > len(found) or found[proof.point.sequence - 1]["hash"] != proof.point.hash.hex()
        ):
            raise RecordsDisagree(
                f"chain {chain.value}: event {proof.point.sequence} is not the one of anchor {proof.number}"
            )


def told_in(records: Records) -> tuple[Told, ...]:
    """The events that were opened, each with all that it says."""
    return tuple(_told(record) for found in records.values() for record in found if "disclosed" in record)


def _told(record: Mapping[str, Any]) -> Told:
    opened, public = orjson.loads(record["disclosed"]["plaintext"]), orjson.loads(record["public"])["data"]
    sealed = opened["data"] if record["encoding"] > 1 else opened
    return Told(record["kind"], UUID(record["id"]), _instant(record["occurred_at"]), public | sealed)


def _hash_of(record: Mapping[str, Any]) -> bytes:
    try:
        return hash_of(
            Envelope(
                encoding=record["encoding"],
                case_file_id=UUID(record["case_file_id"]),
                agency_id=UUID(record["agency_id"]),
                creditor_id=UUID(record["creditor_id"]),
                chain=record["chain"],
                sequence=record["sequence"],
                event_id=UUID(record["id"]),
                key_id=UUID(record["key_id"]),
                kind=record["kind"],
                milestone=record["milestone"],
                occurred_at=_instant(record["occurred_at"]),
                recorded_at=_instant(record["recorded_at"]),
                supersedes=UUID(record["supersedes"]) if record["supersedes"] else None,
                public=record["public"],
                sealed=b64decode(record["sealed"]),
                commitment=bytes.fromhex(record["commitment"]),
                previous_hash=bytes.fromhex(record["previous_hash"]),
            )
        )
    except UnknownEncoding as wrong:
        raise _disagree(record, str(wrong)) from wrong


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _disagree(record: Mapping[str, Any], problem: str) -> RecordsDisagree:
    where = f"case file {record['case_file_id']}, chain {record['chain']}, event {record['sequence']} ({record['id']})"
    return RecordsDisagree(f"{where}: {problem}")

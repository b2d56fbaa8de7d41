"""A case file's chains as records that a stranger can verify: all that the hashes need, and what may be opened."""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from tandem.kit import database
from tandem.timeline.disclosing import disclosure
from tandem.timeline.events import Chain
from tandem.timeline.sealing import DataKey, Sealed, unwrapped

_AT_ONCE = 500  # rows held in memory
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SealBroken(ValueError):
    """A seal, or the key that opens it, is not what was written: `tandem verify` says more."""


async def exported(case_file_id: UUID, chains: Iterable[Chain], *, disclose: bool) -> AsyncIterator[dict[str, Any]]:
    """One JSON-ready record an event, chain after chain in their order, inside the open transaction.

    Row-level security holds: a chain that the acting organization may not see gives nothing. With `disclose` a record
    whose person was not erased also carries the event's own key, salt and plain text. Raises SealBroken when a seal
    does not open to what was committed to.
    """
    keys: dict[UUID, DataKey | None] = {}
    for chain in chains:
        sequence = 0
        while found := await database.rows(_EVENTS, case_file_id, chain.value, sequence, _AT_ONCE):
            if disclose:
                await _learn(keys, {row["key_id"] for row in found})
            for row in found:
                yield record_of(row, keys.get(row["key_id"]))
            sequence = found[-1]["sequence"]


def record_of(row: dict[str, Any], key: DataKey | None) -> dict[str, Any]:
    """A stored event as JSON values: ids and instants plain, bytes in hexadecimal, the seal in base64."""
    record = {
        "encoding": row["encoding"],
        "case_file_id": str(row["case_file_id"]),
        "agency_id": str(row["agency_id"]),
        "creditor_id": str(row["creditor_id"]),
        "chain": row["chain"],
        "sequence": row["sequence"],
        "id": str(row["id"]),
        "key_id": str(row["key_id"]),
        "kind": row["kind"],
        "milestone": row["milestone"],
        "occurred_at": _microseconds(row["occurred_at"]),
        "recorded_at": _microseconds(row["recorded_at"]),
        "supersedes": str(row["supersedes"]) if row["supersedes"] else None,
        "public": row["public"],
        "sealed": b64encode(row["sealed"]).decode(),
        "commitment": row["commitment"].hex(),
        "previous_hash": row["previous_hash"].hex(),
        "hash": row["hash"].hex(),
    }
    if key is not None:
        record["disclosed"] = _disclosed(row, key)
    return record


def _disclosed(row: dict[str, Any], key: DataKey) -> dict[str, str]:
    try:
        shown = disclosure(key, row["id"], Sealed(row["sealed"], row["commitment"]))
    except ValueError as error:
        where = f"case file {row['case_file_id']}, chain {row['chain']}, event {row['sequence']} ({row['id']})"
        raise SealBroken(f"{where}: {error}") from None
    return {"key": shown.key.hex(), "salt": shown.salt.hex(), "plaintext": shown.plaintext.decode()}


async def _learn(keys: dict[UUID, DataKey | None], wanted: set[UUID]) -> None:
    """Read keys that are not known yet; None for those of an erased person."""
    if missing := wanted - keys.keys():
        keys.update(dict.fromkeys(missing))
        sql = "SELECT id, wrapped FROM timeline_keys WHERE id = ANY ($1::uuid[]) AND wrapped IS NOT NULL"
        for row in await database.rows(sql, list(missing)):
            try:
                keys[row["id"]] = DataKey(row["id"], unwrapped(row["id"], row["wrapped"]))
            except InvalidTag:
                raise SealBroken(f"key {row['id']}: the master key does not open it") from None


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


_EVENTS = """
SELECT encoding, case_file_id, agency_id, creditor_id, chain, sequence, id, key_id, kind, milestone, occurred_at,
       recorded_at, supersedes, public, sealed, commitment, previous_hash, hash
FROM timeline_events WHERE case_file_id = $1 AND chain = $2 AND sequence > $3 ORDER BY sequence LIMIT $4
"""

"""Opening every seal whose key lives, and holding what the pages show against it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from cryptography.exceptions import InvalidTag

from tandem.timeline.disclosing import disclosure
from tandem.timeline.kinds import every_kind
from tandem.timeline.sealing import DataKey, Sealed, unwrapped
from tandem.timeline.verify.faults import Fault

_SAME = ("case_file_id", "agency_id", "creditor_id", "chain", "sequence", "kind", "milestone", "occurred_at")
_COMPARED = (*_SAME, "recorded_at", "supersedes")
_NOT_OPENED = "its seal does not open to what was committed to: it was changed"
_KEY_GONE = "the row of its key is gone; an erasure leaves the row"
_KEY_NOT_OPENED = "its key does not open under the master key: the one or the other was changed"


async def deep_faults(connection: asyncpg.Connection, ids: Sequence[UUID] | None = None) -> AsyncIterator[Fault]:
    """Every seal that does not open, and every entry of the pages that says something else than its event.

    On the owner's connection, in one snapshot; only of the case files `ids` when they are given. An erased person's
    events cannot be opened: their entries may show what the events say in public and nothing else.
    """
    keys: dict[UUID, DataKey] = {}
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_EVENTS, ids, prefetch=500):
            for problem in _problems(row, keys):
                yield Fault(row["case_file_id"], row["chain"], row["sequence"], row["id"], problem)
        async for row in connection.cursor(_ENTRIES_ALONE, ids, prefetch=500):
            problem = "the page shows it, and no such event is in the chain"
            yield Fault(row["case_file_id"], row["chain"], row["sequence"], row["event_id"], problem)


def _key_of(row: asyncpg.Record, keys: dict[UUID, DataKey]) -> DataKey | None:
    if row["wrapped"] is None:
        return None
    if row["key_id"] not in keys:
        if len(keys) > 10_000:
            keys.clear()
        keys[row["key_id"]] = DataKey(row["key_id"], unwrapped(row["key_id"], row["wrapped"]))
    return keys[row["key_id"]]


def _problems(row: asyncpg.Record, keys: dict[UUID, DataKey]) -> list[str]:
    if row["key"] is None:
        return [_KEY_GONE]
    try:
        key = _key_of(row, keys)
    except (InvalidTag, ValueError):
        return [_KEY_NOT_OPENED]
    told = orjson.loads(row["public"])
    opened: dict[str, Any] = {}
    if key is not None:
        try:
            shown = disclosure(key, row["id"], Sealed(row["sealed"], row["commitment"]))
        except ValueError:
            return [_NOT_OPENED]
        opened = orjson.loads(shown.plaintext)
    if row["entry"] is None:
        return ["no page shows it: its entry is gone"]
    entry = orjson.loads(row["entry"])
    differing = [name for name, same in zip((*_COMPARED, "superseded_by"), row["same"], strict=True) if not same]
    differing += _differing_data(row["kind"], entry["data"], _said(row["encoding"], told, opened), erased=key is None)
    actor = {"actor_kind": told["actor"]["kind"], "actor_organization": told["actor"]["organization"]}
    actor["actor_name"] = None if key is None else (opened.get("actor") or told["actor"]).get("name")
    differing += [name for name, value in actor.items() if entry[name] != value]
    return [f"the page shows another {name} than the chain" for name in differing]


def _said(encoding: int, told: dict[str, Any], opened: dict[str, Any]) -> dict[str, Any]:
    """Public and sealed fields by name; encoding 1 sealed the fields without a frame."""
    sealed: dict[str, Any] = opened.get("data", {}) if encoding > 1 else opened
    return {**told["data"], **sealed}


def _differing_data(kind: str, shown: dict[str, Any], said: dict[str, Any], *, erased: bool) -> list[str]:
    alone = _chain_only(kind)
    wanted = {name: value for name, value in said.items() if erased or name not in alone}
    return [name for name in sorted(wanted.keys() | shown.keys()) if wanted.get(name) != shown.get(name)]


def _chain_only(kind: str) -> set[str]:
    """Fields that are in the chain as proof and that no page shows."""
    declared = every_kind().get(kind)
    if declared is None:
        return set()
    return {item.name for item in fields(declared) if not item.metadata.get("projected", True)}  # type: ignore[arg-type]


_EVENTS = f"""
SELECT event.case_file_id, event.chain, event.sequence, event.id, event.key_id, event.encoding, event.kind,
       event.public, event.sealed, event.commitment, key.id AS key, key.wrapped, to_jsonb(entry)::text AS entry,
       ARRAY[{", ".join(f"event.{name} IS NOT DISTINCT FROM entry.{name}" for name in _COMPARED)},
             later.id IS NOT DISTINCT FROM entry.superseded_by] AS same
FROM timeline_events event
LEFT JOIN timeline_events later ON later.case_file_id = event.case_file_id AND later.chain = event.chain
    AND later.supersedes = event.id
LEFT JOIN timeline_keys key ON key.id = event.key_id
LEFT JOIN timeline_entries entry ON entry.event_id = event.id
WHERE $1::uuid[] IS NULL OR event.case_file_id = ANY ($1)
"""
_ENTRIES_ALONE = """
SELECT entry.event_id, entry.case_file_id, entry.chain, entry.sequence FROM timeline_entries entry
WHERE ($1::uuid[] IS NULL OR entry.case_file_id = ANY ($1)) AND NOT EXISTS (
    SELECT FROM timeline_events event WHERE event.case_file_id = entry.case_file_id AND event.id = entry.event_id)
"""

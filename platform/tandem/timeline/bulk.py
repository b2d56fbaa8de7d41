"""Appending to many chains at once, in a fixed number of statements for each thousand events."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from os import urandom
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import wake_after_commit
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor, System
from tandem.timeline.composing import (
    ENTRY_COLUMNS,
    EVENT_COLUMNS,
    OfCaseFile,
    PlacedEvent,
    Teller,
    audience_of,
    draft,
)
from tandem.timeline.encoding import genesis
from tandem.timeline.events import Chain, EventData
from tandem.timeline.sealing import DataKey, KeyDestroyed, unwrapped, wrapped

Happened = tuple[OfCaseFile, EventData]
_AT_ONCE = 2_000  # events composed and written together: a second of computing at most, some megabytes


async def record_many(actor: Actor | System, happened: Iterable[Happened], *, chain: Chain = Chain.PARTIES) -> None:
    """Append events to the chains of many case files, inside the open transaction; several of one keep their order.

    As `record`, call it last: the heads stay locked until the commit. They are locked in the order of their ids, so
    two of these never wait for each other.
    """
    ordered = sorted(happened, key=lambda one: one[0].id)
    for start in range(0, len(ordered), _AT_ONCE):
        part = ordered[start : start + _AT_ONCE]
        case_files = {case_file.id: case_file for case_file, _ in part}
        # The keys after the heads: a key destroyed while this one waited for a head is seen as destroyed.
        heads = await _locked_heads(list(case_files.values()), chain)
        keys = await _keys_of(list(case_files.values()))
        # Sealing and hashing in a thread: the loop goes on serving others meanwhile.
        placed = await asyncio.to_thread(_composed, Teller.of(actor), part, keys, heads, chain)
        await database.insert_many("timeline_events", EVENT_COLUMNS, [event.event_row for event in placed])
        await database.insert_many("timeline_entries", ENTRY_COLUMNS, [event.entry_row for event in placed])
        await _move_heads(placed)
        for case_file in case_files.values():
            wake_after_commit(Wakeup("timeline", case_file.id, audience_of(case_file, chain)))


def _composed(
    teller: Teller,
    part: Sequence[Happened],
    keys: dict[tuple[UUID, UUID], DataKey],
    heads: dict[UUID, tuple[int, bytes]],
    chain: Chain,
) -> list[PlacedEvent]:
    now = clock.now()
    placed = []
    for case_file_id, events in groupby(part, key=lambda one: one[0].id):
        sequence, previous = heads[case_file_id]
        for index, (case_file, data) in enumerate(events):
            key = keys[case_file.debtor_id, case_file.mandate_id]
            # A microsecond apart, so that the merged view shows events of one case file in their order.
            at = now + timedelta(microseconds=index)
            sequence += 1
            allowed = data.chain_for(chain)
            event = draft(teller, case_file, data, key, chain=allowed, recorded_at=at).at(sequence, previous)
            previous = event.hash
            placed.append(event)
    return placed


async def _locked_heads(case_files: Sequence[OfCaseFile], chain: Chain) -> dict[UUID, tuple[int, bytes]]:
    """Sequence and hash of every head; made where a case file has none yet."""
    made = [
        (each.id, chain.value, each.agency_id, each.creditor_id, 0, genesis(each.id, chain.value))
        for each in case_files
    ]
    await database.insert_many("timeline_heads", _HEAD_COLUMNS, made, on_conflict="DO NOTHING")
    found = await database.rows(
        "SELECT case_file_id, sequence, hash FROM timeline_heads WHERE case_file_id = ANY ($1::uuid[]) AND chain = $2 "
        "ORDER BY case_file_id FOR UPDATE",
        [case_file.id for case_file in case_files],
        chain.value,
    )
    if len(found) != len(case_files):
        raise RuntimeError(f"the chain {chain} of these case files is not this organization's to write")
    return {row["case_file_id"]: (row["sequence"], row["hash"]) for row in found}


async def _move_heads(placed: Sequence[PlacedEvent]) -> None:
    last = {event.envelope.case_file_id: event for event in placed}
    # An insert that always conflicts finds each row by its key; an UPDATE that joins would read the whole table for
    # every chunk as long as the table has no statistics.
    await database.insert_many(
        "timeline_heads",
        _HEAD_COLUMNS,
        [
            (each.id, event.envelope.chain, each.agency_id, each.creditor_id, event.envelope.sequence, event.hash)
            for event in last.values()
            for each in (event.draft.case_file,)
        ],
        on_conflict="(case_file_id, chain) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash",
    )


async def _keys_of(case_files: Sequence[OfCaseFile]) -> dict[tuple[UUID, UUID], DataKey]:
    """The keys of these debtors under these mandates, made where there is none. Raises KeyDestroyed."""
    wanted = {(each.debtor_id, each.mandate_id): each for each in case_files}
    found = await _stored_keys(wanted)
    if missing := [(pair, each) for pair, each in wanted.items() if pair not in found]:
        made = [(new_id(), each.agency_id, each.creditor_id, *pair) for pair, each in missing]
        now = clock.now()
        await database.insert_many(
            "timeline_keys",
            {
                "id": "uuid",
                "agency_id": "uuid",
                "creditor_id": "uuid",
                "debtor_id": "uuid",
                "mandate_id": "uuid",
                "wrapped": "bytea",
                "created_at": "timestamptz",
            },
            [(*row, wrapped(row[0], urandom(32)), now) for row in made],
            on_conflict="DO NOTHING",
        )
        found = await _stored_keys(wanted)
    return found


async def _stored_keys(wanted: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], DataKey]:
    debtors, mandates = zip(*wanted, strict=True)
    found = await database.rows(
        "SELECT id, debtor_id, mandate_id, wrapped FROM timeline_keys "
        "WHERE (debtor_id, mandate_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))",
        list(debtors),
        list(mandates),
    )
    if any(row["wrapped"] is None for row in found):
        raise KeyDestroyed
    return {
        (row["debtor_id"], row["mandate_id"]): DataKey(row["id"], unwrapped(row["id"], row["wrapped"])) for row in found
    }


_HEAD_COLUMNS = {
    "case_file_id": "uuid",
    "chain": "text",
    "agency_id": "uuid",
    "creditor_id": "uuid",
    "sequence": "bigint",
    "hash": "bytea",
}

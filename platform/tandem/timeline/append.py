"""Appending to a chain: the sequence comes from the head row's lock, as the last step before commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor, System
from tandem.timeline import sealing
from tandem.timeline.composing import OfCaseFile, PlacedEvent, Teller, audience_of, draft
from tandem.timeline.encoding import genesis
from tandem.timeline.errors import AlreadySuperseded
from tandem.timeline.events import Chain, EventData


async def record(
    actor: Actor | System,
    case_file: OfCaseFile,
    data: EventData,
    *,
    chain: Chain | None = None,
    occurred_at: datetime | None = None,
    supersedes: UUID | None = None,
) -> UUID:
    """Append one event to a chain of a case file, inside the open transaction, and return its id.

    Call it last: it locks the chain's head until the commit. `chain` is needed where the kind allows several;
    `occurred_at` is for facts older than their record. `supersedes` names the event of the same chain that this one
    corrects: raises AlreadySuperseded when another did so before.
    """
    chain = data.chain_for(chain)
    place = await _next(case_file, chain)
    ready = draft(
        Teller.of(actor),
        case_file,
        data,
        place.key,
        chain=chain,
        recorded_at=clock.now(),
        occurred_at=occurred_at,
        supersedes=supersedes,
    )
    placed = ready.at(place.sequence, place.previous_hash)
    # Fresh eyes on the key: it may have been destroyed while this one waited for the head.
    if await database.row(_INSERT, *placed.event_row, *placed.entry_row[-4:]) is None:
        raise sealing.KeyDestroyed
    if supersedes is not None:
        await _supersede(placed)
    wake_after_commit(Wakeup("timeline", case_file.id, audience_of(case_file, chain)))
    return ready.event_id


async def _supersede(placed: PlacedEvent) -> None:
    """Mark the older entry, so that a page need not look for what corrected it."""
    written = placed.envelope
    marked = await database.rows(
        "UPDATE timeline_entries SET superseded_by = $4 "
        "WHERE event_id = $3 AND case_file_id = $1 AND chain = $2 AND superseded_by IS NULL RETURNING event_id",
        written.case_file_id,
        written.chain,
        written.supersedes,
        written.event_id,
    )
    if not marked:
        raise AlreadySuperseded


@dataclass(frozen=True, slots=True)
class _Place:
    """The next place of a chain, locked until the commit, and the key of whom it speaks."""

    sequence: int
    previous_hash: bytes
    key: sealing.DataKey


async def _next(case_file: OfCaseFile, chain: Chain) -> _Place:
    wanted = (case_file.id, chain.value, case_file.debtor_id, case_file.mandate_id)
    found = await database.row(_TAKE, *wanted)
    if found is None:
        await database.execute(
            "INSERT INTO timeline_heads (case_file_id, chain, agency_id, creditor_id, hash) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            case_file.id,
            chain.value,
            case_file.agency_id,
            case_file.creditor_id,
            genesis(case_file.id, chain.value),
        )
        found = await database.row(_TAKE, *wanted)
    if found is None:
        raise RuntimeError(f"the chain {chain} of this case file is not this organization's to write")
    return _Place(found["sequence"], found["hash"], await _key_of(case_file, found))


async def _key_of(case_file: OfCaseFile, found: dict[str, Any]) -> sealing.DataKey:
    if found["key_id"] is None:
        owners = (case_file.agency_id, case_file.creditor_id, case_file.debtor_id, case_file.mandate_id)
        return await sealing.key_for(*owners)
    return sealing.opened_key(found["key_id"], found["wrapped"])


_TAKE = """
WITH head AS (
    UPDATE timeline_heads SET sequence = sequence + 1 WHERE case_file_id = $1 AND chain = $2 RETURNING sequence, hash
)
SELECT head.sequence, head.hash, key.id AS key_id, key.wrapped
FROM head LEFT JOIN timeline_keys key ON key.debtor_id = $3 AND key.mandate_id = $4
"""
_INSERT = """
WITH event AS (
    INSERT INTO timeline_events (case_file_id, chain, sequence, id, agency_id, creditor_id, key_id, encoding, kind,
                                 milestone, occurred_at, recorded_at, supersedes, public, sealed, commitment,
                                 previous_hash, hash)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
    FROM timeline_keys WHERE id = $7 AND wrapped IS NOT NULL RETURNING id
), entry AS (
    INSERT INTO timeline_entries (event_id, case_file_id, chain, sequence, agency_id, creditor_id, kind, milestone,
                                  occurred_at, recorded_at, supersedes, actor_kind, actor_name, actor_organization,
                                  data)
    SELECT id, $1, $2, $3, $5, $6, $9, $10, $11, $12, $13, $19, $20, $21, $22::text::jsonb FROM event
)
UPDATE timeline_heads SET hash = $18 WHERE case_file_id = $1 AND chain = $2 AND EXISTS (SELECT FROM event) RETURNING 1
"""

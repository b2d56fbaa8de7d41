"""Appending to a chain: the sequence comes from the head row's lock, as the last step before commit."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import wake_after_commit
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import Actor, System
from tandem.timeline import sealing
from tandem.timeline.encoding import ENCODING, Envelope, genesis, hash_of
from tandem.timeline.events import Chain, EventData, canonical_json, split


class OfCaseFile(Protocol):
    """What the timeline needs to know of a case file; it imports no model of it."""

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    debtor_id: UUID
    mandate_id: UUID


async def record(
    actor: Actor | System,
    case_file: OfCaseFile,
    data: EventData,
    *,
    chain: Chain = Chain.PARTIES,
    occurred_at: datetime | None = None,
    supersedes: UUID | None = None,
) -> UUID:
    """Append one event to a chain of a case file, inside the open transaction, and return its id.

    Call it last: it locks the chain's head until the commit. `occurred_at` is for facts older than their record.
    """
    key = await sealing.key_for(case_file.agency_id, case_file.creditor_id, case_file.debtor_id, case_file.mandate_id)
    event_id, now = new_id(), clock.now()
    parts = split(data)
    person = _actor(actor)
    public = canonical_json({"actor": person, "data": parts.public})
    sealed = sealing.seal(key, event_id, canonical_json(parts.sealed).encode())
    sequence, previous_hash = await _next(case_file, chain)
    envelope = Envelope(
        case_file_id=case_file.id,
        chain=chain.value,
        sequence=sequence,
        event_id=event_id,
        key_id=key.id,
        kind=data.kind,
        milestone=data.milestone and chain is Chain.PARTIES,
        occurred_at=occurred_at or now,
        recorded_at=now,
        supersedes=supersedes,
        public=public,
        sealed=sealed.ciphertext,
        commitment=sealed.commitment,
        previous_hash=previous_hash,
    )
    await database.execute(
        _INSERT,
        envelope.case_file_id,
        envelope.chain,
        sequence,
        event_id,
        case_file.agency_id,
        case_file.creditor_id,
        key.id,
        ENCODING,
        envelope.kind,
        envelope.milestone,
        envelope.occurred_at,
        now,
        supersedes,
        public,
        sealed.ciphertext,
        sealed.commitment,
        previous_hash,
        hash_of(envelope),
        person["kind"],
        person["name"],
        person["organization"],
        canonical_json(parts.public | parts.sealed),
    )
    audience = {
        Chain.AGENCY: (case_file.agency_id,),
        Chain.CREDITOR: (case_file.creditor_id,),
        Chain.PARTIES: (case_file.agency_id, case_file.creditor_id),
    }[chain]
    wake_after_commit(Wakeup("timeline", case_file.id, audience))
    return event_id


async def _next(case_file: OfCaseFile, chain: Chain) -> tuple[int, bytes]:
    take = (
        "UPDATE timeline_heads SET sequence = sequence + 1 WHERE case_file_id = $1 AND chain = $2 "
        "RETURNING sequence, hash"
    )
    head = await database.row(take, case_file.id, chain.value)
    if head is None:
        await database.execute(
            "INSERT INTO timeline_heads (case_file_id, chain, agency_id, creditor_id, hash) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            case_file.id,
            chain.value,
            case_file.agency_id,
            case_file.creditor_id,
            genesis(case_file.id, chain.value),
        )
        head = await database.row(take, case_file.id, chain.value)
    if head is None:
        raise RuntimeError(f"the chain {chain} of this case file is not this organization's to write")
    return head["sequence"], head["hash"]


def _actor(actor: Actor | System) -> dict[str, str | None]:
    if isinstance(actor, Actor):
        kind = "person"
        name: str | None = actor.person_name
        organization: str | None = actor.organization_name
        return {"kind": kind, "name": name, "organization": organization, "membership": str(actor.membership_id)}
    return {"kind": actor.kind, "name": actor.name, "organization": None, "membership": None}


_INSERT = """
WITH event AS (
    INSERT INTO timeline_events (case_file_id, chain, sequence, id, agency_id, creditor_id, key_id, encoding, kind,
                                 milestone, occurred_at, recorded_at, supersedes, public, sealed, commitment,
                                 previous_hash, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
), entry AS (
    INSERT INTO timeline_entries (event_id, case_file_id, chain, sequence, agency_id, creditor_id, kind, milestone,
                                  occurred_at, recorded_at, actor_kind, actor_name, actor_organization, data)
    VALUES ($4, $1, $2, $3, $5, $6, $9, $10, $11, $12, $19, $20, $21, $22::text::jsonb)
)
UPDATE timeline_heads SET hash = $18 WHERE case_file_id = $1 AND chain = $2
"""

"""An event before it has its place: sealed and ready, so that little is left to do while a chain's head is locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System
from tandem.timeline import sealing
from tandem.timeline.encoding import ENCODING, Envelope, hash_of
from tandem.timeline.events import Chain, EventData, canonical_json, split
from tandem.timeline.sealing import DataKey, Sealed


class OfCaseFile(Protocol):
    """What the timeline needs to know of a case file; it imports no model of it."""

    @property
    def id(self) -> UUID: ...
    @property
    def agency_id(self) -> UUID: ...
    @property
    def creditor_id(self) -> UUID: ...
    @property
    def debtor_id(self) -> UUID: ...
    @property
    def mandate_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Teller:
    """Who the event says did it: kind, organization and membership are public, the name is sealed with the rest."""

    kind: str
    name: str | None
    organization: str | None
    membership: str | None

    @classmethod
    def of(cls, actor: Actor | System) -> "Teller":
        """A person with organization and membership, or what caused the system to act."""
        if isinstance(actor, Actor):
            return cls("person", actor.person_name, actor.organization_name, str(actor.membership_id))
        membership = str(actor.membership_id) if actor.membership_id else None
        return cls(actor.kind, actor.name, actor.organization_name, membership)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that waits for its sequence."""

    case_file: OfCaseFile
    chain: Chain
    event_id: UUID
    key_id: UUID
    kind: str
    milestone: bool
    occurred_at: datetime
    recorded_at: datetime
    supersedes: UUID | None
    teller: Teller
    public: str
    sealed: Sealed
    # Public and sealed fields in plain text, as far as the projection keeps them.
    readable: str

    def at(self, sequence: int, previous_hash: bytes) -> "PlacedEvent":
        """The event at its place in the chain, with its hash."""
        envelope = Envelope(
            encoding=ENCODING,
            case_file_id=self.case_file.id,
            agency_id=self.case_file.agency_id,
            creditor_id=self.case_file.creditor_id,
            chain=self.chain.value,
            sequence=sequence,
            event_id=self.event_id,
            key_id=self.key_id,
            kind=self.kind,
            milestone=self.milestone,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            supersedes=self.supersedes,
            public=self.public,
            sealed=self.sealed.ciphertext,
            commitment=self.sealed.commitment,
            previous_hash=previous_hash,
        )
        return PlacedEvent(self, envelope, hash_of(envelope))


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event as it is written."""

    draft: Draft
    envelope: Envelope
    hash: bytes

    @property
    def event_row(self) -> tuple[object, ...]:
        """The values of EVENT_COLUMNS."""
        written = self.envelope
        return (
            written.case_file_id,
            written.chain,
            written.sequence,
            written.event_id,
            written.agency_id,
            written.creditor_id,
            written.key_id,
            written.encoding,
            written.kind,
            written.milestone,
            written.occurred_at,
            written.recorded_at,
            written.supersedes,
            written.public,
            written.sealed,
            written.commitment,
            written.previous_hash,
            self.hash,
        )

    @property
    def entry_row(self) -> tuple[object, ...]:
        """The values of ENTRY_COLUMNS."""
        written, teller = self.envelope, self.draft.teller
        return (
            written.event_id,
            written.case_file_id,
            written.chain,
            written.sequence,
            written.agency_id,
            written.creditor_id,
            written.kind,
            written.milestone,
            written.occurred_at,
            written.recorded_at,
            written.supersedes,
            teller.kind,
            teller.name,
            teller.organization,
            self.draft.readable,
        )


EVENT_COLUMNS = {
    "case_file_id": "uuid",
    "chain": "text",
    "sequence": "bigint",
    "id": "uuid",
    "agency_id": "uuid",
    "creditor_id": "uuid",
    "key_id": "uuid",
    "encoding": "smallint",
    "kind": "text",
    "milestone": "boolean",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "supersedes": "uuid",
    "public": "text",
    "sealed": "bytea",
    "commitment": "bytea",
    "previous_hash": "bytea",
    "hash": "bytea",
}
ENTRY_COLUMNS = {
    "event_id": "uuid",
    "case_file_id": "uuid",
    "chain": "text",
    "sequence": "bigint",
    "agency_id": "uuid",
    "creditor_id": "uuid",
    "kind": "text",
    "milestone": "boolean",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "supersedes": "uuid",
    "actor_kind": "text",
    "actor_name": "text",
    "actor_organization": "text",
    "data": "jsonb",
}


def draft(
    teller: Teller,
    case_file: OfCaseFile,
    data: EventData,
    key: DataKey,
    *,
    chain: Chain,
    recorded_at: datetime,
    occurred_at: datetime | None = None,
    supersedes: UUID | None = None,
) -> Draft:
    """Seal an event; no database."""
    event_id = new_id()
    parts = split(data)
    person = {"kind": teller.kind, "organization": teller.organization, "membership": teller.membership}
    plaintext = {"actor": {"name": teller.name}, "data": parts.sealed}
    return Draft(
        case_file=case_file,
        chain=chain,
        event_id=event_id,
        key_id=key.id,
        kind=data.kind,
        milestone=data.milestone and chain is Chain.PARTIES,
        occurred_at=occurred_at or recorded_at,
        recorded_at=recorded_at,
        supersedes=supersedes,
        teller=teller,
        public=canonical_json({"actor": person, "data": parts.public}),
        sealed=sealing.seal(key, event_id, canonical_json(plaintext).encode()),
        readable=canonical_json(parts.projected),
    )


def audience_of(case_file: OfCaseFile, chain: Chain) -> tuple[UUID, ...]:
    """The organizations that see a chain."""
    return {
        Chain.AGENCY: (case_file.agency_id,),
        Chain.CREDITOR: (case_file.creditor_id,),
        Chain.PARTIES: (case_file.agency_id, case_file.creditor_id),
    }[chain]

"""What may stop or shape a contact about a case file, as `fact_reading` reads it and the gate is asked with."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.models import ContactPointKind, Stage
from tandem.contacts.gate import ClaimFacts, Hold, Interruption, InterruptionKind, PastContact, Segment
from tandem.contacts.models import Channel
from tandem.kit.money import Money


@dataclass(frozen=True, slots=True)
class OwedClaim:
    """A claim as its documents name it, with what the gate judges it by."""

    id: UUID
    document_number: str
    description: str | None
    due_on: date
    segment: Segment
    mandate_id: UUID
    principal: int
    interest: int
    accessories: int
    outstanding: Money
    letter_posted_on: date | None
    holds: tuple[Hold, ...]
    part_payments: tuple[date, ...]

    def judged(self, *, mandated: bool) -> ClaimFacts:
        """The claim as the gate sees it."""
        return ClaimFacts(
            id=self.id,
            outstanding=self.outstanding,
            segment=self.segment,
            due_on=self.due_on,
            mandated=mandated,
            opening_letter_posted_on=self.letter_posted_on,
            holds=self.holds,
            interruptions=tuple(Interruption(day, InterruptionKind.PART_PAYMENT) for day in self.part_payments),
        )


@dataclass(frozen=True, slots=True)
class Address:
    """A contact point with what stops it: the day it became invalid, and the opt-outs in force by channel."""

    id: UUID
    party_id: UUID
    kind: ContactPointKind
    value: str
    invalid_on: date | None
    opted_out_on: dict[Channel, date]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An attempt that left or may have, of this person, for any creditor of the agency."""

    attempt_id: UUID
    debtor_id: UUID
    party_id: UUID
    address: str
    contact: PastContact


@dataclass(frozen=True, slots=True)
class Mandate:
    """The agreement that the claims are listed in: who is paid, and when it is in force."""

    id: UUID
    signed_on: date | None
    starts_on: date
    ends_on: date | None
    payee: str
    payee_account: str

    def in_force(self, day: date) -> bool:
        """Signed, begun and not ended (CPCE R124-3)."""
        signed = self.signed_on is not None and self.signed_on <= day
        return signed and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Side:
    """An organization as letters and messages name it."""

    name: str
    address: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case file with everything that may stop a contact about it."""

    id: UUID
    agency_id: UUID
    debtor_id: UUID
    reference: str
    currency: str
    stage: Stage
    closed_on: date | None
    letter_reference: str | None
    letter_posted_on: date | None
    language: str
    country: str
    mandate: Mandate
    agency: Side
    creditor: Side
    parties: dict[UUID, str]
    senders: dict[Channel, str]
    claims: tuple[OwedClaim, ...]
    addresses: tuple[Address, ...]
    earlier: tuple[Earlier, ...]
    inbound_at: datetime | None
    # An opening letter is on its way: planned, being printed, or waiting to be posted.
    letter_pending: bool

    def address(self, contact_point_id: UUID) -> Address:
        """A contact point of this case file. Raises KeyError."""
        for address in self.addresses:
            if address.id == contact_point_id:
                return address
        raise KeyError(contact_point_id)

    def of_party(self, party_id: UUID, kind: ContactPointKind) -> list[str]:
        """The values that are still valid of one kind."""
        return [
            address.value
            for address in self.addresses
            if (address.party_id, address.kind, address.invalid_on) == (party_id, kind, None)
        ]

"""What may stop or shape a contact about a case file, as `fact_reading` reads it and the gate is asked with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace, ContactPointKind, Stage
from tandem.contacts.accounts.choosing import SenderOf, chosen, country_of
from tandem.contacts.consents import EntryKind
from tandem.contacts.email_groups import GROUP_OF, EmailGroup
from tandem.contacts.gate import (
    ClaimFacts,
    ClaimNature,
    Hold,
    Interruption,
    OwnRules,
    PastContact,
    PriorConsent,
    Reminder,
    Segment,
)
from tandem.contacts.instructions import Instruction
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.opening_letters import PostedOpening, first_of
from tandem.contacts.person import Person
from tandem.contacts.places import is_mobile
from tandem.contacts.stops.kinds import Stop
from tandem.contacts.templates import Template
from tandem.kit.money import Money
from tandem_channels.contract import Provider

# Whose law wants a validation notice with the opening letter (12 CFR 1006.34).
_NOTICED = "US"


@dataclass(frozen=True, slots=True)
class OwedClaim:
    """A claim as its documents name it, with what the gate judges it by."""

    id: UUID
    document_number: str
    description: str | None
    issued_on: date | None
    due_on: date
    segment: Segment
    nature: ClaimNature
    mandate_id: UUID
    principal: int
    interest: int
    accessories: int
    outstanding: Money
    # What was paid: to the agency, and to the creditor as the creditor says.
    received: Money
    declared: Money
    # Of each party that was contacted about it, where some law counts from there.
    first_contacts: Mapping[UUID, datetime]
    holds: tuple[Hold, ...]
    interruptions: tuple[Interruption, ...]
    # Where some law counts by the debt: the same one under other mandates, this debtor's with the same document number.
    also_placed: frozenset[UUID] = frozenset()

    def judged(
        self,
        *,
        mandated: bool,
        zone: ZoneInfo,
        first_contact_at: datetime | None,
        opened_on: date | None,
        noticed_on: date | None,
        reminder: Reminder | None,
    ) -> ClaimFacts:
        """The claim as the gate sees it; `zone` is where its law counts days.

        `first_contact_at`, `opened_on`, `noticed_on`: when who is asked to pay was first contacted about it, and when
        its opening letter and its American notice were posted to them;
        `reminder`: the free first one, which the opening letter is where the law wants one.
        """
        return ClaimFacts(
            id=self.id,
            outstanding=self.outstanding,
            segment=self.segment,
            nature=self.nature,
            due_on=self.due_on,
            mandated=mandated,
            opening_letter_posted_on=opened_on,
            holds=self.holds,
            interruptions=self.interruptions,
            first_contact_on=first_contact_at.astimezone(zone).date() if first_contact_at else None,
            validation_notice_on=noticed_on,
            reminder=reminder,
        )


@dataclass(frozen=True, slots=True)
class Address:
    """A contact point with what stops it: the day it became invalid, for texts alone or for all that leads there, and
    the opt-outs in force by channel.
    """

    id: UUID
    party_id: UUID
    kind: ContactPointKind
    value: str
    invalid_on: date | None
    opted_out_on: dict[Channel, date]
    # When whoever is reached here would rather be: since when, minutes of the day [from, to), the channel.
    preference: tuple[datetime, tuple[int, int] | None, Channel | None] | None = None
    texts_end_on: date | None = None
    # The days by what this case file knows: it may have been found dead for another creditor.
    invalid_here_on: date | None = None
    texts_end_here_on: date | None = None
    # Of calls by a machine: whether the last word here was a consent or its withdrawal.
    machine_calls: EntryKind | None = None
    # To calls beyond the limits, by this number.
    extra_calls: tuple[PriorConsent, ...] = ()
    # Of an e-mail: since when receipts, legal notices and answers about rights are refused there, and they alone.
    information_refused_on: date | None = None
    # Where it reaches the person, as was said last on any case file of the agency, and as this one has it.
    place: ContactPlace = ContactPlace.UNKNOWN
    place_here: ContactPlace = ContactPlace.UNKNOWN

    @property
    def reaches(self) -> ContactPlace:
        """Where it reaches the person: as somebody said, or a mobile by the kind of number."""
        if self.place is ContactPlace.UNKNOWN and self.kind is ContactPointKind.PHONE and is_mobile(self.value):
            return ContactPlace.MOBILE
        return self.place

    def refused_on(self, channel: Channel, purpose: Purpose) -> date | None:
        """Since when whoever is reached there refuses what is sent to that end by a channel."""
        informs = channel is Channel.EMAIL and GROUP_OF.get(purpose) is EmailGroup.INFORMATION
        return self.opted_out_on.get(channel) or (self.information_refused_on if informs else None)

    def closed_on(self, channel: Channel) -> date | None:
        """Since when it cannot be reached by a channel."""
        return self.invalid_on or (self.texts_end_on if channel is Channel.SMS else None)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An attempt that left or may have, or a call that this person made, for any creditor of the agency.

    `reached`: the parties of this case file that share an address with whom it was sent to.
    """

    attempt_id: UUID
    debtor_id: UUID
    party_id: UUID
    address: str
    reached: frozenset[UUID]
    contact: PastContact


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A call that a party asked for and that still waits; `at` None: as soon as possible."""

    attempt_id: UUID
    at: datetime | None


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
    country: str
    # Its number in the register of companies.
    company_number: str | None = None


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
    mandate: Mandate
    agency: Side
    creditor: Side
    # Where the debtor is: by whose law a consumer's claim grows old.
    country: str
    # The debtor first.
    parties: dict[UUID, Person]
    every_sender: tuple[SenderOf, ...]
    # Providers at which the agency has an account of its own.
    own_providers: frozenset[Provider]
    # What the agency sends from, by id: what ships, and its own approved texts over it.
    templates: Mapping[str, Template]
    claims: tuple[OwedClaim, ...]
    addresses: tuple[Address, ...]
    earlier: tuple[Earlier, ...]
    # When each party wrote last, by text or e-mail: the day it came, not the day it was placed here.
    wrote_at: Mapping[UUID, datetime]
    # Those that count, by the day of their posting, then by when they were made.
    opening_letters: tuple[PostedOpening, ...]
    # Parties to whom an opening letter is on its way: planned, being printed, or waiting to be posted.
    letters_pending: frozenset[UUID]
    # What the agency allows itself within the rules.
    own_rules: OwnRules
    # Insolvency, death, a lawyer…, of whichever party, learned here or on another case of the same person.
    stops: tuple[Stop, ...] = ()
    # What the client said of how, and whom, one may contact.
    instructions: tuple[Instruction, ...] = ()
    # Of each party that waits for a call.
    asked_calls: Mapping[UUID, AskedCall] = field(default_factory=dict)

    def address(self, contact_point_id: UUID) -> Address:
        """A contact point of this case file. Raises KeyError."""
        for address in self.addresses:
            if address.id == contact_point_id:
                return address
        raise KeyError(contact_point_id)

    def opened_on(self, claim: OwedClaim, party_id: UUID) -> date | None:
        """When the letter was posted that opened this claim to this party: it opens nothing to others."""
        letter = first_of((one for one in self.opening_letters if not one.by_email), party_id, claim.id)
        return letter.posted_on if letter else None

    def reminded_of(self, claim: OwedClaim, party_id: UUID) -> Reminder | None:
        """The first reminder of this claim that went to this party: its opening letter, or in Belgium an e-mail."""
        first = first_of(self.opening_letters, party_id, claim.id)
        return Reminder(first.posted_on, posted=not first.by_email) if first else None

    def noticed_on(self, claim: OwedClaim, party_id: UUID) -> date | None:
        """When the last American validation notice about this claim was posted to this party; other laws want none."""
        days = [
            letter.posted_on
            for letter in self.opening_letters
            if letter.encloses_notice and letter.party_id == party_id and claim.id in letter.claim_ids
        ]
        return max(days, default=None) if self._is_noticed(party_id) else None

    def is_opened(self, claim: OwedClaim, party_id: UUID) -> bool:
        """Whether what opens this claim to this party was sent, with all that must go with it."""
        noticed = not self._is_noticed(party_id) or self.noticed_on(claim, party_id) is not None
        return noticed and self.reminded_of(claim, party_id) is not None

    def _is_noticed(self, party_id: UUID) -> bool:
        return _NOTICED in self.parties[party_id].countries

    def sender_for(self, channel: Channel, party_id: UUID, address: str) -> str | None:
        """From which number, name or address something leaves to this one; None: the agency has nothing for it."""
        found = self.sender_of(channel, party_id, address)
        return found.address if found else None

    def sender_of(self, channel: Channel, party_id: UUID, address: str | None) -> SenderOf | None:
        """The same, with what it can do. A number says its country; without one it is the person's."""
        home = self.parties[party_id].country
        return chosen(self.every_sender, channel, country_of(channel, address or "", home))

    def preferred_hours(self, party_id: UUID) -> tuple[int, int] | None:
        """When a party would rather be reached: what was said last, at whichever of its addresses."""
        told = [one.preference for one in self.addresses if one.party_id == party_id and one.preference]
        return max(told, key=lambda one: one[0])[1] if told else None

    def extra_calls(self, party_id: UUID) -> tuple[PriorConsent, ...]:
        """The consents of a party to calls beyond the limits, by whichever of its numbers: all count together."""
        return tuple(given for one in self.addresses if one.party_id == party_id for given in one.extra_calls)

    def preferred_channel(self) -> Channel | None:
        """By which channel the people of this case file would rather be reached: what was said last."""
        told = [one.preference for one in self.addresses if one.preference]
        return max(told, key=lambda one: one[0])[2] if told else None

    def of_party(self, party_id: UUID, kind: ContactPointKind) -> list[str]:
        """The values that are still valid of one kind."""
        return [
            address.value
            for address in self.addresses
            if (address.party_id, address.kind, address.invalid_on) == (party_id, kind, None)
        ]

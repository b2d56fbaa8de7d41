"""What the gate is told: claims, holds, earlier contacts and the state of the address, all already read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.limitation import Interruption
from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate.prior_consent import PriorConsent
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import (
    Channel,
    ClaimNature,
    ContactResult,
    HoldKind,
    Segment,
)
from tandem.kit.money import Money

DATED_HOLDS = frozenset({HoldKind.PROMISE, HoldKind.PLAN})


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that stops a claim, wholly or for `amount_minor` of it.

    `until` is the instant at which it ends by itself: required of a promise (its date and grace) and of a plan
    (the day its next instalment is late), because a demand is deferred to it. `by` names its owner to the reader.
    """

    kind: HoldKind
    since: datetime
    by: str
    until: datetime | None = None
    amount_minor: int | None = None

    def __post_init__(self) -> None:
        if self.kind in DATED_HOLDS and self.until is None:
            raise ValueError(f"a {self.kind} hold needs the instant at which it ends")
        if self.amount_minor is not None and self.amount_minor <= 0:
            raise ValueError("a hold on part of a claim holds a positive amount")

    def in_force(self, at: datetime) -> bool:
        """True from `since` on and before `until`."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that a waiting time follows; `posted`: by post, not electronically."""

    sent_on: date
    posted: bool


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claim as the contact would name it.

    `mandated`: a signed mandate lists it. `opening_letter_posted_on`: the day the letter of R124-4 that names it was
    posted (not printed); None again when that letter came back. `first_contact_on`: the day it was first spoken or
    written of. `validation_notice_on`: the day its American validation notice was sent. `reminder`: the free first
    reminder of Belgian law.
    """

    id: UUID
    outstanding: Money
    segment: Segment
    due_on: date
    mandated: bool
    opening_letter_posted_on: date | None
    nature: ClaimNature = ClaimNature.GENERAL
    holds: tuple[Hold, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    first_contact_on: date | None = None
    validation_notice_on: date | None = None
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class PastContact:
    """An earlier contact with this person, over all files that caps count together (`Profile.counted_per`).

    `claims`: those it was about; empty when that is not known, so it counts against each. `place`: where it reached
    the person, as is known of that address by now.
    """

    at: datetime
    channel: Channel
    result: ContactResult
    inbound: bool = False
    claims: frozenset[UUID] = field(default_factory=frozenset)
    place: ContactPlace = ContactPlace.UNKNOWN


@dataclass(frozen=True, slots=True)
class Flags:
    """The state of the file, of the address and of this one attempt.

    Dated facts are those in force, None when there is none: `represented_on` (a lawyer or adviser acts for the person),
    `cease_on` (asked in writing to be left alone), `wrong_party_on` (is not the debtor), `workplace_forbidden_on` (of
    this address), `breathing_space_until` (the first day that is free again), and what the client directed:
    `no_phone_on`, `email_only_on`, `other_person_on` (only somebody else may be contacted).
    `number`: the number dialled or written to, E.164. `place`: where this address reaches the person.
    `segments`: as whom the person is asked; empty: as the claims say.

    `opening_letter`: this letter is the opening letter. `answers_inbound_at`: the message a reply answers.
    `callback_at`: the time the debtor asked to be called at. `preferred_hours`: minutes of the person's day,
    [from, to), within which they would rather be reached. `released`: codes that a person reviewed and released; only a
    REVIEW can be released. `template_missing`: no approved template in the debtor's language.
    `language`: of the text that is to leave; None: it is spoken, or none is chosen yet.
    `consents`: to calls beyond the limits, by whichever number of the person, where the pack heeds them.
    """

    closed_on: date | None = None
    opted_out_on: date | None = None
    address_invalid_on: date | None = None
    wrong_party_on: date | None = None
    represented_on: date | None = None
    cease_on: date | None = None
    workplace_forbidden_on: date | None = None
    breathing_space_until: date | None = None
    no_phone_on: date | None = None
    email_only_on: date | None = None
    other_person_on: date | None = None
    number: str | None = None
    place: ContactPlace = ContactPlace.UNKNOWN
    segments: frozenset[Segment] = field(default_factory=frozenset)
    template_missing: bool = False
    language: str | None = None
    opening_letter: bool = False
    answers_inbound_at: datetime | None = None
    callback_at: datetime | None = None
    preferred_hours: tuple[int, int] | None = None
    released: frozenset[ReasonCode] = field(default_factory=frozenset)
    consents: tuple[PriorConsent, ...] = ()

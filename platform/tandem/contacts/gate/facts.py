"""What the gate is told: claims, holds, earlier contacts and the state of the address, all already read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import (
    Channel,
    ClaimNature,
    ContactResult,
    HoldKind,
    InterruptionKind,
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
class Interruption:
    """An act of that day; the pack says which kinds start the period anew."""

    on: date
    kind: InterruptionKind


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claim as the contact would name it.

    `mandated`: a signed mandate lists it. `opening_letter_posted_on`: the day the letter of R124-4 that names it was
    posted (not printed); None again when that letter came back.
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


@dataclass(frozen=True, slots=True)
class PastContact:
    """An earlier contact with this person, over all files that caps count together (`Profile.counted_per`)."""

    at: datetime
    channel: Channel
    result: ContactResult
    inbound: bool = False


@dataclass(frozen=True, slots=True)
class Flags:
    """The state of the file, of the address and of this one attempt.

    `opening_letter`: this letter is the opening letter. `answers_inbound_at`: the message a reply answers.
    `callback_at`: the time the debtor asked to be called at. `released`: codes that a person reviewed and released;
    only a REVIEW can be released. `template_missing`: no approved template in the debtor's language.
    """

    closed_on: date | None = None
    opted_out_on: date | None = None
    address_invalid_on: date | None = None
    template_missing: bool = False
    opening_letter: bool = False
    answers_inbound_at: datetime | None = None
    callback_at: datetime | None = None
    released: frozenset[ReasonCode] = field(default_factory=frozenset)

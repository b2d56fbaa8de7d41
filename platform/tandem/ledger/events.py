"""What happens to the money of a case file, and to the limitation period of its claims."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.casefiles.models import InterruptionKind
from tandem.kit.money import Money
from tandem.ledger.models import InterruptionProof, PaymentSource
from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event("payment_recorded", chains=(Chain.PARTIES,), group=EventGroup.PAYMENTS, milestone=True, worded_by=("source",))
@dataclass(frozen=True)
class PaymentRecorded(EventData):
    """`outstanding` is what the case file still owes after it."""

    payment_id: UUID
    amount: Money
    received_on: date
    source: PaymentSource
    outstanding: Money


@event("payment_reversed", chains=(Chain.PARTIES,), group=EventGroup.PAYMENTS, milestone=True)
@dataclass(frozen=True)
class PaymentReversed(EventData):
    """Supersedes the event of the payment; `outstanding` is what the case file owes after it."""

    payment_id: UUID
    amount: Money
    received_on: date
    source: PaymentSource
    outstanding: Money
    reason: str = sealed()


@event("interruption_recorded", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("interruption",))
@dataclass(frozen=True)
class InterruptionRecorded(EventData):
    """Something that may move the last day of a claim; `last_day` is the claim's after it.

    `until_on` is the end of a mediation, None as long as it goes on, or the last day that somebody found by the law in
    `basis`.
    """

    interruption_id: UUID
    claim_id: UUID
    interruption: InterruptionKind
    happened_on: date
    proof: InterruptionProof
    last_day: date | None
    until_on: date | None
    document_number: str = sealed()
    basis: str | None = sealed()


@event("mediation_ended", chains=(Chain.PARTIES,), group=EventGroup.STEPS)
@dataclass(frozen=True)
class MediationEnded(EventData):
    """A mediation that was recorded while it went on has ended; `last_day` is the claim's after it."""

    interruption_id: UUID
    claim_id: UUID
    happened_on: date
    ended_on: date
    proof: InterruptionProof
    last_day: date | None
    document_number: str = sealed()


@event("interruption_withdrawn", chains=(Chain.PARTIES,), group=EventGroup.STEPS)
@dataclass(frozen=True)
class InterruptionWithdrawn(EventData):
    """Supersedes the event of what was a mistake; `last_day` is the claim's after it."""

    interruption_id: UUID
    claim_id: UUID
    interruption: InterruptionKind
    happened_on: date
    last_day: date | None
    document_number: str = sealed()
    reason: str = sealed()

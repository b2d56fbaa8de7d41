"""What happens to the money of a case file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.kit.money import Money
from tandem.ledger.models import PaymentSource
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

"""What happens around letters that come back, told to both parties."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event("letter_returned", chains=(Chain.PARTIES,), group=EventGroup.LETTERS, worded_by=("return_reason",))
@dataclass(frozen=True)
class LetterReturned(EventData):
    """`voids_opening`: no claim that it opened counts as opened any more, until another letter is posted."""

    attempt_id: UUID
    reference: str
    returned_on: date
    return_reason: ReturnReason
    voids_opening: bool


@event("letter_return_corrected", chains=(Chain.PARTIES,), group=EventGroup.LETTERS, worded_by=("returned",))
@dataclass(frozen=True)
class LetterReturnCorrected(EventData):
    """Why and when it came back after all; `returned` false: it never did."""

    attempt_id: UUID
    reference: str
    returned: bool
    returned_on: date | None
    return_reason: ReturnReason | None
    voids_opening: bool
    reason: str = sealed()


@event("address_traced", chains=(Chain.PARTIES,), group=EventGroup.LETTERS, worded_by=("outcome",))
@dataclass(frozen=True)
class AddressTraced(EventData):
    """The end of the search that a returned letter opened."""

    attempt_id: UUID
    outcome: TracingOutcome
    comment: str | None = sealed()

"""What happens around reaching a person. Addresses and words are sealed; an opt-out goes to the agency's own chain."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.timeline import Chain, EventData, event, sealed


@event("contact_planned", chains=(Chain.PARTIES,), worded_by=("channel",))
@dataclass(frozen=True)
class ContactPlanned(EventData):
    attempt_id: UUID
    channel: Channel
    template_title: str
    send_at: datetime
    to: str = sealed()
    subject: str | None = sealed()
    body: str | None = sealed()


@event("contact_state_changed", chains=(Chain.PARTIES,), worded_by=("state", "channel"))
@dataclass(frozen=True)
class ContactStateChanged(EventData):
    """`subject` and `body` are the words as they left, on the first event after the provider was called."""

    attempt_id: UUID
    channel: Channel
    state: AttemptState
    until: datetime | None
    provider_code: str | None
    # Why: names whoever put a hold on the case file, and says what is known of the debtor.
    reasons: list[dict[str, object]] = sealed()
    subject: str | None = sealed()
    body: str | None = sealed()


@event("letter_posted", chains=(Chain.PARTIES,), milestone=True, worded_by=("opening",))
@dataclass(frozen=True)
class LetterPosted(EventData):
    attempt_id: UUID
    reference: str
    posted_on: date
    opening: bool


@event("call_outcome_recorded", chains=(Chain.PARTIES,))
@dataclass(frozen=True)
class CallOutcomeRecorded(EventData):
    attempt_id: UUID
    disposition: Disposition
    comment: str | None = sealed()


@event("inbound_message_received", chains=(Chain.PARTIES, Chain.AGENCY))
@dataclass(frozen=True)
class InboundMessageReceived(EventData):
    channel: Channel
    sender: str = sealed()
    body: str = sealed()


@event("opt_out_recorded", chains=(Chain.AGENCY,), worded_by=("provisional", "channel"))
@dataclass(frozen=True)
class OptOutRecorded(EventData):
    channel: Channel
    provisional: bool
    address: str = sealed()


@event("opt_out_lifted", chains=(Chain.AGENCY,), worded_by=("channel",))
@dataclass(frozen=True)
class OptOutLifted(EventData):
    channel: Channel
    address: str = sealed()

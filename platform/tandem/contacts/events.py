"""What happens around reaching a person. Addresses and words are sealed; an opt-out goes to the agency's own chain."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.timeline import Chain, EventData, EventGroup, GroupedBy, event, sealed

_BY_CHANNEL = GroupedBy("channel", {Channel.LETTER.value: EventGroup.LETTERS}, otherwise=EventGroup.MESSAGES)


@event("contact_planned", chains=(Chain.PARTIES,), group=_BY_CHANNEL, worded_by=("channel",))
@dataclass(frozen=True)
class ContactPlanned(EventData):
    attempt_id: UUID
    channel: Channel
    template_title: str
    send_at: datetime
    to: str = sealed()
    subject: str | None = sealed()
    body: str | None = sealed()


@event("contact_state_changed", chains=(Chain.PARTIES,), group=_BY_CHANNEL, worded_by=("state", "channel"))
@dataclass(frozen=True)
class ContactStateChanged(EventData):
    """`sent_copy` is the exact text of `contacts.copies`, on the event that tells that the provider has the message, or
    may have it; its hash is sealed too, since a short text can be guessed from its hash.
    """

    attempt_id: UUID
    channel: Channel
    state: AttemptState
    until: datetime | None
    provider_code: str | None
    # Why: names whoever put a hold on the case file, and says what is known of the debtor.
    reasons: list[dict[str, object]] = sealed()
    sent_copy: str | None = sealed(projected=False)
    copy_sha256: str | None = sealed(projected=False)


@event("letter_posted", chains=(Chain.PARTIES,), group=EventGroup.LETTERS, milestone=True, worded_by=("opening",))
@dataclass(frozen=True)
class LetterPosted(EventData):
    attempt_id: UUID
    reference: str
    posted_on: date
    opening: bool
    # Of the file that was printed, and of the copy as sent that names it.
    pdf_sha256: str = sealed(projected=False)
    copy_sha256: str | None = sealed(projected=False)


@event(
    "letter_posting_corrected",
    chains=(Chain.PARTIES,),
    group=EventGroup.LETTERS,
    milestone=True,
    worded_by=("opening",),
)
@dataclass(frozen=True)
class LetterPostingCorrected(EventData):
    """The day on which the letter was posted after all."""

    attempt_id: UUID
    reference: str
    posted_on: date
    opening: bool
    reason: str = sealed()


@event("call_outcome_recorded", chains=(Chain.PARTIES,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class CallOutcomeRecorded(EventData):
    attempt_id: UUID
    disposition: Disposition
    comment: str | None = sealed()


@event("call_outcome_corrected", chains=(Chain.PARTIES,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class CallOutcomeCorrected(EventData):
    """How the call went after all."""

    attempt_id: UUID
    disposition: Disposition
    comment: str | None = sealed()
    reason: str = sealed()


@event("inbound_message_received", chains=(Chain.PARTIES, Chain.AGENCY), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class InboundMessageReceived(EventData):
    channel: Channel
    sender: str = sealed()
    body: str = sealed()


@event("opt_out_recorded", chains=(Chain.AGENCY,), group=EventGroup.MESSAGES, worded_by=("provisional", "channel"))
@dataclass(frozen=True)
class OptOutRecorded(EventData):
    channel: Channel
    provisional: bool
    address: str = sealed()


@event("opt_out_lifted", chains=(Chain.AGENCY,), group=EventGroup.MESSAGES, worded_by=("channel",))
@dataclass(frozen=True)
class OptOutLifted(EventData):
    channel: Channel
    address: str = sealed()

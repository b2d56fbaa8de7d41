"""What happens around reaching a person. Addresses and words are sealed; an opt-out goes to the agency's own chain."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.models import ContactPointKind
from tandem.contacts.incoming.lost import WhyLost
from tandem.contacts.models import AttemptState, Channel, Disposition, PostalService
from tandem.contacts.recordings.became import Became
from tandem.contacts.stops.kinds import StopKind
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
    # Names of the files that are to leave with an e-mail or a letter.
    attached: tuple[str, ...] = sealed(default=())


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


@event("contact_released", chains=(Chain.PARTIES,), group=_BY_CHANNEL, worded_by=("channel",))
@dataclass(frozen=True)
class ContactReleased(EventData):
    """A person let pass what the gate had left to a person: `reasons` are the rules, `reason` is why."""

    attempt_id: UUID
    channel: Channel
    reasons: list[dict[str, object]] = sealed()
    reason: str = sealed()


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
    # How the post carries it; pages read both of the attempt.
    service: PostalService = sealed(projected=False, default=PostalService.ORDINARY)
    tracking_number: str | None = sealed(projected=False, default=None)


@event(
    "letter_posting_corrected",
    chains=(Chain.PARTIES,),
    group=EventGroup.LETTERS,
    milestone=True,
    worded_by=("opening",),
)
@dataclass(frozen=True)
class LetterPostingCorrected(EventData):
    """On which day and how the letter was posted after all."""

    attempt_id: UUID
    reference: str
    posted_on: date
    opening: bool
    reason: str = sealed()
    # As `letter_posted` has them.
    service: PostalService = sealed(projected=False, default=PostalService.ORDINARY)
    tracking_number: str | None = sealed(projected=False, default=None)


@event("call_outcome_recorded", chains=(Chain.PARTIES,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class CallOutcomeRecorded(EventData):
    """`told`: what the agency calls the outcome, and the day or time that was agreed; pages read it of the attempt."""

    attempt_id: UUID
    disposition: Disposition
    comment: str | None = sealed()
    told: dict[str, object] | None = sealed(projected=False)


@event("call_outcome_corrected", chains=(Chain.PARTIES,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class CallOutcomeCorrected(EventData):
    """How the call went after all."""

    attempt_id: UUID
    disposition: Disposition
    comment: str | None = sealed()
    reason: str = sealed()
    # The day or time that was agreed after all; pages read it of the attempt.
    told: dict[str, object] | None = sealed(projected=False, default=None)


@event("call_put_through", chains=(Chain.AGENCY,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class CallPutThrough(EventData):
    """Somebody of the case file calls, and who of the agency was given the call: how it went is told later, on the
    chain of both parties.
    """

    call_id: UUID
    party_id: UUID
    party: str | None = sealed()
    collector: str | None = sealed()


@event("call_received", chains=(Chain.PARTIES,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class CallReceived(EventData):
    """Somebody of the case file called and was talked with; when is the event's own time."""

    party_id: UUID
    party: str | None = sealed()
    note: str | None = sealed()


@event("call_recording_changed", chains=(Chain.AGENCY,), group=EventGroup.MESSAGES, worded_by=("became",))
@dataclass(frozen=True)
class CallRecordingChanged(EventData):
    """What became of a call's recording: to the agency alone, since no client learns that there is one."""

    attempt_id: UUID
    became: Became


@event("inbound_message_received", chains=(Chain.PARTIES, Chain.AGENCY), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class InboundMessageReceived(EventData):
    """`body` is what was written now, of a call how it went if somebody told; `whole` all of an e-mail, where it quotes
    what it answers. `refused_files` are names of attachments that were not taken; `media` what came with a text, in
    MIME types: documents follow.
    """

    channel: Channel
    sender: str = sealed()
    body: str = sealed()
    subject: str | None = sealed(default=None)
    whole: str | None = sealed(projected=False, default=None)
    refused_files: tuple[str, ...] = sealed(default=())
    media: tuple[str, ...] = sealed(default=())


@event("inbound_file_lost", chains=(Chain.PARTIES, Chain.AGENCY), group=EventGroup.MESSAGES, worded_by=("why",))
@dataclass(frozen=True)
class InboundFileLost(EventData):
    """A picture that came with a text, or a proof of a letter, that could not be made a document."""

    why: WhyLost
    name: str = sealed()


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


@event("address_reopened", chains=(Chain.AGENCY,), group=EventGroup.MESSAGES, worded_by=("succeeded",))
@dataclass(frozen=True)
class AddressReopened(EventData):
    """What a provider had closed is tried again; `succeeded` False: the provider keeps it on its list, so it is closed
    again.
    """

    address_kind: ContactPointKind
    succeeded: bool
    address: str = sealed()
    reason: str | None = sealed(default=None)


@event("preference_told", chains=(Chain.AGENCY,), group=EventGroup.MESSAGES)
@dataclass(frozen=True)
class PreferenceTold(EventData):
    """How whoever has this address would rather be reached: minutes of the local day, [from, to). All null: it does not
    matter any more.
    """

    channel: Channel | None
    from_minute: int | None = sealed()
    to_minute: int | None = sealed()
    address: str = sealed()


@event("stop_fact_recorded", chains=(Chain.PARTIES,), group=EventGroup.INSTRUCTIONS, worded_by=("stop_kind",))
@dataclass(frozen=True)
class StopFactRecorded(EventData):
    """`due_on`: until when to act, where the law sets a day."""

    fact_id: UUID
    stop_kind: StopKind
    since_on: date
    due_on: date | None
    party: str = sealed()
    source: str = sealed()
    representative: str | None = sealed()


@event("stop_fact_ended", chains=(Chain.PARTIES,), group=EventGroup.INSTRUCTIONS, worded_by=("stop_kind",))
@dataclass(frozen=True)
class StopFactEnded(EventData):
    fact_id: UUID
    stop_kind: StopKind
    ended_on: date
    party: str = sealed()
    source: str = sealed()

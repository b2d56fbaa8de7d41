"""What a channel promises: plain messages in, receipts and events out, and errors named by what to do next.

An adapter maps a provider's words and errors to these, nothing else; it holds no database and knows no case file.
Fields about a person have no `repr`: neither a log nor a traceback may show them.
See docs/subsystems/channels.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar, runtime_checkable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tandem_channels.keywords import Reply

ATTEMPT_PARAMETER = "oid"
"""The one thing of ours that a provider keeps: the opaque attempt id, in callback URLs and in SendGrid's custom_args.
Neither can be erased at the provider, so nothing personal may ever join it."""


class Provider(StrEnum):
    TWILIO = "twilio"
    SENDGRID = "sendgrid"
    FILE_DROP = "file_drop"  # a printer that takes letters from a folder
    FAKE = "fake"


class DeliveryStatus(StrEnum):
    """Where an SMS or an e-mail stands, in our words. Callbacks come late, twice and out of order: never step back."""

    ACCEPTED = "accepted"  # the provider has taken the message and not yet placed it in a queue
    SCHEDULED = "scheduled"  # the provider keeps it for a later time
    QUEUED = "queued"  # in the provider's outgoing queue
    SENDING = "sending"  # on its way to the carrier
    SENT = "sent"  # the carrier has it and has not confirmed delivery
    DEFERRED = "deferred"  # the receiving server asked to wait; the provider goes on trying
    DELIVERED = "delivered"  # reached the phone or the receiving mail server
    UNDELIVERED = "undelivered"  # the carrier or the receiving server gave it back
    FAILED = "failed"  # the provider did not send it
    CANCELED = "canceled"  # stopped before it left
    READ = "read"  # the person opened it
    CLICKED = "clicked"  # the person followed a link in it
    COMPLAINED = "complained"  # the person marked it as spam: an opt-out of this channel
    UNSUBSCRIBED = "unsubscribed"  # the person asked the provider for no more: an opt-out of this channel
    RESUBSCRIBED = "resubscribed"  # the person withdrew that request
    UNKNOWN = "unknown"  # a word we do not know: keep the raw event and let a person look


class CallStatus(StrEnum):
    """Where one leg of a call stands."""

    QUEUED = "queued"  # the provider will dial
    INITIATED = "initiated"  # dialling
    RINGING = "ringing"  # the phone rings
    IN_PROGRESS = "in-progress"  # somebody, or a machine, picked up
    COMPLETED = "completed"  # picked up, then ended
    BUSY = "busy"  # engaged tone
    NO_ANSWER = "no-answer"  # rang out
    FAILED = "failed"  # could not be connected
    CANCELED = "canceled"  # hung up before anybody picked up
    UNKNOWN = "unknown"  # a word we do not know


# A leg that stands so is over.
LEG_ENDS = frozenset(
    {CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED}
)


class CallLeg(StrEnum):
    """The bridge calls the collector first, then the debtor from the collector's leg."""

    COLLECTOR = "collector"
    DEBTOR = "debtor"


class AnsweredBy(StrEnum):
    """Who picked up, as far as the provider can hear. What it cannot tell counts as a person: nobody is left listening
    to a call that says nothing."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why a provider refused or failed a message, as far as the sender must act on it."""

    ADDRESS_INVALID = "address_invalid"  # nobody can be reached there: stop using the address
    TAKES_NO_TEXTS = "takes_no_texts"  # a telephone that gets no SMS: text it no more, it can be called
    OPTED_OUT = "opted_out"  # the person said stop to this sender: write the opt-out, try no other sender
    CONFIGURATION = "configuration"  # our account, sender or key is wrong: an administrator must act
    CONTENT = "content"  # the message itself is not acceptable
    CARRIER_FORBIDDEN = "carrier_forbidden"  # this kind of message may not be sent there at all
    TEMPORARY = "temporary"  # might pass another time, as a new attempt through the gate
    OTHER = "other"  # none of the above, or a code that we do not know


@dataclass(frozen=True, slots=True)
class OutboundSms:
    """`to` and `sender` in E.164 (`sender` may be alphanumeric, then no reply can come back).

    `validity_seconds` (1 to 36000) is how long the provider may keep it queued; give the seconds to the end of the
    contact window, or the text may leave at night."""

    attempt_id: str
    to: str = field(repr=False)
    sender: str
    body: str = field(repr=False)
    callback_url: str
    validity_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that leaves with an e-mail or a letter: its name without path or signs of a header, type and bytes."""

    name: str = field(repr=False)
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutboundEmail:
    """No callback URL: SendGrid posts the events of the whole account to one address set in the account.

    `message_id` is ours, with its angle brackets, so that an answer to it is known by it; `in_reply_to` is that of the
    e-mail that this one answers, `references` those of the exchange, the oldest first (RFC 5322, 3.6.4).
    `unsubscribe_url` takes a POST of RFC 8058: one click and no question. `group_id` is the provider's group of
    refusals for this purpose; `passes_refusals` for what must arrive all the same: that a refusal was understood."""

    attempt_id: str
    to: str = field(repr=False)
    sender: str
    sender_name: str
    reply_to: str | None
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    message_id: str | None = field(default=None, repr=False)
    in_reply_to: str | None = field(default=None, repr=False)
    references: tuple[str, ...] = field(default=(), repr=False)
    unsubscribe_url: str | None = field(default=None, repr=False)
    group_id: int | None = None
    passes_refusals: bool = False
    attachments: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundCall:
    """The collector's leg of a bridge call. `answer_url` is asked for TwiML when the collector picks up: that is the
    instant at which the gate is asked again."""

    attempt_id: str
    collector_number: str
    caller_id: str
    answer_url: str
    status_callback_url: str


@dataclass(frozen=True, slots=True)
class OutboundLineCall:
    """The debtor's leg, dialled into `line`: the conference in which the collector's open leg waits.

    With `announce_url` the person hears first what that address says, and joins the line by its answer."""

    attempt_id: str
    debtor_number: str = field(repr=False)
    caller_id: str
    line: str
    status_callback_url: str
    announce_url: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessageCall:
    """A call that a message opens, without a collector: `answer_url` is asked what to say when somebody picks up, and
    `answered_by_url` is told whether it was a person or a machine."""

    attempt_id: str
    debtor_number: str = field(repr=False)
    caller_id: str
    answer_url: str
    status_callback_url: str
    answered_by_url: str


VoiceMessage = OutboundCall | OutboundLineCall | OutboundMessageCall


@dataclass(frozen=True, slots=True)
class SendReceipt:
    """The provider answered that it has the message. `status` is the provider's own word, kept as proof."""

    provider: Provider
    provider_id: str
    status: str


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """What a provider posted to us. `url` is the public address with its query, exactly as the provider was given it
    (signatures cover it), `headers` have lower-case names, `body` is raw."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """A message moved. `attempt_id` is ours when the callback carried it; `code` is the provider's error code;
    `occurred_at` is the provider's time when it gives one; `group_id` is the group of refusals that was left or joined
    again, None for all of them."""

    provider: Provider
    dedupe_key: str
    attempt_id: str | None
    provider_id: str | None
    status: DeliveryStatus
    raw: Mapping[str, Any] = field(repr=False)
    code: str | None = None
    cause: Cause | None = None
    occurred_at: datetime | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class InboundMedium:
    """A file that came with a text: the provider's id of it (None: it named none), and the type that it says."""

    provider_id: str | None
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundSmsEvent:
    """Somebody texted one of our numbers, maybe with pictures."""

    provider: Provider
    dedupe_key: str
    provider_id: str
    sender: str = field(repr=False)
    to: str
    body: str = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False)
    media: tuple[InboundMedium, ...] = ()
    # What the provider took the text for, answered and acts upon by itself: only where it was told which words mean it.
    taken_as: Reply | None = None


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One leg of a call moved. `duration_seconds` comes with the end of an answered leg; `answered_by` when the
    provider looked who picked up; `occurred_at` is the provider's time when it gives one."""

    provider: Provider
    dedupe_key: str
    attempt_id: str | None
    provider_id: str | None
    leg: CallLeg
    status: CallStatus
    raw: Mapping[str, Any] = field(repr=False)
    duration_seconds: int | None = None
    answered_by: AnsweredBy | None = None
    code: str | None = None
    cause: Cause | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundCallEvent:
    """Somebody rang one of our numbers. `sender` is not a number when it was withheld."""

    provider: Provider
    dedupe_key: str
    provider_id: str
    sender: str = field(repr=False)
    to: str
    raw: Mapping[str, Any] = field(repr=False)


ChannelEvent = DeliveryEvent | InboundSmsEvent | CallEvent | InboundCallEvent


class ChannelError(Exception):
    """A send that gave no receipt. The four kinds differ by what the sender may do next."""


class Rejected(ChannelError):
    """The provider refused this message. Never retry it.

    `detail` is the provider's sentence; it may quote the number or address, so it stays out of the message and logs."""

    def __init__(self, code: str, cause: Cause, detail: str = "") -> None:
        super().__init__(f"rejected with {code} ({cause})")
        self.code = code
        self.cause = cause
        self.detail = detail

    @property
    def permanent_address(self) -> bool:
        """True when the address itself is dead, so that the contact point must be marked invalid."""
        return self.cause is Cause.ADDRESS_INVALID


class RateLimited(ChannelError):
    """The provider took nothing and asks to wait: send again after `retry_after` seconds (None: it did not say)."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__(f"rate limited, retry after {retry_after} s")
        self.retry_after = retry_after


class Unavailable(ChannelError):
    """The request surely never left us (name not resolved, connection refused): it may be sent again."""


class Unconfirmed(ChannelError):
    """The request may have been accepted (time-out, 5xx, connection lost after sending): do not resend.

    The callback that bears the attempt id, `find`, or a person settles it."""


class MalformedWebhook(ChannelError):
    """A signed request whose body is not what the provider documents. Answer 400 and keep the raw body."""


Message = TypeVar("Message", contravariant=True)


class Channel(Protocol[Message]):
    """One way to reach a person through one provider."""

    async def send(self, message: Message) -> SendReceipt:
        """Hand one message to the provider, once, with an explicit time-out and no retry of any kind.

        Raises Rejected, RateLimited, Unavailable or Unconfirmed."""

    def verify(self, request: WebhookRequest) -> bool:
        """True when the provider signed this request. False for a bad, missing or malformed signature; never raises."""

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        """The events in a verified request, in the order given. Raises MalformedWebhook."""

    async def close(self) -> None:
        """Give back connections and threads."""


@runtime_checkable
class Findable(Protocol[Message]):
    """A channel whose provider can be asked whether it has a message of ours. SendGrid cannot."""

    async def find(
        self, message: Message, *, since: datetime, known: Collection[str] = frozenset()
    ) -> SendReceipt | None:
        """The provider's record of this message created at or after `since`, or None when it has none.

        `known` are provider ids that already belong to other attempts: without them, two equal texts to one person
        would be taken for each other. Raises RateLimited, Unavailable, Unconfirmed (ask again later) or Rejected."""


@runtime_checkable
class Askable(Protocol):
    """A channel whose provider can be asked how something stands that it has, when no callback told it.

    SendGrid cannot: its activity is an extra that few accounts have."""

    async def now(self, provider_id: str, attempt_id: str, leg: CallLeg | None = None) -> Sequence[ChannelEvent]:
        """What its callbacks would say by now, each word with a key of its own so that it is news once; empty: it knows
        nothing of it, or nothing any more. `leg`: of a call, whose leg `provider_id` is.

        Raises RateLimited, Unavailable, Unconfirmed (ask again later) or Rejected."""


@dataclass(frozen=True, slots=True)
class RefusedAddress:
    """Somebody on one of a provider's lists of refusals, since `at`; `list` is the provider's own name of it, and
    `group_id` the number of the group where it is a group's."""

    address: str = field(repr=False)
    list: str
    at: datetime
    group_id: int | None = None


@runtime_checkable
class RefusalLists(Protocol):
    """A channel whose provider keeps lists of who refuses our messages, for us to read and to write.

    All may be said twice. They raise RateLimited, Unavailable, Unconfirmed (say it again later) or Rejected."""

    async def refuse(self, address: str) -> None:
        """Have the provider refuse every message of this account to the address."""

    async def allow(self, address: str) -> None:
        """Take the address from all the provider's lists."""

    async def try_again(self, address: str) -> None:
        """Take the address from the lists of those that gave messages back: of nobody's wish, so for whoever shares the
        account too."""

    async def refused_since(self, since: datetime | None) -> Sequence[RefusedAddress]:
        """Who is on a list since then, or ever."""


class ConsentSource(StrEnum):
    """How a person said that they refuse texts, or want them again."""

    TEXT = "text"  # they texted it
    WEBSITE = "website"  # on the page behind the link of a message
    OFFLINE = "offline"  # to somebody of the agency
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Consent:
    """What holds of a number's wish about texts from one number of ours.

    `reference`: 32 hexadecimal digits, the provider's name for this line of the request.
    """

    address: str = field(repr=False)
    sender: str
    refused: bool
    source: ConsentSource
    reference: str


@runtime_checkable
class ConsentRegister(Protocol):
    """A channel whose provider keeps, for each number of ours, who refuses texts from it, for us to write."""

    async def tell_consents(self, consents: Sequence[Consent]) -> None:
        """Have the provider hold what holds here. All may be said twice.

        Raises RateLimited, Unavailable, Unconfirmed (say it again later) or Rejected: the account may not, or one of
        them is not acceptable."""


class MessageMedia(Protocol):
    """Files that came with texts to one account. Both may be said twice.

    They raise RateLimited, Unavailable, Unconfirmed (say it again later) or Rejected."""

    async def fetch(self, message_id: str, medium_id: str, most: int) -> bytes | None:
        """The bytes; None when the provider has none, or none yet. Rejected with TOO_LARGE beyond `most` bytes."""

    async def delete(self, message_id: str, medium_id: str) -> None:
        """Have the provider destroy it; nothing happens when it has none."""


TOO_LARGE = "too_large"
"""The code of a file that is beyond its bound."""


class SmsChannel(Channel[OutboundSms], Findable[OutboundSms], Askable, Protocol):
    @property
    def media(self) -> MessageMedia:
        """What came with texts to this account."""


class EmailChannel(Channel[OutboundEmail], Protocol):
    pass


class RecordingStatus(StrEnum):
    """Where the recording of a call stands at the provider."""

    RUNNING = "running"
    PAUSED = "paused"
    PROCESSING = "processing"  # over, and not yet a file
    COMPLETED = "completed"  # a file that can be fetched
    ABSENT = "absent"  # nothing was recorded
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProviderRecording:
    """A recording as the provider has it; `seconds` once it is over."""

    provider_id: str
    status: RecordingStatus
    seconds: int | None = None


class CallRecordings(Protocol):
    """Recording the calls of one account. All but `start` may be said twice.

    They raise RateLimited, Unavailable, Unconfirmed (say it again later; `start` only after `of_call`) or Rejected."""

    @property
    def account(self) -> str:
        """What the provider calls the account: another one knows nothing of these recordings."""

    async def start(self, call_id: str, callback_url: str) -> ProviderRecording | None:
        """Record a leg that is in progress from now on; None when it has ended. `callback_url` is told the end."""

    async def of_call(self, call_id: str) -> Sequence[ProviderRecording]:
        """All recordings of a leg, the first one first."""

    async def pause(self, call_id: str, recording_id: str) -> None:
        """Record nothing until `resume`; nothing happens when it is over."""

    async def resume(self, call_id: str, recording_id: str) -> None:
        """Go on recording; nothing happens when it is over."""

    async def stop(self, call_id: str, recording_id: str) -> None:
        """End a recording before its call; nothing happens when it is over."""

    async def fetch(self, recording_id: str) -> bytes | None:
        """The sound, a WAV file; None when the provider has none."""

    async def delete(self, recording_id: str) -> None:
        """Have the provider destroy its copy; nothing happens when it has none."""


@dataclass(frozen=True, slots=True)
class BrowserToken:
    """What a browser makes one person's own leg with, for so many `seconds`; it can do nothing else.

    `edge` is where the provider's SDK connects to, in its own word."""

    token: str = field(repr=False)
    seconds: int
    edge: str


@dataclass(frozen=True, slots=True)
class BrowserLeg:
    """A leg that a browser made: for whom its token was given, and which line it asks for."""

    provider_id: str
    identity: str
    line_id: str


class BrowserLegs(Protocol):
    """Legs that a collector's browser makes by itself, in the place of a telephone that is rung."""

    def token(self, identity: str) -> BrowserToken:
        """A token for this person, whose opaque name the provider gives back with each leg: nothing personal in it."""


class CallChannel(Channel[VoiceMessage], Findable[VoiceMessage], Askable, Protocol):
    @property
    def browser(self) -> BrowserLegs | None:
        """Legs that browsers make; None where the account is not set up for them."""

    @property
    def recordings(self) -> CallRecordings:
        """The recordings of the account that calls."""

    async def hang_up(self, provider_id: str) -> None:
        """End a leg; nothing when it has ended already, so it may be asked again.

        Raises RateLimited, Unavailable, Unconfirmed (ask again later) or Rejected."""

    async def say_and_hang_up(self, provider_id: str, text: str, locale: str) -> bool:
        """Have a leg that goes on hear this instead of what it hears, then end it. False: it was over, and nobody
        hears it. Raises as `hang_up`."""


def with_attempt(url: str, attempt_id: str, **more: str) -> str:
    """The callback address `url` with the attempt id (and `more`) in its query; a value already there is replaced."""
    parts = urlsplit(url)
    ours = {ATTEMPT_PARAMETER: attempt_id, **more}
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in ours]
    return urlunsplit(parts._replace(query=urlencode([*kept, *ours.items()])))


def attempt_of(request: WebhookRequest) -> str | None:
    """The attempt id that `with_attempt` put into the address which the provider called, if it is there."""
    return dict(parse_qsl(urlsplit(request.url).query)).get(ATTEMPT_PARAMETER) or None

"""A channel in memory that keeps every promise of the contract: the contract suite runs on it, so it cannot lie."""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from tandem_channels.contract import (
    TOO_LARGE,
    BrowserToken,
    CallLeg,
    Cause,
    ChannelError,
    ChannelEvent,
    Consent,
    DeliveryEvent,
    DeliveryStatus,
    MalformedWebhook,
    OutboundCall,
    OutboundEmail,
    OutboundSms,
    Provider,
    ProviderRecording,
    RecordingStatus,
    Rejected,
    SendReceipt,
    VoiceMessage,
    WebhookRequest,
)

SIGNATURE_HEADER = "x-fake-signature"

M = TypeVar("M", OutboundSms, OutboundEmail, OutboundCall, VoiceMessage)


class FakeChannel(Generic[M]):
    """For e-mail, whose provider cannot be asked. `accepted`: what was taken, in order, with its receipt and time.

    `ids` begins the identifiers that it gives.
    """

    def __init__(self, secret: str = "fake", *, ids: str = "fake") -> None:  # noqa: S107 -- it signs for itself only
        self.accepted: list[tuple[M, SendReceipt, datetime]] = []
        self._secret = secret.encode()
        self._ids = ids
        self._answers: deque[tuple[ChannelError, bool]] = deque()

    def answer_next(self, error: ChannelError, *, but_accept: bool = False) -> None:
        """The next send raises `error`; with `but_accept` the message is taken all the same, its answer being lost."""
        self._answers.append((error, but_accept))

    async def send(self, message: M) -> SendReceipt:
        """Take the message, or do what `answer_next` asked."""
        error, taken = self._answers.popleft() if self._answers else (None, True)
        receipt = SendReceipt(Provider.FAKE, f"{self._ids}-{len(self.accepted) + 1}", "accepted")
        if taken:
            self.accepted.append((message, receipt, datetime.now(UTC)))
        if error is not None:
            raise error
        return receipt

    def signed(self, url: str, events: list[dict[str, Any]]) -> WebhookRequest:
        """A webhook of this provider, with keys `id`, `attempt_id`, `status`, and `event_id` to repeat one."""
        body = json.dumps(events).encode()
        return WebhookRequest(url, {SIGNATURE_HEADER: self._signature(url, body)}, body)

    def verify(self, request: WebhookRequest) -> bool:
        """True when `signed` made it."""
        given = request.headers.get(SIGNATURE_HEADER, "").encode()
        return hmac.compare_digest(given, self._signature(request.url, request.body).encode())

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        """The delivery events in the body."""
        try:
            return [_event_of(event) for event in json.loads(request.body)]
        except (ValueError, AttributeError, TypeError) as error:
            raise MalformedWebhook("not a list of events") from error

    async def close(self) -> None:
        """Nothing is open."""

    def _signature(self, url: str, body: bytes) -> str:
        return hmac.new(self._secret, url.encode() + body, hashlib.sha256).hexdigest()


class FakeMedia:
    """Files that came with texts. `files`: what is there, by both ids; `answers`: errors to the next ones."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], bytes] = {}
        self.deleted: list[tuple[str, str]] = []
        self.answers: deque[ChannelError] = deque()

    async def fetch(self, message_id: str, medium_id: str, most: int) -> bytes | None:
        """Its bytes, if it is there and not too large."""
        self._answer()
        data = self.files.get((message_id, medium_id))
        if data is not None and len(data) > most:
            raise Rejected(TOO_LARGE, Cause.CONTENT)
        return data

    async def delete(self, message_id: str, medium_id: str) -> None:
        """There no more."""
        self._answer()
        self.files.pop((message_id, medium_id), None)
        self.deleted.append((message_id, medium_id))

    def _answer(self) -> None:
        if self.answers:
            raise self.answers.popleft()


class FakeFindableChannel(FakeChannel[M]):
    """For SMS and calls: this provider can be asked what it has, and keeps who refuses texts.

    `stands`: what it says of each, by its id: events, or an error; `asked`: about which it was asked; `consents`: what
    it was told of them, in order, unless `refusing` says why it takes none.
    """

    def __init__(self, secret: str = "fake", *, ids: str = "fake") -> None:  # noqa: S107 -- it signs for itself only
        super().__init__(secret, ids=ids)
        self.stands: dict[str, list[ChannelEvent] | Exception] = {}
        self.media = FakeMedia()
        self.asked: list[str] = []
        self.consents: list[Consent] = []
        self.refusing: ChannelError | None = None

    async def tell_consents(self, consents: Sequence[Consent]) -> None:
        """Keep them, or say why not."""
        if self.refusing is not None:
            raise self.refusing
        self.consents += consents

    async def now(
        self,
        provider_id: str,
        attempt_id: str,  # noqa: ARG002 -- what it says stands by the provider's id
        leg: CallLeg | None = None,  # noqa: ARG002 -- and is of every leg
    ) -> Sequence[ChannelEvent]:
        """What `stands` says."""
        self.asked.append(provider_id)
        found = self.stands.get(provider_id, [])
        if isinstance(found, Exception):
            raise found
        return found

    async def find(self, message: M, *, since: datetime, known: Collection[str] = frozenset()) -> SendReceipt | None:
        """The oldest accepted message that a provider's list would show as this one."""
        for taken, receipt, at in self.accepted:
            same = _as_listed(taken) == _as_listed(message)
            if same and at >= since and receipt.provider_id not in known:
                return receipt
        return None


class FakeRecordings:
    """Recordings in memory: `made` by their id, `gone` those that were destroyed."""

    def __init__(self) -> None:
        self.account = "AC-fake"
        self.made: dict[str, tuple[str, ProviderRecording]] = {}
        self.gone: list[str] = []
        self._errors: deque[ChannelError] = deque()

    def fail_next(self, error: ChannelError) -> None:
        """Have the next question answered with this error, nothing being done."""
        self._errors.append(error)

    async def start(self, call_id: str, callback_url: str) -> ProviderRecording | None:  # noqa: ARG002 -- tells nobody
        """Record."""
        self._fail()
        recording_id = f"RE-{len(self.made) + len(self.gone) + 1}"
        self.made[recording_id] = (call_id, ProviderRecording(recording_id, RecordingStatus.RUNNING))
        return self.made[recording_id][1]

    async def of_call(self, call_id: str) -> Sequence[ProviderRecording]:
        """Those that are there."""
        self._fail()
        return [one for call, one in self.made.values() if call == call_id]

    async def pause(self, call_id: str, recording_id: str) -> None:
        """Remember it."""
        self.set(call_id, recording_id, RecordingStatus.PAUSED)

    async def resume(self, call_id: str, recording_id: str) -> None:
        """Remember it."""
        self.set(call_id, recording_id, RecordingStatus.RUNNING)

    async def stop(self, call_id: str, recording_id: str) -> None:
        """Remember it."""
        self.set(call_id, recording_id, RecordingStatus.COMPLETED)

    def set(self, call_id: str, recording_id: str, status: RecordingStatus, seconds: int | None = None) -> None:
        """As something happens to it at the provider."""
        self.made[recording_id] = (call_id, ProviderRecording(recording_id, status, seconds))

    async def fetch(self, recording_id: str) -> bytes | None:
        """A sound that names its recording."""
        self._fail()
        return f"sound of {recording_id}".encode() if recording_id in self.made else None

    async def delete(self, recording_id: str) -> None:
        """Forget it."""
        self._fail()
        if self.made.pop(recording_id, None):
            self.gone.append(recording_id)

    def _fail(self) -> None:
        if self._errors:
            raise self._errors.popleft()


class FakeBrowserLegs:
    """Tokens that name whom they are for, kept in `given`."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def token(self, identity: str) -> BrowserToken:
        """Remember it."""
        self.given.append(identity)
        return BrowserToken(f"token-{len(self.given)}", 600, "roaming")


class FakeCallChannel(FakeFindableChannel[VoiceMessage]):
    """For calls: legs are ended or told something, which is remembered in `hung_up` and `said`."""

    def __init__(self) -> None:
        super().__init__()
        self.recordings = FakeRecordings()
        self.browser: FakeBrowserLegs | None = None
        self.hung_up: list[str] = []
        self.said: list[tuple[str, str, str]] = []
        self.refuse_to_say: deque[BaseException] = deque()
        self.over: set[str] = set()

    async def say_and_hang_up(self, provider_id: str, text: str, locale: str) -> bool:
        """Remember it, unless an error of `refuse_to_say` comes first, or the leg is among those that are `over`."""
        if self.refuse_to_say:
            raise self.refuse_to_say.popleft()
        if provider_id in self.over:
            return False
        self.said.append((provider_id, text, locale))
        return True

    async def hang_up(self, provider_id: str) -> None:
        """Remember it."""
        self.hung_up.append(provider_id)


def _as_listed(message: M) -> M:
    """A list shows neither our id nor how long a text might have waited in the queue."""
    if isinstance(message, OutboundSms):
        return replace(message, attempt_id="", validity_seconds=None)
    return replace(message, attempt_id="")


def _event_of(event: dict[str, Any]) -> DeliveryEvent:
    word = str(event.get("status"))
    return DeliveryEvent(
        provider=Provider.FAKE,
        dedupe_key=str(event.get("event_id") or f"{event.get('id')}:{word}"),
        attempt_id=event.get("attempt_id"),
        provider_id=event.get("id"),
        status=DeliveryStatus(word) if word in set(DeliveryStatus) else DeliveryStatus.UNKNOWN,
        raw=event,
    )

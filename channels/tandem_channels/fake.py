"""A channel in memory that keeps every promise of the contract: the contract suite runs on it, so it cannot lie."""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from tandem_channels.contract import (
    ChannelError,
    ChannelEvent,
    DeliveryEvent,
    DeliveryStatus,
    MalformedWebhook,
    OutboundCall,
    OutboundEmail,
    OutboundSms,
    Provider,
    SendReceipt,
    WebhookRequest,
)

SIGNATURE_HEADER = "x-fake-signature"

M = TypeVar("M", OutboundSms, OutboundEmail, OutboundCall)


class FakeChannel(Generic[M]):
    """For e-mail, whose provider cannot be asked. `accepted`: what was taken, in order, with its receipt and time."""

    def __init__(self, secret: str = "fake") -> None:  # noqa: S107 -- it signs for itself only
        self.accepted: list[tuple[M, SendReceipt, datetime]] = []
        self._secret = secret.encode()
        self._answers: deque[tuple[ChannelError, bool]] = deque()

    def answer_next(self, error: ChannelError, *, but_accept: bool = False) -> None:
        """The next send raises `error`; with `but_accept` the message is taken all the same, its answer being lost."""
        self._answers.append((error, but_accept))

    async def send(self, message: M) -> SendReceipt:
        """Take the message, or do what `answer_next` asked."""
        error, taken = self._answers.popleft() if self._answers else (None, True)
        receipt = SendReceipt(Provider.FAKE, f"fake-{len(self.accepted) + 1}", "accepted")
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


class FakeFindableChannel(FakeChannel[M]):
    """For SMS and calls: this provider can be asked what it has."""

    async def find(self, message: M, *, since: datetime, known: Collection[str] = frozenset()) -> SendReceipt | None:
        """The oldest accepted message that a provider's list would show as this one."""
        for taken, receipt, at in self.accepted:
            same = _as_listed(taken) == _as_listed(message)
            if same and at >= since and receipt.provider_id not in known:
                return receipt
        return None


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

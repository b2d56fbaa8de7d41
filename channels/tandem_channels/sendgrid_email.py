"""E-mail through SendGrid's v3 Mail Send, and its signed event webhook.

SendGrid has no way to ask whether it has a message (its Activity API is a paid add-on with a delay), so there is no
`find`: an unconfirmed e-mail is settled by an event that bears the attempt id, or by a person."""

import asyncio
import base64
import http.client
import json
import logging
import socket
import ssl
import time
import urllib.error
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from python_http_client.exceptions import HTTPError
from sendgrid import EventWebhook, SendGridAPIClient

from tandem_channels import sendgrid_refusals
from tandem_channels.contract import (
    ATTEMPT_PARAMETER,
    Cause,
    ChannelEvent,
    DeliveryEvent,
    DeliveryStatus,
    MalformedWebhook,
    OutboundEmail,
    Provider,
    RateLimited,
    RefusedAddress,
    Rejected,
    SendReceipt,
    Unavailable,
    Unconfirmed,
    WebhookRequest,
)

S = TypeVar("S")
T = TypeVar("T")
SIGNATURE_HEADER = "x-twilio-email-event-webhook-signature"
TIMESTAMP_HEADER = "x-twilio-email-event-webhook-timestamp"
THREADS = 8

# At DEBUG the SDK's HTTP client logs whole bodies and the key.
logging.getLogger("python_http_client").setLevel(logging.INFO)

EVENT_STATUSES = {
    "processed": DeliveryStatus.QUEUED,
    "deferred": DeliveryStatus.DEFERRED,
    "delivered": DeliveryStatus.DELIVERED,
    "bounce": DeliveryStatus.UNDELIVERED,
    "dropped": DeliveryStatus.FAILED,
    "open": DeliveryStatus.READ,
    "click": DeliveryStatus.CLICKED,
    "spamreport": DeliveryStatus.COMPLAINED,
    "unsubscribe": DeliveryStatus.UNSUBSCRIBED,
    "group_unsubscribe": DeliveryStatus.UNSUBSCRIBED,
    "group_resubscribe": DeliveryStatus.RESUBSCRIBED,
}

# Why SendGrid drops a message without trying; any other reason means that the address is on its bounce list.
DROP_CAUSES = {
    "unsubscribed address": Cause.OPTED_OUT,
    "spam reporting address": Cause.OPTED_OUT,
    "spam content (if spam checker app enabled)": Cause.CONTENT,
    "invalid smtpapi header": Cause.CONTENT,
    "recipient list over package quota": Cause.CONFIGURATION,
}


@dataclass(frozen=True, slots=True)
class SendGridAccount:
    """`webhook_public_key` is the base64 DER key shown in SendGrid's settings; `api_url` moves the SDK to a sandbox.

    `timeout_seconds` bounds each network operation of a request."""

    api_key: str = field(repr=False)
    webhook_public_key: str
    api_url: str | None = None
    timeout_seconds: float = 10.0


class SendGridEmail:
    """The EmailChannel of one SendGrid account. The SDK is synchronous: it runs in a few threads of our own."""

    def __init__(self, account: SendGridAccount) -> None:
        self._account = account
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sendgrid")

    async def send(self, message: OutboundEmail) -> SendReceipt:
        """POST /v3/mail/send, once. 202 means queued, no more."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._post, _body_of(message))

    async def refuse(self, address: str) -> None:
        """Onto the account's global list; see RefusalLists."""
        await self._in_thread(sendgrid_refusals.refuse, address)

    async def allow(self, address: str) -> None:
        """Off all the account's lists; see RefusalLists."""
        await self._in_thread(sendgrid_refusals.allow, address)

    async def try_again(self, address: str) -> None:
        """Off the lists of bounces, blocks and invalid addresses; see RefusalLists."""
        await self._in_thread(sendgrid_refusals.try_again, address)

    async def refused_since(self, since: datetime | None) -> list[RefusedAddress]:
        """Who is on one of the account's lists; see RefusalLists."""
        return await self._in_thread(sendgrid_refusals.refused_since, since)

    async def _in_thread(self, act: Callable[[SendGridAPIClient, S], T], about: S) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: act(self._sdk(), about))

    def _sdk(self) -> SendGridAPIClient:
        # A client per request: the SDK's keeps headers and path in shared state. Its default is to wait for ever.
        sdk = SendGridAPIClient(self._account.api_key, host=(self._account.api_url or "https://api.sendgrid.com"))
        sdk.client.timeout = self._account.timeout_seconds
        return sdk

    def _post(self, body: dict[str, Any]) -> SendReceipt:
        sdk = self._sdk()
        try:
            answer = sdk.send(body)
        except HTTPError as error:
            raise _refusal(error) from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)):
                raise Unavailable(f"no connection to SendGrid: {error.reason}") from error
            raise Unconfirmed(f"connection to SendGrid lost: {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise Unconfirmed(f"no answer from SendGrid: {type(error).__name__}") from error
        if answer.status_code != 202:
            raise Unconfirmed(f"SendGrid answered {answer.status_code}")
        return SendReceipt(Provider.SENDGRID, answer.headers.get("X-Message-Id") or "", "202")

    def verify(self, request: WebhookRequest) -> bool:
        """True when the ECDSA signature fits timestamp and raw body. Anything malformed is False.

        The age is not judged: SendGrid retries for a day, so a repetition is recognised by its event id instead."""
        signature, timestamp = request.headers.get(SIGNATURE_HEADER), request.headers.get(TIMESTAMP_HEADER)
        if not signature or not timestamp or not self._account.webhook_public_key:
            return False
        try:
            webhook = EventWebhook(self._account.webhook_public_key)
            return bool(webhook.verify_signature(request.body.decode(), signature, timestamp))
        except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm):
            return False

    def vouches(self, request: WebhookRequest) -> bool:
        """False for a signature that is not this account's; Inbound Parse signs only under a security policy."""
        signature, timestamp = request.headers.get(SIGNATURE_HEADER), request.headers.get(TIMESTAMP_HEADER)
        if not signature:
            return True
        try:
            key = load_der_public_key(base64.b64decode(self._account.webhook_public_key))
            if not isinstance(key, ec.EllipticCurvePublicKey):
                return False
            signed = (timestamp or "").encode() + request.body
            key.verify(base64.b64decode(signature), signed, ec.ECDSA(hashes.SHA256()))
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        """The events of one batch, in SendGrid's order."""
        try:
            batch = json.loads(request.body)
        except ValueError as error:
            raise MalformedWebhook("not JSON") from error
        if not isinstance(batch, list) or not all(isinstance(event, dict) for event in batch):
            raise MalformedWebhook("not a list of events")
        return [_event_of(event) for event in batch]

    async def close(self) -> None:
        """Wait for the requests under way, then give the threads back."""
        await asyncio.to_thread(self._threads.shutdown)


def _body_of(message: OutboundEmail) -> dict[str, Any]:
    content = [{"type": "text/plain", "value": message.text}]
    if message.html is not None:
        content.append({"type": "text/html", "value": message.html})
    body: dict[str, Any] = {
        "personalizations": [{"to": [{"email": message.to}]}],
        "from": {"email": message.sender, "name": message.sender_name},
        "subject": message.subject,
        "content": content,
        "custom_args": {ATTEMPT_PARAMETER: message.attempt_id},
        # No pixel and no rewritten links: following a debtor's reading needs a consent that we do not ask for.
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            # Its own link would refuse at SendGrid alone; ours is in the header and in the text.
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }
    headers = {}
    if message.message_id is not None:
        headers["Message-ID"] = message.message_id
    if message.in_reply_to is not None:
        headers["In-Reply-To"] = message.in_reply_to
    if message.references:
        headers["References"] = " ".join(message.references)
    if message.unsubscribe_url is not None:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if headers:
        body["headers"] = headers
    if message.group_id is not None:
        body["asm"] = {"group_id": message.group_id}
    if message.passes_refusals:
        body["mail_settings"] = {"bypass_unsubscribe_management": {"enable": True}}
    if message.reply_to is not None:
        body["reply_to"] = {"email": message.reply_to}
    if message.attachments:
        body["attachments"] = [
            {
                "content": base64.b64encode(file.content).decode(),
                "type": file.content_type,
                "filename": file.name,
                "disposition": "attachment",
            }
            for file in message.attachments
        ]
    return body


def _refusal(error: Any) -> Exception:
    status = int(error.status_code)
    if status == 429:
        return RateLimited(_wait_of(error.headers))
    if status < 400 or status >= 500 or status == 408:
        return Unconfirmed(f"SendGrid answered {status}")
    detail = bytes(error.body or b"").decode(errors="replace")[:500]
    if status in {401, 403, 404, 405}:
        return Rejected(str(status), Cause.CONFIGURATION, detail)
    return Rejected(str(status), Cause.ADDRESS_INVALID if _blames_recipient(detail) else Cause.CONTENT, detail)


def _blames_recipient(detail: str) -> bool:
    try:
        errors = json.loads(detail)["errors"]
        return any(str(error.get("field") or "").startswith("personalizations.0.to") for error in errors)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _wait_of(headers: Any) -> float | None:
    """`Retry-After` in seconds, else until `X-RateLimit-Reset`, the Unix time at which it opens again."""
    after, reset = headers.get("Retry-After") or "", headers.get("X-RateLimit-Reset") or ""
    if after.isdigit():
        return float(after)
    return max(0.0, float(reset) - time.time()) if reset.isdigit() else None


def _event_of(event: dict[str, Any]) -> DeliveryEvent:
    word = str(event.get("event", ""))
    cause = _cause_of(word, event)
    stamp = event.get("timestamp")
    message_id = event.get("sg_message_id")
    return DeliveryEvent(
        provider=Provider.SENDGRID,
        dedupe_key=str(event.get("sg_event_id") or f"{message_id}:{word}:{stamp}"),
        attempt_id=str(event[ATTEMPT_PARAMETER]) if event.get(ATTEMPT_PARAMETER) else None,
        provider_id=str(message_id) if message_id else None,
        status=EVENT_STATUSES.get(word, DeliveryStatus.UNKNOWN),
        raw=event,
        code=str(event["status"]) if event.get("status") else None,
        cause=cause,
        occurred_at=_instant_of(stamp),
        group_id=_group_of(word, event),
    )


def _group_of(word: str, event: dict[str, Any]) -> int | None:
    """Other words name the group that the message was of, whatever is told of it."""
    number = event.get("asm_group_id") if word in {"group_unsubscribe", "group_resubscribe"} else None
    return number if type(number) is int else None


def _instant_of(stamp: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(stamp, UTC) if type(stamp) is int else None
    except (ValueError, OverflowError, OSError):  # of no year that there is
        return None


def _cause_of(word: str, event: dict[str, Any]) -> Cause | None:
    if word == "bounce":
        # "blocked" is the receiving server's refusal of this moment; the address itself is good.
        return Cause.TEMPORARY if event.get("type") == "blocked" else Cause.ADDRESS_INVALID
    if word == "dropped":
        return DROP_CAUSES.get(str(event.get("reason", "")).lower(), Cause.ADDRESS_INVALID)
    if word == "deferred":
        return Cause.TEMPORARY
    if word in {"spamreport", "unsubscribe", "group_unsubscribe"}:
        return Cause.OPTED_OUT
    return None

"""What a provider's answer to a message means, and how long it asks to wait (compliance, §4: queue, reconciliation)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tandem_channels.contract import (
    ChannelError,
    OutboundEmail,
    OutboundSms,
    RateLimited,
    Rejected,
    SendReceipt,
    Unconfirmed,
)
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SENDGRID_KEY, serving

# https://www.twilio.com/docs/usage/twilios-response and, of 429, https://www.twilio.com/docs/api/errors/20429: it was
# never processed, so it may be said again; after a 5xx nobody knows, and no key makes two requests one message.
TWILIO: list[tuple[str, int, dict[str, str], type[ChannelError] | None, float | None]] = [
    ("created", 201, {}, None, None),
    ("malformed", 400, {}, Rejected, None),
    ("unauthorized", 401, {}, Rejected, None),
    ("not found", 404, {}, Rejected, None),
    ("time-out of the request", 408, {}, Unconfirmed, None),
    ("too many, in seconds", 429, {"Retry-After": "7"}, RateLimited, 7.0),
    ("too many, for no time", 429, {"Retry-After": "0"}, RateLimited, 0.0),
    ("too many, by a date", 429, {"Retry-After": "Tue, 24 Nov 2026 09:30:00 GMT"}, RateLimited, None),
    ("too many, in a negative time", 429, {"Retry-After": "-7"}, RateLimited, None),
    ("too many, and no word of when", 429, {}, RateLimited, None),
    ("server error", 500, {}, Unconfirmed, None),
    ("bad gateway", 502, {}, Unconfirmed, None),
    ("unavailable, though it says when", 503, {"Retry-After": "7"}, Unconfirmed, None),
    ("time-out of the gateway", 504, {}, Unconfirmed, None),
]
# https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits: `X-RateLimit-Reset` is
# the Unix time from which it takes more; 202 says that it is queued.
SENDGRID: list[tuple[str, int, dict[str, str], type[ChannelError] | None, float | None]] = [
    ("queued", 202, {"X-Message-Id": "M1"}, None, None),
    ("malformed", 400, {}, Rejected, None),
    ("unauthorized", 401, {}, Rejected, None),
    ("forbidden", 403, {}, Rejected, None),
    ("too large", 413, {}, Rejected, None),
    ("too many, in seconds", 429, {"Retry-After": "7", "X-RateLimit-Reset": "1"}, RateLimited, 7.0),
    ("too many, until an instant that is over", 429, {"X-RateLimit-Reset": "1"}, RateLimited, 0.0),
    ("too many, and no word of when", 429, {}, RateLimited, None),
    ("server error", 500, {}, Unconfirmed, None),
    ("unavailable", 503, {}, Unconfirmed, None),
]
SMS = OutboundSms("a-1", "+33600000001", "+33937001200", "Bonjour", "https://app.example/sms")
EMAIL = OutboundEmail("a-1", "zoe@example.com", "dossiers@lenoir.example", "Lenoir", None, "Facture", "Bonjour")


@dataclass
class Provider:
    """Answers each request alike, and counts them."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    async def answer(self, _: Request) -> Response:
        self.asked += 1
        return JSONResponse({"sid": "SM1", "status": "queued"}, self.status, self.headers)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    async with serving(Starlette(routes=[Route("/{path:path}", made.answer, methods=["POST"])])) as made.url:
        yield made


async def outcome(channel: Any, message: object) -> SendReceipt | ChannelError:
    try:
        return await channel.send(message)
    except ChannelError as error:
        return error
    finally:
        await channel.close()


def check(found: SendReceipt | ChannelError, expected: type[ChannelError] | None, wait: float | None) -> None:
    assert type(found) is (expected or SendReceipt)
    assert getattr(found, "retry_after", None) == wait


@pytest.mark.parametrize(
    ("status", "headers", "expected", "wait"), [row[1:] for row in TWILIO], ids=[row[0] for row in TWILIO]
)
async def test_what_twilio_answers_and_it_is_asked_once(
    provider: Provider, status: int, headers: dict[str, str], expected: type[ChannelError] | None, wait: float | None
) -> None:
    provider.status, provider.headers = status, headers

    found = await outcome(TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, provider.url)), SMS)

    check(found, expected, wait)
    assert provider.asked == 1


@pytest.mark.parametrize(
    ("status", "headers", "expected", "wait"), [row[1:] for row in SENDGRID], ids=[row[0] for row in SENDGRID]
)
async def test_what_sendgrid_answers_and_it_is_asked_once(
    provider: Provider, status: int, headers: dict[str, str], expected: type[ChannelError] | None, wait: float | None
) -> None:
    provider.status, provider.headers = status, headers

    found = await outcome(SendGridEmail(SendGridAccount(SENDGRID_KEY, "", provider.url)), EMAIL)

    check(found, expected, wait)
    assert provider.asked == 1

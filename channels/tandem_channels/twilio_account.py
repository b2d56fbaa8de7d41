"""One Twilio account: the official SDK with time-outs that hold, no retry, errors named by what to do next."""

import base64
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tandem_channels.contract import (
    TOO_LARGE,
    Cause,
    Provider,
    RateLimited,
    Rejected,
    SendReceipt,
    Unavailable,
    Unconfirmed,
)
from tandem_channels.twilio_words import cause_of

T = TypeVar("T")

FIND_LIMIT = 200
# Our clock and Twilio's differ by a little, and its dates have whole seconds.
CLOCK_SLACK = timedelta(seconds=60)
# Of a stranger's file: where it may be, how many addresses lead there, and how long it may take.
_TWILIOS = (".twilio.com", ".twiliocdn.com")
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_HOPS = 3
_FOREIGN_SECONDS = 20.0
_CHUNK = 65_536
_FILE_SECONDS = 120.0  # for a file: an hour of a call has 58 MB


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Credentials and address of one account. `api_url` moves the SDK, as to the local sandbox; None is Twilio.

    With `api_key_sid` and `api_key_secret` requests are made by that key; webhooks are signed with `auth_token` all the
    same. `region` and `edge` are Twilio's (`ie1`, `dublin`): the keys of one region are unknown in another.
    `application_sid` is the TwiML app that answers legs made in browsers; their tokens are signed with the API key.
    `timeout_seconds` bounds a whole request, `connect_seconds` the part in which nothing has been sent yet."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_url: str | None = None
    timeout_seconds: float = 10.0
    connect_seconds: float = 5.0
    api_key_sid: str | None = None
    api_key_secret: str | None = field(default=None, repr=False)
    region: str | None = None
    edge: str | None = None
    application_sid: str | None = None


class OneShotHttpClient(AsyncHttpClient):  # type: ignore[misc]
    """The SDK's way to HTTP, sending each request once.

    The SDK's own asynchronous client ignores its `timeout` (every request would wait for ever), and its `max_retries`
    posts again after a 5xx, which sends a text twice. Connections are not kept: a pooled one that the other side has
    closed meanwhile loses the answer of a request that may or may not have been read."""

    def __init__(self, account: TwilioAccount) -> None:
        super().__init__(logger=None, is_async=True, timeout=account.timeout_seconds)
        self._api_url = account.api_url.rstrip("/") if account.api_url else None
        self._limits = aiohttp.ClientTimeout(total=account.timeout_seconds, sock_connect=account.connect_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, str] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request. Raises RateLimited with the provider's delay, and what aiohttp raises."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        async with self._session.request(
            method,
            self._aimed(url),
            params=params,
            data=urlencode(data, doseq=True) if data else None,
            headers=(headers or {}) | (_basic(*auth) if auth else {}) | self._asked(url),
            timeout=self._limits if timeout is None else aiohttp.ClientTimeout(total=timeout),
            allow_redirects=allow_redirects,
        ) as answer:
            if answer.status == 429:  # error 20429; the SDK's exception would drop the header
                raise RateLimited(_seconds(answer.headers.get("Retry-After")))
            return Response(answer.status, await answer.text(), answer.headers)

    async def fetch(self, url: str, auth: tuple[str, str]) -> bytes | None:
        """The bytes of a file of the account, which may be many; None when there is none.

        Raises RateLimited, Unconfirmed for any other answer, and what aiohttp raises."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        limits = aiohttp.ClientTimeout(total=_FILE_SECONDS, sock_connect=self._limits.sock_connect)
        headers = _basic(*auth) | self._asked(url)
        async with self._session.get(self._aimed(url), headers=headers, timeout=limits) as answer:
            if answer.status == 429:
                raise RateLimited(_seconds(answer.headers.get("Retry-After")))
            if answer.status == 404:
                return None
            if answer.status != 200:
                raise Unconfirmed(f"Twilio answered {answer.status} to a file")
            return await answer.read()

    async def fetch_foreign(self, url: str, auth: tuple[str, str], most: int) -> bytes | None:
        """The bytes of a file that a stranger sent to the account; None when there is none.

        Twilio answers with the address of its file server (mms.twiliocdn.com): that is followed, without credentials,
        and nothing else is. Raises RateLimited, Unconfirmed, Rejected, and what aiohttp raises."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        limits = aiohttp.ClientTimeout(total=_FOREIGN_SECONDS, sock_connect=self._limits.sock_connect)
        at, headers = self._aimed(url), _basic(*auth) | self._asked(url)
        for _ in range(_HOPS):
            async with self._session.get(at, headers=headers, timeout=limits, allow_redirects=False) as answer:
                if answer.status not in _ELSEWHERE:
                    return await _bounded(answer, most)
                at, headers = urljoin(at, answer.headers.get("Location", "")), {}
            if not is_of_twilio(at, self._api_url):
                raise Rejected("redirect", Cause.CONFIGURATION)
        raise Rejected("redirect", Cause.CONFIGURATION)

    def _aimed(self, url: str) -> str:
        if self._api_url is None:
            return url
        parts = urlsplit(url)
        return self._api_url + parts.path + (f"?{parts.query}" if parts.query else "")

    def _asked(self, url: str) -> dict[str, str]:
        """For a stand-in of Twilio: which of its hosts, and thereby which region, the SDK wanted."""
        return {} if self._api_url is None else {"X-Forwarded-Host": urlsplit(url).netloc}

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def is_of_twilio(url: str, api_url: str | None = None) -> bool:
    """Whether an address is on one of Twilio's hosts, or on the stand-in at `api_url`."""
    try:
        parts = urlsplit(url)
        if api_url is not None:
            own = urlsplit(api_url)
            return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        host = parts.hostname or ""
        return parts.scheme == "https" and parts.port in (None, 443) and host.endswith(_TWILIOS)
    except ValueError:
        return False


def client_for(account: TwilioAccount) -> tuple[Client, OneShotHttpClient]:
    """The SDK's client on our HTTP client; close the second when done."""
    http_client = OneShotHttpClient(account)
    # An empty environment, or TWILIO_REGION and TWILIO_EDGE of the machine would move the client elsewhere.
    environment = {"TWILIO_ACCOUNT_SID": account.account_sid}
    by_key = bool(account.api_key_sid and account.api_key_secret)
    client = Client(
        account.api_key_sid if by_key else account.account_sid,
        account.api_key_secret if by_key else account.auth_token,
        account_sid=account.account_sid,
        region=account.region,
        edge=account.edge,
        http_client=http_client,
        environment=environment,
    )
    return client, http_client


async def asking(call: Callable[[], Awaitable[T]]) -> T:
    """Run one SDK call and turn whatever goes wrong into Rejected, RateLimited, Unavailable or Unconfirmed."""
    try:
        return await call()
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Unavailable(f"no connection to Twilio: {error}") from error
    except (TimeoutError, aiohttp.ClientError) as error:
        raise Unconfirmed(f"no answer from Twilio: {type(error).__name__}") from error
    except (TwilioRestException, TwilioServiceException) as error:
        raise _refusal(error) from None  # the SDK's own text quotes the number
    except (TwilioException, ValueError, KeyError, TypeError) as error:
        # A 2xx that cannot be read: Twilio may well have the message.
        raise Unconfirmed(f"unreadable answer from Twilio: {type(error).__name__}") from error


def first_since(listed: Iterable[Any], since: datetime, known: Collection[str]) -> SendReceipt | None:
    """The oldest of Twilio's records that was created at or after `since` and belongs to no other attempt."""
    ours = [record for record in listed if record.sid not in known and record.date_created >= since - CLOCK_SLACK]
    if not ours:
        return None
    first = min(ours, key=lambda record: record.date_created)
    return SendReceipt(Provider.TWILIO, str(first.sid), str(first.status))


async def _bounded(answer: aiohttp.ClientResponse, most: int) -> bytes | None:
    if answer.status == 429:
        raise RateLimited(_seconds(answer.headers.get("Retry-After")))
    if answer.status in (404, 410):
        return None
    if 400 <= answer.status < 500 and answer.status != 408:
        raise Rejected(str(answer.status), Cause.CONFIGURATION)
    if answer.status != 200:
        raise Unconfirmed(f"Twilio answered {answer.status} to a file")
    read = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        read += chunk
        if len(read) > most:
            raise Rejected(TOO_LARGE, Cause.CONTENT)
    return bytes(read)


def _refusal(error: Any) -> Exception:
    status, code = int(error.status), str(error.code or error.status)
    if 400 <= status < 500 and status != 408:
        cause = Cause.CONFIGURATION if code in {"401", "403", "404"} else cause_of(code)
        return Rejected(code, cause, str(getattr(error, "msg", "") or getattr(error, "title", "")))
    return Unconfirmed(f"Twilio answered {status}")


def _basic(username: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"}


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isdigit() else None

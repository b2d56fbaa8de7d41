"""Addresses that providers call: who calls is proved before anything behind them runs, and no body is too odd."""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from twilio.request_validator import RequestValidator

from tandem import contacts
from tandem.contacts import channels
from tandem.contacts.channels import Channels
from tandem.contacts.incoming import proving as incoming
from tandem.entrypoints import asgi
from tandem.entrypoints.http import proving, webhooks
from tandem.entrypoints.http.proving import Signed, WebhookRoute
from tandem.entrypoints.settings import Settings
from tandem_channels.sandbox.signing import public_key_of, sendgrid_signature
from tandem_channels.sendgrid_email import SIGNATURE_HEADER, TIMESTAMP_HEADER, SendGridAccount, SendGridEmail
from tandem_channels.sendgrid_inbound import MOST_BYTES
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice
from tests.channels.test_sendgrid_email import KEY

PUBLIC = "https://tandem.example"
TOKEN, SECRET = "t" * 32, "a-secret-of-thirty-two-characters"
OF_CALLS = {
    channels.CALL_STATUS_PATH,
    channels.CALL_INBOUND_PATH,
    channels.CALL_ANSWER_PATH,
    channels.CALL_LEFT_PATH,
    channels.MESSAGE_ANSWER_PATH,
    channels.LINE_ANSWER_PATH,
    channels.LINE_STATUS_PATH,
    channels.BROWSER_ANSWER_PATH,
    channels.BROWSER_LEFT_PATH,
    channels.RECORDING_ANSWER_PATH,
    channels.RECORDING_STATUS_PATH,
}
SIGNATURES = {
    **dict.fromkeys(OF_CALLS, proving.signed_for_calls),
    channels.SMS_INBOUND_PATH: proving.signed_for_texts,
    channels.SMS_STATUS_PATH: proving.signed_for_texts,
    channels.EMAIL_EVENTS_PATH: proving.signed_for_emails,
    f"{channels.EMAIL_EVENTS_PATH}/{{token}}": proving.signed_for_emails,
}
PROOFS = SIGNATURES | {f"{channels.EMAIL_INBOUND_PATH}/{{secret}}": proving.secret_in_address}


@pytest.fixture(autouse=True)
async def installation() -> AsyncIterator[None]:
    """The installation's own accounts, as in production; no database: what reaches one fails."""
    twilio = TwilioAccount("AC" + "0" * 32, TOKEN, "http://127.0.0.1:9")
    sms, voice = TwilioSms(twilio), TwilioVoice(twilio)
    email = SendGridEmail(SendGridAccount("SG.x", public_key_of(KEY)))
    contacts.configure(Channels(sms=sms, voice=voice, email=email, inbound_secret=SECRET))
    yield
    contacts.configure(Channels())
    for adapter in (sms, voice, email):
        await adapter.close()


@pytest.fixture
async def provider() -> AsyncIterator[httpx2.AsyncClient]:
    """Whoever calls, over a proxy that hands on by another name and port than the public one."""
    async with calling(webhooks.routes) as http:
        yield http


def calling(routes: Sequence[WebhookRoute]) -> httpx2.AsyncClient:
    app = Starlette(routes=routes)
    app.state.public_url = PUBLIC
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://tandem-web.internal:8000")


def without_proof(routes: Iterable[BaseRoute]) -> set[str]:
    """The addresses for providers that ask for no proof."""
    ours = [route for route in routes if isinstance(route, Route) and route.path.startswith("/webhooks")]
    return {route.path for route in ours if not isinstance(route, WebhookRoute)}


def test_each_address_says_which_proof_it_asks_for() -> None:
    assert {route.path: route.proof for route in webhooks.routes} == PROOFS


def test_no_address_for_providers_is_without_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "configure", lambda _: Channels())
    key = b64encode(bytes(32)).decode()
    url, nowhere = "postgresql://web@127.0.0.1/none", Path("/nonexistent")
    app = asgi.create_app(Settings(web_database_url=url, master_key=key, secret_key=key, data=nowhere))

    assert without_proof(app.routes) == set()
    assert {route.path for route in app.routes if isinstance(route, WebhookRoute)} == set(PROOFS)
    forgotten = Route("/webhooks/other/status", lambda _: PlainTextResponse(""), methods=["POST"])
    assert without_proof([*app.routes, forgotten]) == {"/webhooks/other/status"}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json", "multipart/x", ""])
@pytest.mark.parametrize("path", sorted(PROOFS))
async def test_who_proves_nothing_is_refused_whatever_is_posted(
    provider: httpx2.AsyncClient, path: str, content_type: str
) -> None:
    headers = {"content-type": content_type, "x-twilio-signature": "c2lnbmF0dXJl", SIGNATURE_HEADER: "bm9uZQ=="}
    for body in (b"", b"AccountSid=&MessageSid=SM1", b"{}", b"[{}]", b"\xff\xfe", b"%ff=%ff", b"a&" * 1_000):
        answer = await provider.post(path.format(token="x", secret=SECRET), content=body, headers=headers)
        assert (answer.status_code, answer.text) == (403, "signature refused")


@pytest.mark.parametrize("path", sorted(OF_CALLS | {channels.SMS_INBOUND_PATH}))
async def test_twilio_signs_the_public_address_whatever_the_proxy_calls_us(path: str) -> None:
    async def keep(_: Signed) -> PlainTextResponse:
        return PlainTextResponse("through")

    form = {"AccountSid": "AC" + "0" * 32, "Body": "à bientôt"}
    query = "?oid=x%2Fy&step=start"
    headers = {"content-type": "application/x-www-form-urlencoded", "x-forwarded-host": "forged.example"}

    async def post(signed_address: str) -> str:
        signature = RequestValidator(TOKEN).compute_signature(signed_address, form)
        sent = headers | {"x-twilio-signature": signature}
        async with calling([WebhookRoute(path, SIGNATURES[path], keep)]) as provider:
            return (await provider.post(path + query, content=urlencode(form), headers=sent)).text

    assert await post(f"{PUBLIC}{path}{query}") == "through"
    for other in (
        f"http://tandem-web.internal:8000{path}{query}",
        f"https://forged.example{path}{query}",
        f"{PUBLIC}{path}",
        f"{PUBLIC}{path}?oid=another",
    ):
        assert await post(other) == "signature refused"


@pytest.mark.parametrize("timestamp", ["1", "1795514400", "4102444800"], ids=["long ago", "now", "in years"])
async def test_sendgrids_clock_may_differ_from_ours(provider: httpx2.AsyncClient, timestamp: str) -> None:
    """It repeats for a day what it could not post, with the same signature: an event is known again by its id."""
    body = b'{"no": "list"}'
    headers = {SIGNATURE_HEADER: sendgrid_signature(KEY, timestamp, body), TIMESTAMP_HEADER: timestamp}

    signed = await provider.post(channels.EMAIL_EVENTS_PATH, content=body, headers=headers)
    other = await provider.post(channels.EMAIL_EVENTS_PATH, content=body, headers=headers | {TIMESTAMP_HEADER: "2"})

    assert (signed.status_code, signed.text) == (400, "malformed")
    assert other.status_code == 403


@pytest.mark.parametrize(
    ("secret", "most", "status"), [(SECRET, MOST_BYTES, 413), ("x" * 32, 0, 403)], ids=["known", "unknown"]
)
async def test_an_e_mail_is_read_up_to_its_bound_and_a_strangers_not_at_all(
    provider: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, secret: str, most: int, status: int
) -> None:
    async def nobodys(_: str) -> None:
        return None

    monkeypatch.setattr(incoming, "account_by_token", nobodys)
    sent = 0
    part = b"x" * 1_000_000

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            assert sent <= most + len(part)
            yield part
            sent += len(part)

    answer = await provider.post(f"{channels.EMAIL_INBOUND_PATH}/{secret}", content=endless())

    assert answer.status_code == status

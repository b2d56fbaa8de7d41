"""A browser's leg, from the token to the line that is closed again, as an agency's own Twilio account signs it."""

from collections.abc import AsyncIterator, MutableMapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import jwt
import pytest
import structlog
from starlette.applications import Starlette

from tandem import contacts
from tandem.contacts import webhooks as receiving
from tandem.contacts.accounts import serving
from tandem.contacts.accounts.account import Account, Secrets
from tandem.contacts.accounts.commands import Given, save_account
from tandem.contacts.accounts.errors import AppNeedsKey
from tandem.contacts.accounts.queries import voice_url
from tandem.contacts.accounts.rows import AccountRow
from tandem.contacts.calling.commands import open_line
from tandem.contacts.calling.lines import Line, LineDevice, LineState
from tandem.contacts.calling.queries import my_calls
from tandem.contacts.calling.softphone import identity_of, token_for_line
from tandem.contacts.channels import BROWSER_ANSWER_PATH, BROWSER_LEFT_PATH, Channels, channels
from tandem.contacts.errors import SoftphoneMissing
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.http import webhooks
from tandem.entrypoints.provider_accounts import twilio_account
from tandem.kit import database
from tandem.kit.errors import InvalidInput
from tandem_channels.contract import Provider
from tandem_channels.sandbox.signing import twilio_signature
from tandem_channels.twilio_voice import TwilioVoice

pytestmark = pytest.mark.usefixtures("db")
INES, AWA = actor_of_cast("ines"), actor_of_cast("awa")
SID, KEY, APP = "AC" + "7" * 32, "SK" + "7" * 32, "AP" + "7" * 32
SECRET = "0123456789abcdefghijklmnopqrstuv"
SIGNED_WITH = "token-of-the-account"
HERE = "https://app.example"


def build(account: Account, made: Channels) -> Channels:
    return replace(made, voice=TwilioVoice(twilio_account(account, "http://127.0.0.1:9")))


@pytest.fixture(autouse=True)
async def own_account() -> AsyncIterator[None]:
    """Accounts become Twilio's adapters, which nothing here sends by."""
    contacts.configure(replace(channels(), build=build, softphone=True))
    yield
    await serving.close_all()


async def saved(secret: str = SECRET, app: str | None = APP) -> AccountRow:
    keys = Secrets(auth_token=SIGNED_WITH, api_key_secret=secret)
    row = await save_account(INES, Provider.TWILIO, Given(SID, KEY, twiml_app_sid=app, secrets=keys))
    # As the administrator adds it in two steps; the line needs a number that it is opened for.
    await database.execute(
        "INSERT INTO senders (id, agency_id, channel, address, kind, countries, two_way, account_id) "
        "VALUES (gen_random_uuid(), $1, 'voice', '+33900000077', 'long_code', '{}', true, $2) ON CONFLICT DO NOTHING",
        row.agency_id,
        row.id,
    )
    return row


async def post(path: str, form: dict[str, str], *, signed_with: str = SIGNED_WITH, query: str = "") -> tuple[int, str]:
    """What the provider is answered; asked in this task, so that what is written is rolled back."""
    app = Starlette(routes=webhooks.routes)
    app.state.public_url = HERE
    told = form | {"AccountSid": SID}
    answered: list[MutableMapping[str, Any]] = []
    body = urlencode(told).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.append(message)

    url = f"{HERE}{path}" + (f"?{query}" if query else "")
    headers = [(b"x-twilio-signature", twilio_signature(signed_with, url, told).encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
    }
    await app(scope, receive, send)
    return int(answered[0]["status"]), answered[1]["body"].decode()


def verbs_of(document: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(document))  # noqa: S314 -- our own answer


def asking(line: Line) -> dict[str, str]:
    """The form that Twilio posts to a TwiML app's voice address for a call of its browser SDK."""
    return {
        "ApiVersion": "2010-04-01",
        "ApplicationSid": APP,
        "CallSid": "CA1",
        "CallStatus": "ringing",
        "Called": "",
        "Caller": f"client:{identity_of(AWA.membership_id)}",
        "Direction": "inbound",
        "From": f"client:{identity_of(AWA.membership_id)}",
        "To": "",
        "line": str(line.id),
    }


async def test_from_the_token_to_the_line_that_is_closed_again() -> None:
    row = await saved()
    line = (await open_line(AWA, LineDevice.COMPUTER)).line
    _, made = await token_for_line(AWA)
    claims = jwt.decode(made.token, SECRET, algorithms=["HS256"])
    assert claims["grants"]["identity"] == identity_of(AWA.membership_id)
    assert claims["grants"]["voice"] == {"outgoing": {"application_sid": APP}}
    assert voice_url(row) == HERE + BROWSER_ANSWER_PATH

    status, document = await post(BROWSER_ANSWER_PATH, asking(line))

    assert status == 200
    [dial] = verbs_of(document)
    conference = dial.find("Conference")
    assert conference is not None
    assert conference.text == f"line-{line.id}"
    left = f"{HERE}{BROWSER_LEFT_PATH}?oid={line.id}"
    assert dial.get("action") == conference.get("statusCallback") == left
    shown = (await my_calls(AWA)).line
    assert shown is not None
    assert shown.state is LineState.OPEN

    query = f"oid={line.id}"
    started = {"StatusCallbackEvent": "conference-start", "FriendlyName": f"line-{line.id}"}
    assert (await post(BROWSER_LEFT_PATH, started, query=query))[0] == 200
    assert (await my_calls(AWA)).line == shown
    ended = {"CallSid": "CA1", "CallStatus": "completed", "DialCallStatus": "answered"}
    assert "<Hangup" in (await post(BROWSER_LEFT_PATH, ended, query=query))[1]
    closed = (await my_calls(AWA)).line
    assert closed is not None
    assert closed.state is LineState.CLOSED


async def test_a_call_goes_on_whose_request_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> bool:
        raise TimeoutError

    monkeypatch.setattr(receiving, "keep_spoken", lost)
    await saved()
    line = (await open_line(AWA, LineDevice.COMPUTER)).line

    with structlog.testing.capture_logs() as logs:
        status, document = await post(BROWSER_ANSWER_PATH, asking(line))

    assert (status, verbs_of(document)[0].tag) == (200, "Dial")
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["contacts.spoken_not_kept"]


async def test_what_nobody_signed_opens_and_closes_nothing() -> None:
    await saved()
    line = (await open_line(AWA, LineDevice.COMPUTER)).line

    assert (await post(BROWSER_ANSWER_PATH, asking(line), signed_with="guessed"))[0] == 403
    assert (await post(BROWSER_LEFT_PATH, {"CallSid": "CA1"}, signed_with="guessed", query=f"oid={line.id}"))[0] == 403

    shown = (await my_calls(AWA)).line
    assert shown is not None
    assert shown.state is LineState.RINGING


@pytest.mark.parametrize(
    "changed",
    [
        {"From": "client:somebody"},
        {"From": "+33644600001"},
        {"line": ""},
        {"line": "01932b6a-0000-7000-8000-000000000001"},
    ],
)
async def test_whoever_is_not_the_lines_own_collector_is_hung_up_on(changed: dict[str, str]) -> None:
    await saved()
    line = (await open_line(AWA, LineDevice.COMPUTER)).line

    status, document = await post(BROWSER_ANSWER_PATH, asking(line) | changed)

    assert status == 200
    assert [verb.tag for verb in verbs_of(document)] == ["Hangup"]


async def test_a_new_secret_signs_the_next_token_without_a_restart() -> None:
    await saved()
    await open_line(AWA, LineDevice.COMPUTER)
    await saved("vutsrqponmlkjihgfedcba9876543210")

    _, made = await token_for_line(AWA)

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(made.token, SECRET, algorithms=["HS256"])
    assert jwt.decode(made.token, "vutsrqponmlkjihgfedcba9876543210", algorithms=["HS256"])["iss"] == KEY


async def test_an_account_without_app_offers_no_computer() -> None:
    await saved(app=None)

    assert (await my_calls(AWA)).devices == (LineDevice.TELEPHONE,)
    with pytest.raises(SoftphoneMissing):
        await open_line(AWA, LineDevice.COMPUTER)


async def test_the_app_is_one_and_needs_a_key() -> None:
    with pytest.raises(InvalidInput):
        await saved(app="AP7")
    with pytest.raises(AppNeedsKey):
        await save_account(
            INES, Provider.TWILIO, Given(SID, twiml_app_sid=APP, secrets=Secrets(auth_token=SIGNED_WITH))
        )

"""Legs made in browsers: the form of their token as Twilio documents it, the voice address, its answer, their end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import jwt
import pytest

from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import BrowserLeg, WebhookRequest
from tandem_channels.sandbox.browsers_api import EXPIRED, INVALID, NO_APPLICATION, NOT_SIGNED
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_browser import (
    EDGES,
    TOKEN_SECONDS,
    TwilioBrowserLegs,
    browser_leg_of,
    browser_legs,
    browser_line_twiml,
    is_over,
)
from tandem_channels.twilio_check import check_twilio
from tandem_channels.twilio_voice import TwilioVoice
from tandem_channels.twilio_webhooks import is_signed
from tests.channels.servers import SandboxServer

KEY, SECRET, APP = "SK" + "d" * 32, "0123456789abcdefghijklmnopqrstuv", "AP" + "d" * 32
WHO = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def account(sandbox: SandboxServer, attempt_id: str) -> TwilioAccount:
    """An Irish account with an API key and a TwiML app that asks the receiver."""
    sid = "AC" + "d" * 32
    told = {
        "account_sid": sid,
        "auth_token": "token-d",
        "api_keys": {KEY: SECRET},
        "region": "ie1",
        "applications": {APP: {"url": f"{sandbox.receiver.url}/twiml?oid={attempt_id}"}},
    }
    assert await sandbox.post("accounts", **told) == 201
    return TwilioAccount(
        sid,
        "token-d",
        sandbox.url,
        api_key_sid=KEY,
        api_key_secret=SECRET,
        region="ie1",
        application_sid=APP,
    )


def token_of(account: TwilioAccount) -> str:
    legs = browser_legs(account)
    assert legs is not None
    return legs.token(WHO).token


async def connect(sandbox: SandboxServer, token: str, **params: str) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{sandbox.url}/sandbox/api/browsers", json={"token": token, "params": params}) as answer,
    ):
        return answer.status, await answer.json()


async def leave(sandbox: SandboxServer, sid: str) -> int:
    async with aiohttp.ClientSession() as http, http.delete(f"{sandbox.url}/sandbox/api/browsers/{sid}") as answer:
        return answer.status


def test_the_token_lets_its_bearer_call_out_by_one_app_and_nothing_else() -> None:
    """https://www.twilio.com/docs/iam/access-tokens: `cty`, `twr` for a region, `iss` the key, `sub` the account."""
    account = TwilioAccount("AC1", "t", api_key_sid=KEY, api_key_secret=SECRET, region="ie1", application_sid=APP)
    legs = browser_legs(account)
    assert legs is not None

    made = legs.token(WHO)

    header = jwt.get_unverified_header(made.token)
    assert header == {"typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1", "twr": "ie1"}
    claims = jwt.decode(made.token, SECRET, algorithms=["HS256"])
    assert claims["grants"] == {"identity": WHO, "voice": {"outgoing": {"application_sid": APP}}}
    assert (claims["iss"], claims["sub"]) == (KEY, "AC1")
    assert claims["jti"].startswith(f"{KEY}-")
    assert claims["exp"] - claims["nbf"] == made.seconds == TOKEN_SECONDS == 600
    assert set(claims) == {"jti", "grants", "iss", "sub", "exp", "nbf"}
    assert made.edge == "dublin"
    assert made.token not in repr(made)


def test_an_account_without_key_or_app_has_no_browser_legs() -> None:
    whole = TwilioAccount("AC1", "t", api_key_sid=KEY, api_key_secret=SECRET, application_sid=APP)

    assert TwilioVoice(whole).browser is not None
    assert browser_legs(replace(whole, api_key_sid=None)) is None
    assert browser_legs(replace(whole, api_key_secret=None)) is None
    assert browser_legs(replace(whole, application_sid=None)) is None


def test_the_first_region_is_not_named_in_the_token() -> None:
    account = TwilioAccount("AC1", "t", region="us1")

    made = TwilioBrowserLegs(account, KEY, SECRET, APP).token(WHO)

    assert "twr" not in jwt.get_unverified_header(made.token)
    assert made.edge == EDGES["us1"] == "roaming"


async def test_a_browser_joins_the_line_and_its_end_is_told_twice(
    sandbox: SandboxServer, account: TwilioAccount, attempt_id: str
) -> None:
    left = f"{sandbox.receiver.url}/left?oid={attempt_id}"
    sandbox.receiver.twiml[attempt_id] = browser_line_twiml(f"line-{attempt_id}", left)

    status, answer = await connect(sandbox, token_of(account), line=attempt_id)

    assert status == 201
    [asked] = await sandbox.receiver.wait_for(attempt_id, 1)
    assert is_signed(asked, account.auth_token)
    assert browser_leg_of(asked) == BrowserLeg(answer["sid"], WHO, attempt_id)
    form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
    assert (form["Direction"], form["CallStatus"], form["To"]) == ("inbound", "ringing", "")
    assert (form["AccountSid"], form["ApplicationSid"]) == (account.account_sid, APP)
    [leg] = (await sandbox.get("calls", **{"from": f"client:{WHO}"}))["calls"][-1:]
    assert (leg["status"], leg["conference"]) == ("in-progress", f"line-{attempt_id}")

    assert await leave(sandbox, answer["sid"]) == 204

    posts = (await sandbox.receiver.wait_for(attempt_id, 3))[1:]
    assert [is_over(one) for one in posts] == [True, True]
    assert all(is_signed(one, account.auth_token) for one in posts)


async def test_the_account_ends_a_browsers_leg_as_any_other(
    sandbox: SandboxServer, account: TwilioAccount, attempt_id: str
) -> None:
    left = f"{sandbox.receiver.url}/left?oid={attempt_id}"
    sandbox.receiver.twiml[attempt_id] = browser_line_twiml(f"line-{attempt_id}", left)
    _, answer = await connect(sandbox, token_of(account), line=attempt_id)

    voice = TwilioVoice(account)
    await voice.hang_up(answer["sid"])
    await voice.close()

    posts = await sandbox.receiver.wait_for(attempt_id, 3)
    assert len(posts) == 3


def of_another_key(account: TwilioAccount) -> TwilioAccount:
    return replace(account, api_key_secret="guessed-secret-of-the-key-of-another")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (of_another_key, NOT_SIGNED),
        (lambda account: replace(account, api_key_sid="SK" + "0" * 32), INVALID),
        (lambda account: replace(account, region="us1"), INVALID),
        (lambda account: replace(account, application_sid="AP" + "0" * 32), NO_APPLICATION),
    ],
)
async def test_a_token_that_twilio_would_not_take_is_refused(
    sandbox: SandboxServer, account: TwilioAccount, changed: Callable[[TwilioAccount], TwilioAccount], code: int
) -> None:
    assert await connect(sandbox, token_of(changed(account))) == (403, {"code": code})


async def test_a_token_whose_time_is_over_is_refused(
    sandbox: SandboxServer, account: TwilioAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem_channels.twilio_browser.TOKEN_SECONDS", -1)

    assert await connect(sandbox, token_of(account)) == (403, {"code": EXPIRED})


async def test_the_button_tells_of_an_app_that_is_unknown_or_asks_somebody_else(
    sandbox: SandboxServer, account: TwilioAccount, attempt_id: str
) -> None:
    ours = f"{sandbox.receiver.url}/twiml?oid={attempt_id}"

    assert await check_twilio(account, [], ours) == []
    assert await check_twilio(account, [], "https://app.example/voice") == [
        Found(AccountFault.APP_ADDRESS, "https://app.example/voice")
    ]
    unknown = "AP" + "0" * 32
    assert await check_twilio(replace(account, application_sid=unknown), [], ours) == [
        Found(AccountFault.APP_UNKNOWN, unknown)
    ]


def posted(**form: str) -> WebhookRequest:
    return WebhookRequest("https://app.example/x", {}, "&".join(f"{k}={v}" for k, v in form.items()).encode())


def test_a_telephone_is_no_browser_and_other_news_of_a_conference_end_nothing() -> None:
    assert browser_leg_of(posted(From="%2B33644600001", CallSid="CA1")) is None
    assert not is_over(posted(StatusCallbackEvent="participant-join"))
    assert is_over(posted(StatusCallbackEvent="conference-end"))
    assert is_over(posted(CallStatus="completed"))


def test_the_answer_opens_a_silent_conference_that_ends_with_the_browser() -> None:
    assert browser_line_twiml("line-1", "https://app.example/left?oid=1") == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Dial action="https://app.example/left?oid=1" method="POST">'
        '<Conference beep="false" endConferenceOnExit="true" startConferenceOnEnter="true" '
        'statusCallback="https://app.example/left?oid=1" statusCallbackEvent="end" statusCallbackMethod="POST" '
        'waitUrl="">line-1</Conference></Dial></Response>'
    )

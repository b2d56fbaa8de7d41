"""Testing accounts through the official SDKs against the sandbox: what is wrong is said, nothing is sent."""

from dataclasses import replace

import pytest

from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import OutboundSms, Rejected
from tandem_channels.sendgrid_check import check_sendgrid
from tandem_channels.sendgrid_email import SendGridAccount
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_check import check_twilio
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.benches import closed_port
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SENDGRID_KEY, SandboxServer

OWNED, CODE = "+33644600001", "36180"


@pytest.fixture
async def account(sandbox: SandboxServer) -> TwilioAccount:
    """A second account of the sandbox, in Ireland, with a number, a short code and an API key."""
    sid, key = "AC" + "b" * 32, "SK" + "b" * 32
    told = {
        "account_sid": sid,
        "auth_token": "irish-token",
        "api_keys": {key: "irish-secret"},
        "region": "ie1",
        "status": "active",
        "numbers": [OWNED, CODE],
        "sendgrid_key": "SG.irish",
        "scopes": ["mail.send", "whitelabel.read"],
        "domains": ["mail.lenoir.example"],
    }
    await put(sandbox, told)
    return TwilioAccount(sid, "irish-token", sandbox.url, region="ie1")


async def put(sandbox: SandboxServer, told: dict[str, object]) -> None:
    assert await sandbox.post("accounts", **told) == 201


async def test_an_account_in_good_order_with_what_it_owns(account: TwilioAccount):
    assert await check_twilio(account, [OWNED, CODE, "Lenoir"]) == []
    assert await check_twilio(replace(account, edge="dublin"), [OWNED]) == []


async def test_by_an_api_key_as_well(account: TwilioAccount):
    by_key = replace(account, api_key_sid="SK" + "b" * 32, api_key_secret="irish-secret")

    assert await check_twilio(by_key, [OWNED]) == []
    assert await check_twilio(replace(by_key, api_key_secret="another"), []) == [Found(AccountFault.WRONG_KEY)]


async def test_what_the_account_does_not_own_is_named(account: TwilioAccount):
    assert await check_twilio(account, [OWNED, "+33644600009", "38000"]) == [
        Found(AccountFault.SENDER_NOT_OWNED, "+33644600009"),
        Found(AccountFault.SENDER_NOT_OWNED, "38000"),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"auth_token": "wrong"}, Found(AccountFault.WRONG_KEY)),
        ({"region": None}, Found(AccountFault.WRONG_REGION, "ie1")),
        ({"region": "au1", "edge": "sydney"}, Found(AccountFault.WRONG_REGION, "ie1")),
        ({"api_url": closed_port()}, Found(AccountFault.UNREACHABLE)),
    ],
    ids=["another key", "no region", "another region", "nobody there"],
)
async def test_what_is_wrong_with_it_is_said(account: TwilioAccount, changed: dict[str, str | None], expected: Found):
    assert await check_twilio(replace(account, **changed), [OWNED]) == [expected]


async def test_a_suspended_account_is_said_to_be_and_sends_nothing(sandbox: SandboxServer, account: TwilioAccount):
    await put(sandbox, {"account_sid": account.account_sid, "status": "suspended"})
    sms = TwilioSms(account)

    assert await check_twilio(account, []) == [Found(AccountFault.SUSPENDED)]
    with pytest.raises(Rejected, match="20005"):
        await sms.send(OutboundSms("1", "+33600000001", OWNED, "Bonjour", "http://127.0.0.1:9/status"))
    await sms.close()


async def test_texts_of_another_account_leave_by_it_and_its_callbacks_bear_its_signature(
    sandbox: SandboxServer, account: TwilioAccount, number: str, attempt_id: str
):
    sms = TwilioSms(account)
    await sms.send(OutboundSms(attempt_id, number, OWNED, "Bonjour", f"{sandbox.receiver.url}/status"))

    [request] = await sandbox.receiver.wait_for(attempt_id, 1)
    other = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url))
    assert sms.verify(request)
    assert not other.verify(request)
    await sms.close()
    await other.close()


@pytest.mark.parametrize(
    ("key", "domains", "expected"),
    [
        (SENDGRID_KEY, ["anything.example"], []),
        ("SG.irish", ["mail.lenoir.example"], []),
        ("SG.irish", ["other.example"], [Found(AccountFault.DOMAIN_NOT_AUTHENTICATED, "other.example")]),
        ("SG.nobody", [], [Found(AccountFault.WRONG_KEY)]),
    ],
    ids=["the first account", "another", "a domain that is not its own", "an unknown key"],
)
async def test_sendgrid_says_what_is_wrong(
    sandbox: SandboxServer, account: TwilioAccount, key: str, domains: list[str], expected: list[Found]
):
    assert await check_sendgrid(SendGridAccount(key, "", sandbox.url), domains) == expected


async def test_a_key_that_may_not_send_is_said_to_be(sandbox: SandboxServer, account: TwilioAccount):
    await put(sandbox, {"account_sid": account.account_sid, "scopes": ["stats.read"]})

    assert await check_sendgrid(SendGridAccount("SG.irish", "", sandbox.url), []) == [
        Found(AccountFault.NOT_ALLOWED, "mail.send")
    ]
    assert await check_sendgrid(SendGridAccount("SG.irish", "", closed_port()), []) == [Found(AccountFault.UNREACHABLE)]


async def test_a_key_that_may_not_read_domains_proves_none(sandbox: SandboxServer, account: TwilioAccount):
    await put(sandbox, {"account_sid": account.account_sid, "scopes": ["mail.send"]})

    assert await check_sendgrid(SendGridAccount("SG.irish", "", sandbox.url), ["another.example"]) == [
        Found(AccountFault.DOMAINS_NOT_READABLE, "whitelabel.read")
    ]


@pytest.mark.parametrize(
    ("account_of", "expected"),
    [
        ({"groups": [12, 13], "scopes": ["mail.send", "whitelabel.read", "asm.groups.read"]}, []),
        (
            {"groups": [12], "scopes": ["mail.send", "whitelabel.read", "asm.groups.read"]},
            [Found(AccountFault.GROUP_UNKNOWN, "13")],
        ),
        ({"scopes": ["mail.send", "whitelabel.read"]}, [Found(AccountFault.NOT_ALLOWED, "asm.groups.read")]),
    ],
    ids=["both there", "one that is not", "a key that may not look"],
)
async def test_unsubscribe_groups_are_looked_up(
    sandbox: SandboxServer, account: TwilioAccount, account_of: dict[str, object], expected: list[Found]
):
    await put(sandbox, {"account_sid": account.account_sid, "groups": None} | account_of)

    assert await check_sendgrid(SendGridAccount("SG.irish", "", sandbox.url), [], groups=[12, 13]) == expected
    assert await check_sendgrid(SendGridAccount("SG.irish", "", sandbox.url), []) == []


async def test_a_key_known_elsewhere_is_of_another_region(sandbox: SandboxServer, account: TwilioAccount):
    here = SendGridAccount("SG.unknown", "", sandbox.url)

    assert await check_sendgrid(here, [], replace(here, api_key="SG.irish")) == [Found(AccountFault.WRONG_REGION)]


def test_no_key_is_printed(account: TwilioAccount):
    shown = repr(replace(account, api_key_secret="irish-secret")) + repr(SendGridAccount("SG.irish", ""))

    assert "irish-token" not in shown
    assert "irish-secret" not in shown
    assert "SG.irish" not in shown

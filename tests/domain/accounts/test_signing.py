"""Whose account signed a webhook, and about whom it is believed."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, give_up_account, save_account
from tandem.contacts.accounts.rows import AccountRow
from tandem.contacts.accounts.signing import Signed, signed_by
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem_channels.contract import Provider, WebhookRequest
from tandem_channels.fake import SIGNATURE_HEADER, FakeChannel

pytestmark = pytest.mark.usefixtures("db")
INES = actor_of_cast("ines")
SID = "AC" + "1" * 32
URL = "https://app.example/webhooks/twilio/sms/status"


async def saved(token: str) -> AccountRow:
    return await save_account(INES, Provider.TWILIO, Given(SID, secrets=Secrets(auth_token=token)))


def posted(secret: str, *, account_sid: str = SID, url: str = URL) -> WebhookRequest:
    body = urlencode({"AccountSid": account_sid, "MessageSid": "SM1"}).encode()
    signature: str = FakeChannel(secret)._signature(url, body)
    return WebhookRequest(url, {SIGNATURE_HEADER: signature}, body)


async def who_signed(request: WebhookRequest, token: str | None = None) -> Signed | None:
    pick = (lambda use: use.email) if token else (lambda use: use.sms)
    return await signed_by(request, pick, token=token)


async def test_the_installation_s_own_account_speaks_for_every_agency():
    signed = await who_signed(posted("ours", account_sid="AC" + "0" * 32))

    assert signed is not None
    assert signed.agency_id is None


async def test_an_agency_s_account_speaks_for_that_agency_alone():
    await saved("token")
    signed = await who_signed(posted("token"))

    assert signed is not None
    assert signed.agency_id == INES.organization_id


@pytest.mark.parametrize(
    "request_",
    [
        posted("wrong"),
        posted("token", account_sid="AC" + "9" * 32),
        posted("token", account_sid=""),
        WebhookRequest(URL, {}, b"AccountSid=" + SID.encode()),
        WebhookRequest(URL, {SIGNATURE_HEADER: "x"}, b"\xff\xfe"),
    ],
    ids=["another key", "another account", "no account", "no signature", "no form"],
)
async def test_what_nobody_signed_is_nobody_s(request_: WebhookRequest):
    await saved("token")

    assert await who_signed(request_) is None


async def test_the_former_key_is_taken_for_a_day_after_a_new_one():
    await saved("first")
    await saved("second")

    assert await who_signed(posted("second")) is not None
    assert await who_signed(posted("first")) is not None
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        assert await who_signed(posted("second")) is not None
        assert await who_signed(posted("first")) is None


async def test_of_an_account_that_was_given_up_late_words_are_heard_for_a_day():
    row = await saved("first")
    await give_up_account(INES, row.id)

    assert await who_signed(posted("first")) is not None
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        assert await who_signed(posted("first")) is None


async def test_sendgrid_s_account_is_known_by_the_word_in_its_address():
    keys = Secrets(api_key="SG.key", webhook_public_key="public")
    row = await save_account(INES, Provider.SENDGRID, Given(secrets=keys))

    signed = await who_signed(posted("public"), row.webhook_token)
    assert signed is not None
    assert signed.agency_id == INES.organization_id
    assert await who_signed(posted("public"), "another-word") is None
    assert await who_signed(posted("ours"), row.webhook_token) is None

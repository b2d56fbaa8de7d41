"""SMS through the official Twilio SDK, against the sandbox over loopback."""

import traceback
from datetime import UTC, datetime
from functools import partial

import pytest

from tandem_channels.contract import (
    Cause,
    DeliveryEvent,
    DeliveryStatus,
    InboundSmsEvent,
    OutboundSms,
    Rejected,
    WebhookRequest,
)
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_words import ERROR_CAUSES, MESSAGE_STATUSES
from tests.channels.benches import SandboxBench, signed_form
from tests.channels.contract import ChannelContract
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SandboxServer

CALLBACK = "https://app.example/webhooks/twilio/status"
NOWHERE = "http://127.0.0.1:9/status"  # refused at once: callbacks that a test does not look at
SENDER = "+33757000001"


def sms_to(number: str, attempt_id: str, *, body: str = "Bonjour, appelez-nous.", url: str = NOWHERE) -> OutboundSms:
    return OutboundSms(attempt_id, number, SENDER, body, url, validity_seconds=3600)


def status_webhook(attempt_id: str, word: str, **more: str) -> WebhookRequest:
    form = {"MessageSid": "SM1", "MessageStatus": word, "To": "+33600000001", "From": SENDER}
    return signed_form(f"{CALLBACK}?oid={attempt_id}", form | more)


class TestTwilioSms(ChannelContract):
    @pytest.fixture
    def bench(self, sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str) -> SandboxBench:
        return SandboxBench(
            sandbox=sandbox,
            channel=sms,
            message=sms_to(number, attempt_id, url=f"{sandbox.receiver.url}/status"),
            recipient=number,
            refusal="21211",
            delivered="delivered",
            webhook=partial(status_webhook, attempt_id),
            aimed=lambda url, seconds: TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, url, timeout_seconds=seconds)),
        )


# https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks (S39 of the notes on
# compliance, §4); the last one: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values.
WORDS = {
    "accepted": DeliveryStatus.ACCEPTED,
    "scheduled": DeliveryStatus.SCHEDULED,
    "queued": DeliveryStatus.QUEUED,
    "sending": DeliveryStatus.SENDING,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "undelivered": DeliveryStatus.UNDELIVERED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.CANCELED,
    "read": DeliveryStatus.READ,
    "partially_delivered": DeliveryStatus.SENT,
}
# Each on the page https://www.twilio.com/docs/api/errors/{code} (S20, S40, S41).
CODES = {
    "13224": Cause.ADDRESS_INVALID,
    "20003": Cause.CONFIGURATION,
    "20404": Cause.CONFIGURATION,
    "20429": Cause.TEMPORARY,
    "21210": Cause.CONFIGURATION,
    "21211": Cause.ADDRESS_INVALID,
    "21212": Cause.CONFIGURATION,
    "21214": Cause.ADDRESS_INVALID,
    "21215": Cause.CONFIGURATION,
    "21217": Cause.ADDRESS_INVALID,
    "21408": Cause.CONFIGURATION,
    "21602": Cause.CONTENT,
    "21603": Cause.CONFIGURATION,
    "21606": Cause.CONFIGURATION,
    "21610": Cause.OPTED_OUT,
    "21612": Cause.CONFIGURATION,
    "21614": Cause.TAKES_NO_TEXTS,
    "21617": Cause.CONTENT,
    "30001": Cause.TEMPORARY,
    "30003": Cause.TEMPORARY,
    "30005": Cause.ADDRESS_INVALID,
    "30006": Cause.TAKES_NO_TEXTS,
    "30007": Cause.CONTENT,
    "30008": Cause.TEMPORARY,
    "30034": Cause.CARRIER_FORBIDDEN,
    "30036": Cause.TEMPORARY,
    "30460": Cause.CARRIER_FORBIDDEN,
    "30863": Cause.CARRIER_FORBIDDEN,
}


def test_no_word_and_no_code_is_known_that_has_no_row_here() -> None:
    assert MESSAGE_STATUSES.keys() == WORDS.keys()
    assert ERROR_CAUSES.keys() == CODES.keys()


@pytest.mark.parametrize(("word", "status"), [*WORDS.items(), ("a word of tomorrow", DeliveryStatus.UNKNOWN)])
def test_each_word_of_twilio_has_one_of_ours(sms: TwilioSms, word: str, status: DeliveryStatus) -> None:
    [event] = sms.parse(status_webhook("a-1", word))

    assert isinstance(event, DeliveryEvent)
    assert event.status is status


@pytest.mark.parametrize(("code", "cause"), [*CODES.items(), ("99999", Cause.OTHER)])
def test_an_error_code_says_what_to_do(sms: TwilioSms, code: str, cause: Cause) -> None:
    [event] = sms.parse(status_webhook("a-1", "undelivered", ErrorCode=code))

    assert isinstance(event, DeliveryEvent)
    assert (event.code, event.cause) == (code, cause)


@pytest.mark.parametrize(
    ("recipient", "code", "cause"),
    [
        ("+15005550002", "21612", Cause.CONFIGURATION),
        ("+15005550003", "21408", Cause.CONFIGURATION),
        ("+15005550004", "21610", Cause.OPTED_OUT),
        ("+15005550009", "21614", Cause.TAKES_NO_TEXTS),
        ("0612345678", "21211", Cause.ADDRESS_INVALID),
        ("", "21604", Cause.OTHER),
    ],
)
async def test_twilios_refusals_reach_the_sender(
    sms: TwilioSms, attempt_id: str, recipient: str, code: str, cause: Cause
) -> None:
    with pytest.raises(Rejected) as refused:
        await sms.send(sms_to(recipient, attempt_id))

    assert (refused.value.code, refused.value.cause) == (code, cause)


@pytest.mark.parametrize(("sid", "token"), [(ACCOUNT_SID, "wrong"), ("AC" + "9" * 32, AUTH_TOKEN)])
async def test_wrong_credentials_are_a_matter_of_configuration(
    sandbox: SandboxServer, number: str, attempt_id: str, sid: str, token: str
) -> None:
    channel = TwilioSms(TwilioAccount(sid, token, sandbox.url))

    with pytest.raises(Rejected) as refused:
        await channel.send(sms_to(number, attempt_id))

    assert refused.value.cause is Cause.CONFIGURATION
    await channel.close()


async def test_a_message_that_has_not_left_the_queue_is_found(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sandbox.fault("drop_answer", recipient=number)
    message = sms_to(number, attempt_id, body="  Un texte avec des bords.  ")
    since = datetime.now(UTC)

    with pytest.raises(Exception, match="no answer"):
        await sms.send(message)

    found = await sms.find(message, since=since)
    assert found is not None
    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    assert found.provider_id == kept["sid"]


async def test_another_text_to_the_same_person_is_not_taken_for_it(
    sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sms.send(sms_to(number, attempt_id, body="Un premier texte"))

    assert await sms.find(sms_to(number, "other", body="Un second texte"), since=datetime.now(UTC)) is None


def test_an_inbound_text_is_an_event_of_its_own(sms: TwilioSms) -> None:
    form = {"MessageSid": "SM2", "SmsStatus": "received", "From": "+33612345678", "To": SENDER, "Body": " Arrêt. "}
    request = signed_form("https://app.example/webhooks/twilio/sms", form)

    assert sms.verify(request) is True
    [event] = sms.parse(request)
    assert isinstance(event, InboundSmsEvent)
    assert (event.sender, event.to, event.body, event.provider_id) == ("+33612345678", SENDER, " Arrêt. ", "SM2")


def test_the_sid_and_status_are_the_key(sms: TwilioSms) -> None:
    request = WebhookRequest(f"{CALLBACK}?oid=a-1", {}, b"MessageSid=SM9&MessageStatus=sent")

    [event] = sms.parse(request)

    assert event.dedupe_key == "SM9:sent"


@pytest.mark.parametrize("body", ["MessageSid=SM9&MessageStatus=sent", "MessageSid=SM9&SmsStatus=received&Body=START"])
def test_a_signed_request_posted_again_under_another_token_is_the_same_event(sms: TwilioSms, body: str) -> None:
    """`X-Twilio-Signature` covers the address and the form, no other header."""
    requests = [
        WebhookRequest(CALLBACK, {"i-twilio-idempotency-token": token} if token else {}, body.encode())
        for token in ("one", "another", "")
    ]

    assert len({event.dedupe_key for request in requests for event in sms.parse(request)}) == 1


def test_what_has_no_sid_is_known_again_by_its_form(sms: TwilioSms) -> None:
    keys = [sms.parse(WebhookRequest(CALLBACK, {}, body))[0].dedupe_key for body in (b"A=1", b"A=1", b"A=2")]

    assert keys[0] == keys[1] != keys[2]


def test_the_signature_covers_the_public_address(sms: TwilioSms) -> None:
    request = status_webhook("a-1", "delivered")
    moved = WebhookRequest(request.url.replace("app.example", "10.0.0.7"), request.headers, request.body)

    assert sms.verify(moved) is False


def test_nothing_verifies_without_a_token() -> None:
    channel = TwilioSms(TwilioAccount(ACCOUNT_SID, "", "http://127.0.0.1:9"))

    assert channel.verify(status_webhook("a-1", "delivered")) is False


def test_a_secret_never_prints() -> None:
    assert AUTH_TOKEN not in repr(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN))


async def test_nothing_about_the_person_can_reach_a_log(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = sms_to(number, attempt_id, body="Texte secret")
    await sandbox.fault("answer_error", "21211", recipient=number)

    with caplog.at_level("DEBUG"), pytest.raises(Rejected) as refused:
        await sms.send(message)

    shown = "".join(traceback.format_exception(refused.value)) + repr(message) + caplog.text
    assert number not in shown
    assert "secret" not in shown

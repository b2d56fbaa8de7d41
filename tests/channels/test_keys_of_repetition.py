"""By what a repetition is known again: these keys lie in the databases of running installations.

Whoever changes how one is made has told twice what a provider posts again across the upgrade, for as long as it does
so: three days for an e-mail, a day for an event. Then both keys are asked for, the former and the new one.
"""

import json
from hashlib import sha256

import pytest

from tandem_channels.contract import WebhookRequest
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tandem_channels.sendgrid_inbound import key_of
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice
from tests.support.mails import posted, raw

SENT = (
    b"Message-ID: <m@d>\r\nFrom: d@c.example\r\nTo: a@b.example\r\nSubject: x\r\n"
    b"Date: Tue, 24 Nov 2026 10:30:00 +0100\r\n"
)
FIELDS: dict[str, str | bytes] = {
    "headers": SENT.decode(),
    "text": "Bonjour",
    "envelope": json.dumps({"to": ["a@b.example"], "from": "d@c.example"}),
}


def hashed(*words: bytes) -> str:
    """Head and recipients by one line each, then the hash of each part."""
    told = ["<m@d>", "d@c.example", "Tue, 24 Nov 2026 10:30:00 +0100", "x", "a@b.example"]
    return sha256("\n".join(told).encode() + b"".join(sha256(one).digest() for one in words)).hexdigest()


def test_an_e_mail_is_known_by_its_head_its_recipients_and_its_words() -> None:
    assert key_of(posted(FIELDS)) == hashed(b"Bonjour")
    assert key_of(posted(FIELDS | {"html": "<p>"}, ("f.bin", b"file"))) == hashed(b"file", b"<p>", b"Bonjour")
    assert key_of(raw(SENT + b"\r\nBonjour")) == hashed(b"\r\n\r\nBonjour")


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"sg_event_id": "e-1", "event": "delivered"}, "e-1"),
        ({"sg_message_id": "m-1", "event": "bounce", "timestamp": 5}, "m-1:bounce:5"),
    ],
)
def test_an_event_of_sendgrid_is_known_by_its_id_or_by_what_it_says(told: dict[str, object], key: str) -> None:
    email = SendGridEmail(SendGridAccount("SG.x", ""))

    [event] = email.parse(WebhookRequest("", {}, json.dumps([told]).encode()))

    assert event.dedupe_key == key


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("MessageSid=SM1&MessageStatus=delivered", "SM1:delivered"),
        ("MessageSid=SM1&SmsStatus=received&Body=STOP", "SM1:received"),
    ],
)
async def test_a_text_is_known_by_its_sid_and_word(body: str, key: str) -> None:
    sms = TwilioSms(TwilioAccount("AC1", "token", "http://127.0.0.1:9"))

    [event] = sms.parse(WebhookRequest("https://app.example/webhooks/twilio/sms", {}, body.encode()))
    await sms.close()

    assert event.dedupe_key == key


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("CallSid=CA1&CallStatus=ringing", "CA1:ringing"),
        ("CallSid=CA1&CallStatus=in-progress&AnsweredBy=human", "CA1:in-progress:human"),
    ],
)
async def test_a_call_is_known_by_its_sid_its_status_and_who_picked_up(body: str, key: str) -> None:
    voice = TwilioVoice(TwilioAccount("AC1", "token", "http://127.0.0.1:9"))

    [event] = voice.parse(WebhookRequest("https://app.example/webhooks/twilio/call/status?oid=a", {}, body.encode()))
    await voice.close()

    assert event.dedupe_key == key

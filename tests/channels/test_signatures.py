"""What Twilio and SendGrid sign, to the letter of their documentation (compliance, §4: webhook authentication)."""

from urllib.parse import urlencode

import pytest

from tandem_channels.contract import WebhookRequest
from tandem_channels.sendgrid_email import SIGNATURE_HEADER, TIMESTAMP_HEADER, SendGridAccount, SendGridEmail
from tandem_channels.twilio_webhooks import is_signed

# https://www.twilio.com/docs/usage/security#validating-requests and https://www.twilio.com/docs/api/errors/57012 (S42):
# HMAC-SHA1, by the account's token, of the whole address and each posted name and value, sorted by name, nothing
# trimmed. The first one is Twilio's own example.
TOKEN, URL = "12345", "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}
SIGNATURE = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
TWILIO = [
    ("the documented example", URL, FORM, SIGNATURE, True),
    ("posted in another order", URL, dict(reversed(FORM.items())), SIGNATURE, True),
    ("a parameter of tomorrow", URL, FORM | {"Brand": "new"}, "W4BRH//W5drMWEY76vpv49MG48o=", True),
    ("one that is not signed", URL, FORM | {"Brand": "new"}, SIGNATURE, False),
    ("one less", URL, {name: value for name, value in FORM.items() if name != "Digits"}, SIGNATURE, False),
    ("a value that nobody trims", URL, {"Body": " oui \n"}, "On4c1Dyv2P9IgJ7Nb/WaYhYS3/s=", True),
    ("an empty value", URL, {"Body": ""}, "NR83//Rc5fGeXW24NR1ShLXA0+k=", True),
    ("accents", URL, {"Body": "à bientôt"}, "tkZLr1BZKiqUwKdCCcT1d3x5a0Q=", True),
    ("another query", URL.replace("foo=1", "foo=2"), FORM, SIGNATURE, False),
    ("its query in another order", "https://mycompany.com/myapp.php?bar=2&foo=1", FORM, SIGNATURE, False),
    ("without its query", "https://mycompany.com/myapp.php", FORM, SIGNATURE, False),
    ("with a slash at the end", URL.replace(".php", ".php/"), FORM, SIGNATURE, False),
    ("another host", URL.replace("mycompany.com", "10.0.0.7"), FORM, SIGNATURE, False),
    ("unencrypted", URL.replace("https", "http"), FORM, SIGNATURE, False),
    ("the signature of another token", URL, FORM, "oUaFiQ42FBvRs15aJJnPFzSc0MY=", False),
    ("no signature", URL, FORM, "", False),
]


@pytest.mark.parametrize(
    ("url", "form", "signature", "is_ours"), [row[1:] for row in TWILIO], ids=[case for case, *_ in TWILIO]
)
def test_twilio_signs_the_address_and_each_parameter(
    url: str, form: dict[str, str], signature: str, *, is_ours: bool
) -> None:
    request = WebhookRequest(url, {"x-twilio-signature": signature}, urlencode(form).encode())

    assert is_signed(request, TOKEN) is is_ours


# The same pages: a body in JSON is signed by its SHA-256 in the address. Nothing that we ask for comes so.
JSON = b'{"property": "value", "boolean": true}'
OF_JSON = f"{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
IN_JSON = [
    ("signed as documented", OF_JSON, JSON),
    ("another body", OF_JSON, JSON.replace(b"true", b"false")),
    ("no body", OF_JSON, b""),
    ("a form in its place", OF_JSON, urlencode(FORM).encode()),
]


@pytest.mark.parametrize(("url", "body"), [row[1:] for row in IN_JSON], ids=[case for case, *_ in IN_JSON])
def test_what_twilio_signs_in_json_is_taken_by_no_address_of_ours(url: str, body: bytes) -> None:
    headers = {"content-type": "application/json", "x-twilio-signature": "a9nBmqA0ju/hNViExpshrM61xv4="}

    assert is_signed(WebhookRequest(url, headers, body), TOKEN) is False


# https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
# (S46): ECDSA on P-256 with SHA-256 of the timestamp and the raw body; the key is its DER in base64. The event is the
# one that SendGrid's own library is tested with.
KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6w"
    "EA3F+g=="
)
AT = "1600112502"
BY = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
EVENTS = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":'
    b'"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":'
    b'"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":'
    b'"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
)
SENDGRID = [
    ("the library's example", AT, BY, EVENTS, True),
    ("another timestamp", "1600112503", BY, EVENTS, False),
    ("no timestamp", "", BY, EVENTS, False),
    ("without the end of its line", AT, BY, EVENTS.rstrip(), False),
    ("another event", AT, BY, EVENTS.replace(b"dropped", b"delivered"), False),
    ("a signature cut short", AT, BY[:-8], EVENTS, False),
    ("no signature", AT, "", EVENTS, False),
]


@pytest.mark.parametrize(
    ("timestamp", "signature", "body", "is_ours"), [row[1:] for row in SENDGRID], ids=[case for case, *_ in SENDGRID]
)
def test_sendgrid_signs_the_timestamp_and_the_raw_body(
    timestamp: str, signature: str, body: bytes, *, is_ours: bool
) -> None:
    headers = {SIGNATURE_HEADER: signature, TIMESTAMP_HEADER: timestamp}
    email = SendGridEmail(SendGridAccount("SG.x", KEY))

    assert email.verify(WebhookRequest("https://app.example/events", headers, body)) is is_ours

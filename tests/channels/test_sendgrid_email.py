"""E-mail through the official SendGrid SDK, against the sandbox over loopback."""

import base64
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tandem_channels.contract import (
    AttachedFile,
    Cause,
    DeliveryEvent,
    DeliveryStatus,
    OutboundEmail,
    Rejected,
    WebhookRequest,
)
from tandem_channels.sandbox.mail_checks import problem_in
from tandem_channels.sandbox.signing import public_key_of, sendgrid_signature
from tandem_channels.sendgrid_email import EVENT_STATUSES, SendGridAccount, SendGridEmail
from tests.channels.benches import SandboxBench
from tests.channels.contract import ChannelContract
from tests.channels.servers import SENDGRID_KEY, SandboxServer

KEY = ec.generate_private_key(ec.SECP256R1())
URL = "https://app.example/webhooks/sendgrid/events"


def signed(*events: dict[str, Any]) -> WebhookRequest:
    body, stamp = json.dumps(events).encode(), str(int(time.time()))
    headers = {
        "x-twilio-email-event-webhook-signature": sendgrid_signature(KEY, stamp, body),
        "x-twilio-email-event-webhook-timestamp": stamp,
    }
    return WebhookRequest(URL, headers, body)


def event_of(attempt_id: str, word: str, **more: Any) -> dict[str, Any]:
    return {
        "event": word,
        "email": "d@example.com",
        "timestamp": 1_795_000_000,
        "sg_event_id": uuid.uuid4().hex,
        "sg_message_id": "abc.recvd-1",
        "oid": attempt_id,
    } | more


def email_to(address: str, attempt_id: str) -> OutboundEmail:
    return OutboundEmail(
        attempt_id, address, "dossier@lumiere.example", "Lumière", None, "Votre dossier", "Bonjour.", "<p>Bonjour.</p>"
    )


@pytest.fixture
def channel_with(sandbox: SandboxServer) -> Callable[[], SendGridEmail]:
    """The adapter that trusts this module's own key."""
    return lambda: SendGridEmail(SendGridAccount(SENDGRID_KEY, public_key_of(KEY), sandbox.url))


class TestSendGridEmail(ChannelContract):
    @pytest.fixture
    def bench(
        self, sandbox: SandboxServer, channel_with: Callable[[], SendGridEmail], number: str, attempt_id: str
    ) -> SandboxBench:
        recipient = f"d{number.removeprefix('+')}@example.com"
        return SandboxBench(
            sandbox=sandbox,
            channel=channel_with(),
            message=email_to(recipient, attempt_id),
            recipient=recipient,
            refusal="400",
            delivered="delivered",
            webhook=lambda word: signed(event_of(attempt_id, word)),
            aimed=lambda url, seconds: SendGridEmail(SendGridAccount(SENDGRID_KEY, "", url, timeout_seconds=seconds)),
        )


# https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event (S45 of the notes on compliance, §4).
WORDS = {
    "processed": DeliveryStatus.QUEUED,
    "deferred": DeliveryStatus.DEFERRED,
    "delivered": DeliveryStatus.DELIVERED,
    "bounce": DeliveryStatus.UNDELIVERED,
    "dropped": DeliveryStatus.FAILED,
    "open": DeliveryStatus.READ,
    "click": DeliveryStatus.CLICKED,
    "spamreport": DeliveryStatus.COMPLAINED,
    "unsubscribe": DeliveryStatus.UNSUBSCRIBED,
    "group_unsubscribe": DeliveryStatus.UNSUBSCRIBED,
    "group_resubscribe": DeliveryStatus.RESUBSCRIBED,
}


def test_no_event_is_known_that_has_no_row_here() -> None:
    assert EVENT_STATUSES.keys() == WORDS.keys()


@pytest.mark.parametrize(("word", "status"), [*WORDS.items(), ("a word of tomorrow", DeliveryStatus.UNKNOWN)])
def test_each_event_of_sendgrid_has_a_status(email: SendGridEmail, word: str, status: DeliveryStatus) -> None:
    [event] = email.parse(signed(event_of("a-1", word)))

    assert isinstance(event, DeliveryEvent)
    assert event.status is status


@pytest.mark.parametrize(
    ("word", "more", "cause"),
    [
        ("bounce", {"type": "bounce"}, Cause.ADDRESS_INVALID),
        ("bounce", {"type": "blocked"}, Cause.TEMPORARY),
        ("dropped", {"reason": "Bounced Address"}, Cause.ADDRESS_INVALID),
        ("dropped", {"reason": "Unsubscribed Address"}, Cause.OPTED_OUT),
        ("deferred", {}, Cause.TEMPORARY),
        ("spamreport", {}, Cause.OPTED_OUT),
        ("group_unsubscribe", {}, Cause.OPTED_OUT),
        ("delivered", {}, None),
    ],
)
def test_an_event_says_what_to_do(email: SendGridEmail, word: str, more: dict[str, str], cause: Cause | None) -> None:
    [event] = email.parse(signed(event_of("a-1", word, **more)))

    assert isinstance(event, DeliveryEvent)
    assert event.cause is cause


def test_a_batch_keeps_its_order_and_its_ids(email: SendGridEmail) -> None:
    request = signed(event_of("a-1", "processed", sg_event_id="e-1"), event_of("a-2", "delivered", sg_event_id="e-2"))

    events = email.parse(request)

    assert [(event.dedupe_key, getattr(event, "attempt_id", None)) for event in events] == [
        ("e-1", "a-1"),
        ("e-2", "a-2"),
    ]


async def test_only_the_opaque_attempt_id_stays_at_the_provider(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
) -> None:
    await email.send(email_to("once@example.com", attempt_id))

    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    assert json.loads(kept["custom_args"]) == {"oid": attempt_id}
    assert (kept["body"], kept["html"], kept["sender_name"]) == ("Bonjour.", "<p>Bonjour.</p>", "Lumière")


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"to": "nobody"}, Cause.ADDRESS_INVALID),
        ({"subject": ""}, Cause.CONTENT),
        ({"text": "", "html": None}, Cause.CONTENT),
        ({"sender": "nobody"}, Cause.CONTENT),
    ],
)
async def test_sendgrids_refusals_reach_the_sender(
    email: SendGridEmail, attempt_id: str, changes: dict[str, Any], cause: Cause
) -> None:
    with pytest.raises(Rejected) as refused:
        await email.send(replace(email_to("d@example.com", attempt_id), **changes))

    assert (refused.value.code, refused.value.cause) == ("400", cause)


async def test_a_wrong_key_is_a_matter_of_configuration(sandbox: SandboxServer, attempt_id: str) -> None:
    channel = SendGridEmail(SendGridAccount("SG.wrong", "", sandbox.url))

    with pytest.raises(Rejected) as refused:
        await channel.send(email_to("d@example.com", attempt_id))

    assert (refused.value.code, refused.value.cause) == ("401", Cause.CONFIGURATION)
    await channel.close()


@pytest.mark.parametrize("key", ["", "not a key", "MFkw", public_key_of(ec.generate_private_key(ec.SECP256R1()))])
def test_nothing_verifies_with_another_key(key: str) -> None:
    channel = SendGridEmail(SendGridAccount(SENDGRID_KEY, key))

    assert channel.verify(signed(event_of("a-1", "delivered"))) is False


async def test_nothing_about_the_person_can_reach_a_log(
    email: SendGridEmail, attempt_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = replace(email_to("secret@example.com", attempt_id), text="Texte secret", html=None)

    with caplog.at_level("DEBUG"):
        await email.send(message)

    assert "secret" not in caplog.text + repr(message)
    assert SENDGRID_KEY not in caplog.text


async def test_an_e_mail_says_how_to_refuse_and_to_answer_and_nothing_is_followed(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
):
    """RFC 8058, and compliance §1.7: no pixel, no rewritten links; §4: a group per purpose, no data about a person."""
    message = replace(
        email_to(f"{attempt_id[:8]}@c.example", attempt_id),
        reply_to="reply+abc@answers.example",
        message_id="<reply+abc@answers.example>",
        unsubscribe_url="https://app.example/o/abc",
        group_id=12,
    )

    await email.send(message)

    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    mail = json.loads(kept["mail"])
    assert mail["headers"] == {
        "Message-ID": "<reply+abc@answers.example>",
        "List-Unsubscribe": "<https://app.example/o/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert mail["reply_to"] == "reply+abc@answers.example"
    assert mail["group_id"] == 12
    assert mail["categories"] == []
    assert json.loads(kept["custom_args"]) == {"oid": attempt_id}
    assert {name: said["enable"] for name, said in mail["tracking"].items()} == {
        "click_tracking": False,
        "open_tracking": False,
        "subscription_tracking": False,
        "ganalytics": False,
    }


@pytest.fixture
async def received(sandbox: SandboxServer, email: SendGridEmail, attempt_id: str) -> EmailMessage:
    """An e-mail with everything, as a mail program receives it."""
    message = replace(
        email_to(f"{attempt_id[:8]}@c.example", attempt_id),
        sender_name="Recouvrement Été & Fils",
        subject="Rappel : votre dossier RM-2026-0042 (Équipement Électrique du Périgord), à régler avant l’été",
        text="Bonjour Zoé Lefèvre,\n\nTotal à régler : 1 234,56 €\n\nhttps://app.example/o/abc",
        html='<!doctype html><html lang="fr"><body><p>Total à régler : 1 234,56 €</p></body></html>',
        reply_to="reply+abc@answers.example",
        message_id="<reply+abc@answers.example>",
        unsubscribe_url="https://app.example/o/abc",
        attachments=(AttachedFile("Facture n°12 – Été.pdf", "application/pdf", b"%PDF-1.7\n%%EOF\n"),),
    )
    await email.send(message)
    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    raw = await sandbox.raw(f"messages/{kept['sid']}/mime")
    # RFC 5322, 2.1.1: nothing but ASCII, no line of more than 78 signs in a header, and of more than 998 nowhere.
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    parsed = message_from_bytes(raw, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


async def test_a_mail_program_gets_the_plain_text_before_the_html_and_files_beside_them(received: EmailMessage) -> None:
    """RFC 2046, 5.1.3 and 5.1.4."""
    texts, file = received.iter_parts()
    plain, html = texts.iter_parts()

    assert [part.get_content_type() for part in (received, texts, plain, html, file)] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert (plain.get_content_charset(), html.get_content_charset()) == ("utf-8", "utf-8")
    assert "Bonjour Zoé Lefèvre," in plain.get_content()
    assert "https://app.example/o/abc" in plain.get_content()
    assert "1 234,56 €" in html.get_content()
    assert (file.get_filename(), file.get_content_disposition()) == ("Facture n°12 – Été.pdf", "attachment")
    assert file.get_content() == b"%PDF-1.7\n%%EOF\n"


async def test_headers_with_accents_are_folded_and_read_again_as_they_were(received: EmailMessage) -> None:
    assert str(received["Subject"]) == (
        "Rappel : votre dossier RM-2026-0042 (Équipement Électrique du Périgord), à régler avant l’été"
    )
    assert received["From"].addresses[0].display_name == "Recouvrement Été & Fils"
    assert received["Reply-To"] == "reply+abc@answers.example"
    assert received["Message-ID"] == "<reply+abc@answers.example>"
    # RFC 8058, 3.1: one https address in angle brackets, and what is posted to it.
    assert received["List-Unsubscribe"] == "<https://app.example/o/abc>"
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_an_answer_names_the_e_mails_that_it_goes_on_with(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
) -> None:
    """RFC 5322, 3.6.4: the id of the e-mail that is answered, and those of the exchange, the oldest first."""
    message = replace(
        email_to(f"{attempt_id[:8]}@c.example", attempt_id),
        in_reply_to="<ask@debtor.example>",
        references=("<reply+abc@answers.example>", "<ask@debtor.example>"),
    )

    await email.send(message)

    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    assert json.loads(kept["mail"])["headers"] == {
        "In-Reply-To": "<ask@debtor.example>",
        "References": "<reply+abc@answers.example> <ask@debtor.example>",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"in_reply_to": "ask@debtor.example"},
        {"in_reply_to": "<one@d.example> <two@d.example>"},
        {"references": ("<a b@d.example>",)},
        {"references": tuple(f"<{'x' * 200}{n}@d.example>" for n in range(6))},
    ],
)
async def test_the_sandbox_refuses_ids_that_mail_programs_would_pass_over(
    email: SendGridEmail, attempt_id: str, wrong: dict[str, Any]
) -> None:
    message = replace(email_to(f"{attempt_id[:8]}@c.example", attempt_id), **wrong)

    with pytest.raises(Rejected) as refused:
        await email.send(message)

    assert "message ids in angle brackets" in refused.value.detail


async def test_files_leave_as_sendgrid_documents_them(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
) -> None:
    pdf, picture = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n\x00\xff"
    files = (
        AttachedFile("Facture n°12 – Été.pdf", "application/pdf", pdf),
        AttachedFile("photo.png", "image/png", picture),
    )

    await email.send(replace(email_to("files@example.com", attempt_id), attachments=files))

    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    taken = json.loads(kept["mail"])["attachments"]
    assert [(one["name"], one["type"], one["disposition"]) for one in taken] == [
        ("Facture n°12 – Été.pdf", "application/pdf", "attachment"),
        ("photo.png", "image/png", "attachment"),
    ]
    assert [base64.b64decode(one["base64"]) for one in taken] == [pdf, picture]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("nonsense", {"nonsense": 1}),
        ("reply_to.email", {"reply_to": {"email": "nobody"}}),
        ("headers", {"headers": {"Reply-To": "a@b.example"}}),
        ("headers.X-A", {"headers": {"X-A": "a\r\nBcc: c@d.example"}}),
        ("asm.group_id", {"asm": {"group_id": "12"}}),
        ("content", {"content": [{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]}),
        ("attachments", {"attachments": {"content": "eA==", "filename": "a.pdf"}}),
        ("attachments.0", {"attachments": ["eA=="]}),
        ("attachments.0.content", {"attachments": [{"content": "%", "filename": "a.pdf"}]}),
        ("attachments.0.content", {"attachments": [{"content": "", "filename": "a.pdf"}]}),
        ("attachments.0.filename", {"attachments": [{"content": "eA=="}]}),
        ("attachments.0.filename", {"attachments": [{"content": "eA==", "filename": "../a.pdf"}]}),
        ("attachments.0.filename", {"attachments": [{"content": "eA==", "filename": 'a".pdf'}]}),
        ("attachments.0.type", {"attachments": [{"content": "eA==", "filename": "a.pdf", "type": "a/b; c=d"}]}),
        ("attachments.0.type", {"attachments": [{"content": "eA==", "filename": "a.pdf", "type": "pdf"}]}),
        ("attachments.0.disposition", {"attachments": [{"content": "eA==", "filename": "a", "disposition": "x"}]}),
        ("attachments.0.content_id", {"attachments": [{"content": "eA==", "filename": "a", "disposition": "inline"}]}),
        ("attachments.0.name", {"attachments": [{"content": "eA==", "filename": "a.pdf", "name": "a.pdf"}]}),
        (None, {"attachments": [{"content": "eHh4" * 7_500_001, "filename": "a.pdf"}]}),
    ],
)
def test_the_sandbox_refuses_the_field_that_sendgrid_would(field: str | None, change: dict[str, Any]):
    mail = {
        "personalizations": [{"to": [{"email": "d@c.example"}]}],
        "from": {"email": "a@b.example"},
        "subject": "x",
        "content": [{"type": "text/plain", "value": "x"}],
    }
    assert problem_in(mail) is None

    refusal = problem_in(mail | change)

    assert refusal is not None
    assert refusal[1] == field

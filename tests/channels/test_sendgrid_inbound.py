"""Reading what Inbound Parse posts: both forms, any alphabet, broken mail, robots, quotes."""

import json
from email.message import EmailMessage

import pytest

from tandem_channels import mail_quotes, mail_reading
from tandem_channels.contract import MalformedWebhook, WebhookRequest
from tandem_channels.inbound_email import Bounce
from tandem_channels.sendgrid_inbound import parse_inbound
from tests.channels.servers import SandboxServer
from tests.support.mails import PDF, base64_of, email, posted, raw


def test_fields_are_read_in_the_alphabets_that_they_claim():
    fields: dict[str, str | bytes] = {
        "headers": "Message-ID: <a@b>\nSubject: =?iso-8859-1?q?Re=E7u?=\n",
        "from": "Zoé <Zoe@Exemple.FR>",
        "to": "reply@x.example",
        "subject": "ignored",
        "text": "Reçu, à régler".encode("iso-8859-1"),
        "charsets": json.dumps({"text": "iso-8859-1"}),
        "envelope": json.dumps({"to": ["Reply@X.example"], "from": "zoe@exemple.fr"}),
    }

    mail = parse_inbound(posted(fields))

    assert (mail.sender, mail.subject, mail.text) == ("zoe@exemple.fr", "Reçu", "Reçu, à régler")
    assert mail.recipients == ("reply@x.example",)
    assert mail.message_id == "a@b"


def test_a_whole_message_is_read_with_its_files():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "d@c.example", "a@b.example", "Preuve"
    message["Message-ID"], message["References"], message["In-Reply-To"] = "<m@d>", "<old@x> <new@x>", "<new@x>"
    message.set_content("Ci-joint")
    message.add_alternative("<p>Ci-joint</p>", subtype="html")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="reçu n°1.pdf")

    mail = parse_inbound(raw(message.as_bytes()))

    assert mail.text == "Ci-joint"
    assert [(file.name, file.data) for file in mail.files] == [("reçu n°1.pdf", PDF)]
    assert mail.answers == ("new@x", "old@x")


def test_bytes_of_files_come_through_untouched():
    data = bytes(range(256)) * 40 + b"\r\n--xYzZ\r\n"

    [file] = parse_inbound(email("a@b.example", "c@d.example", "x", ("f.bin", data))).files

    assert file.data == data


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"From: a@b\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=klingon\r\n\r\nhi",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%not base64",
        b"Subject: =?utf-8?b?!!!?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>\xff\xfe",
        b"\x00\x01\x02" * 100,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n\r\n" * 5_000,
    ],
)
def test_broken_mail_is_read_as_far_as_it_goes(body: bytes):
    mail = parse_inbound(raw(body))

    assert "\x00" not in mail.text
    assert len(mail.files) <= mail_reading.MOST_FILES


@pytest.mark.parametrize("cut", [4, 20, 200])
def test_a_form_that_does_not_end_is_refused(cut: int):
    request = email("a@b.example", "c@d.example", "x")

    with pytest.raises(MalformedWebhook):
        parse_inbound(WebhookRequest(request.url, request.headers, request.body[:-cut]))


def test_what_is_no_form_is_refused():
    with pytest.raises(MalformedWebhook):
        parse_inbound(WebhookRequest("", {"content-type": "application/json"}, b"{}"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Je paie.\n\nLe lun. 2 nov. 2026 à 10:00, A <a@b.fr> a écrit :\n> x", "Je paie."),
        ("Je paie.\n\nLe lun. 2 nov. 2026 à 10:00, Agence de\nrecouvrement <a@b.fr> a écrit :\n\nx", "Je paie."),
        ("I pay.\n\nOn Mon, 2 Nov 2026, A wrote:\n> x", "I pay."),
        ("Ja.\n\n-----Original Message-----\nx", "Ja."),
        ("Oui\n\nDe : A\nEnvoyé : lundi\nÀ : B\n\nx", "Oui"),
        ("Oui\n\n> x\n> y", "Oui"),
        ("> question ?\n\nréponse", "> question ?\n\nréponse"),
        ("> tout est cité", "> tout est cité"),
        ("On Monday I pay the rest", "On Monday I pay the rest"),
    ],
)
def test_what_is_quoted_is_cut_and_nothing_else(text: str, answer: str):
    assert mail_quotes.without_quote(text) == answer


@pytest.mark.parametrize(
    ("sender", "headers", "is_automatic"),
    [
        ("d@c.example", {}, False),
        ("d@c.example", {"Auto_Submitted": "no"}, False),
        ("d@c.example", {"Auto_Submitted": "auto-replied (vacation)"}, True),
        ("d@c.example", {"X_Autoreply": "yes"}, True),
        ("d@c.example", {"Precedence": "auto_reply"}, True),
        ("d@c.example", {"Precedence": "bulk"}, False),
        ("noreply+ticket@c.example", {}, False),
        ("MAILER-DAEMON@c.example", {}, True),
        ("d@c.example", {"Subject": "Out of Office: on holiday"}, True),
        ("d@c.example", {"Subject": "Absence du bureau"}, True),
        ("d@c.example", {"Subject": "Mon absence au rendez-vous"}, False),
        ("d@c.example", {"Content_Type": "multipart/report; report-type=delivery-status"}, True),
    ],
)
def test_robots_are_told_from_people(sender: str, headers: dict[str, str], *, is_automatic: bool):
    assert parse_inbound(email(sender, "a@b.example", "Bonjour", **headers)).is_automatic is is_automatic


def test_a_delivery_report_is_read_wherever_it_stands():
    message = (
        b"From: mailer-daemon@mx.example\nTo: a@b.example\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nSorry.\n"
        b"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        b"Final-Recipient: rfc822;D@c.example\nAction: failed\nStatus: 5.1.1\n--x--\n"
    )

    mail = parse_inbound(raw(message))

    assert mail.bounce == Bounce("d@c.example", "5.1.1")
    assert mail.is_automatic


@pytest.mark.parametrize(
    ("sender", "headers", "is_mass"),
    [
        ("d@c.example", {}, False),
        ("d@c.example", {"Precedence": "bulk"}, True),
        ("noreply+ticket@c.example", {}, True),
        ("noreplymartin@c.example", {}, False),
    ],
)
def test_what_a_list_brought_may_be_a_persons(sender: str, headers: dict[str, str], *, is_mass: bool):
    assert parse_inbound(email(sender, "a@b.example", "Bonjour", **headers)).is_mass is is_mass


def test_a_report_that_a_person_forwards_is_what_they_say_and_no_report():
    text = "Votre courriel nous est revenu.\n\nFinal-Recipient: rfc822; d@c.example\nAction: failed\nStatus: 5.1.1"

    mail = parse_inbound(email("d@c.example", "a@b.example", text))

    assert (mail.bounce, mail.is_automatic) == (None, False)


@pytest.mark.parametrize(
    ("text", "own_words"),
    [
        ("STOP", "STOP"),
        ("\n\nLe lun. 2 nov. 2026 à 10:00, A <a@b.fr> a écrit :\n> Pour ne plus recevoir nos courriels : …", ""),
        ("> Pour ne plus recevoir nos courriels", ""),
        (
            "D'accord\n> Pour ne plus recevoir\n> nos courriels\nmerci, je paie vendredi",
            "D'accord\nmerci, je paie vendredi",
        ),
        ("Oui\nPour ne plus recevoir nos courriels : https://app.example/o/AbC234", "Oui"),
        ("Je ne veux plus rien recevoir\n\n-----Original Message-----\nx", "Je ne veux plus rien recevoir"),
    ],
)
def test_own_words_are_what_nobody_else_wrote(text: str, own_words: str):
    assert parse_inbound(email("d@c.example", "a@b.example", text)).own_words == own_words


@pytest.mark.parametrize(
    ("sender", "dkim", "spf", "envelope", "is_proven"),
    [
        ("d@c.example", "{@c.example : pass}", "fail", "d@c.example", True),
        ("d@mail.c.example", "{@c.example : pass}", "none", "x@y", True),
        ("d@c.example", "{@other.example : pass}", "fail", "d@c.example", False),
        ("d@c.example", "none", "pass", "d@c.example", True),
        ("d@c.example", "none", "pass", "d@other.example", False),
        ("d@c.example", "none", "softfail", "d@c.example", False),
        ("d@notc.example", "{@c.example : pass}", "none", "x@y", False),
    ],
)
def test_a_senders_own_domain_vouches_for_it(sender: str, dkim: str, spf: str, envelope: str, *, is_proven: bool):
    fields: dict[str, str | bytes] = {
        "from": sender,
        "text": "x",
        "dkim": dkim,
        "SPF": spf,
        "envelope": json.dumps({"to": ["a@b.example"], "from": envelope}),
    }

    assert parse_inbound(posted(fields)).is_proven is is_proven


def test_html_alone_becomes_text():
    fields: dict[str, str | bytes] = {
        "from": "a@b.example",
        "html": "<style>p{}</style><p>Je&nbsp;paie<br>demain</p><blockquote>avant</blockquote><script>x()</script>",
    }

    assert parse_inbound(posted(fields)).text == "Je paie\ndemain\n\n> avant"


@pytest.mark.parametrize("mode", ["parsed", "raw"])
async def test_the_sandboxs_debtor_is_read_in_both_modes(sandbox: SandboxServer, attempt_id: str, mode: str):
    wanted = {
        "from": f"d{attempt_id[:8]}@c.example",
        "to": "a@b.example",
        "subject": "Reçu",
        "text": f"Voilà {attempt_id}",
        "mode": mode,
        "files": [{"name": "preuve.pdf", "type": "application/pdf", "base64": base64_of(PDF)}],
    }

    assert await sandbox.post("mails", **wanted) == 201

    [post] = await sandbox.receiver.wait_for(attempt_id, 1)
    mail = parse_inbound(post)
    assert (mail.sender, mail.subject, mail.text) == (wanted["from"], "Reçu", wanted["text"])
    assert [file.data for file in mail.files] == [PDF]
    assert mail.is_proven


async def test_the_sandbox_refuses_what_nobody_could_send(sandbox: SandboxServer):
    assert await sandbox.post("mails", **{"from": "nobody", "to": "a@b.example", "text": "x"}) == 400
    assert await sandbox.post("mails", **{"from": "a@b.example", "to": "a@b.example"}) == 400
    assert await sandbox.post("messages/none/answer", text="x") == 404

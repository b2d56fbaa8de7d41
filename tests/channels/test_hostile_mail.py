"""E-mails made to be read for ever, or not at all: each is read in a moment, and only what is no form is refused."""

import contextlib
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem_channels.contract import MalformedWebhook, WebhookRequest
from tandem_channels.mail_html import words_of
from tandem_channels.sandbox.mail_answers import BOUNDARY
from tandem_channels.sendgrid_inbound import key_of, parse_inbound
from tests.support.mails import email, posted, raw

# A machine that does ten other things at once; by their squares each of these would take minutes.
MOST = 3.0
_LONG = 400_000


def of_text(text: str) -> WebhookRequest:
    return email("d@c.example", "a@b.example", text)


def of_html(html: str) -> WebhookRequest:
    return posted({"from": "d@c.example", "html": html})


def of_header(name: str, value: str) -> WebhookRequest:
    return posted({"from": "d@c.example", "text": "x", "headers": f"{name}: {value}\n"})


def of_raw(head: str, body: str = "x") -> WebhookRequest:
    return raw(f"{head}\r\n\r\n{body}".encode())


HOSTILE: dict[str, Callable[[], WebhookRequest]] = {
    "a quote that does not end": lambda: of_text(">\n" * 100_000 + "x"),
    "quotes with blank lines": lambda: of_text(">\n\n" * 60_000 + "x"),
    "heads of quotes": lambda: of_text("le 2 novembre, " * 15_000),
    "heads of quotes by lines": lambda: of_text("le 2 novembre a   \n" * 12_000 + "x"),
    "rules": lambda: of_text("-" * 100_000 + " " * 100_000 + "x"),
    "a report of blanks": lambda: of_text(f"Action: failed\nStatus: 5.1.1\nFinal-Recipient:{' ' * 190_000}x"),
    "marks upon a letter": lambda: of_text("a" + "\u0301\u0316" * 90_000),
    "a tag whose quote does not end": lambda: of_html('<p title="' + "'" * 200_000 + "x" * 200_000),
    "tags whose quotes do not end": lambda: of_html("<p title='" * 70_000),
    "an address without @": lambda: of_header("From", "a" * _LONG),
    "brackets": lambda: of_header("From", "(" * _LONG),
    "encoded words": lambda: of_header("Subject", "=?a?q?" * 60_000),
    "a header of semicolons": lambda: of_raw('Content-Type: text/plain; a="' + ";" * _LONG),
    "a disposition of semicolons": lambda: of_raw('Content-Disposition: attachment; filename="' + ";" * _LONG),
    "an alphabet that sorts": lambda: of_raw("Content-Type: text/plain; charset=punycode", "-" + "a" * _LONG),
    "parts": lambda: of_raw("Content-Type: multipart/mixed; boundary=x", "--x\r\n\r\n\r\n" * 100_000),
    "parts in parts": lambda: of_raw(
        "Content-Type: multipart/mixed; boundary=b0",
        "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(3_000)),
    ),
    "lines in parts": lambda: of_raw(
        "Content-Type: multipart/mixed; boundary=b0",
        "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(25))
        + "\n" * 2_000_000,
    ),
    "a list of recipients": lambda: posted({"from": "d@c.example", "text": "x", "to": "a@b.example, " * 100_000}),
    "an envelope of brackets": lambda: posted({"from": "d@c.example", "text": "x", "envelope": "[" * _LONG}),
    "DKIM's names": lambda: posted({"from": "d@c.example", "text": "x", "dkim": "a" * _LONG}),
    "parts of the form": lambda: posted({f"f{n}": "x" for n in range(5_000)}),
} | {f"HTML of {piece}": lambda piece=piece: of_html(piece * (_LONG // len(piece))) for piece in (
    "<", "<!-- ", "</", "<a ", "<?", "<!", "&", "&#", "<![", "<a b='", "<script>", "<b> </b>", "<br> ", "<!-- -->", ">"
)}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_nobody_s_e_mail_takes_longer_than_its_length(case: str):
    request = HOSTILE[case]()
    begun = time.process_time()

    for read in (parse_inbound, key_of):
        try:
            read(request)
        except MalformedWebhook:
            assert case == "parts of the form"

    assert time.process_time() - begun < MOST


@pytest.mark.parametrize(
    "head",
    [
        "Subject: =?utf-8?B?abcde?=",
        "From: =?utf-8?B?abcde?= <d@c.example>",
        'Content-Type: text/plain; name="=?utf-8?B?abcde?="',
        "Content-Type: text/plain; charset=\x00",
        "Content-Disposition: attachment; filename*0*=utf-8''a; filename*2*=%",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode",
        "Content-Type: message/rfc822",
        "Content-Type: multipart/mixed; boundary*=x'y'%FF",
    ],
)
def test_a_header_that_cannot_be_read_loses_no_e_mail(head: str):
    mail = parse_inbound(raw(f"To: a@b.example\r\n{head}\r\n\r\nJe paie vendredi".encode("latin-1")))

    assert mail.recipients == ("a@b.example",)


def test_html_that_is_none_is_read_as_far_as_it_goes():
    assert (
        parse_inbound(of_html("<![foo[bar]]><p>Je paie 3 < 4 &#99999999999; &eacute;</p>")).text == "Je paie 3 < 4 � é"
    )
    assert words_of("<!-- hidden <p>x</p> --><p>seen</p><!-- [if mso]>y<![endif]-->").strip() == "seen"
    assert words_of("<p title=\"x > y\" data-a='>'>STOP</p>").strip() == "STOP"
    assert words_of('<p title="x>STOP</p>').strip() == "STOP"
    assert words_of("<head><title>t</title><style>p > a {}</style></head><p>seen</p>").strip() == "seen"


_HEADERS = st.sampled_from(
    [
        "Subject",
        "From",
        "To",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "Message-ID",
        "MIME-Version",
    ]
)
_PIECES = st.sampled_from(
    [
        "=?utf-8?B?", "=?x?q?", "?=", "multipart/mixed; boundary=x", "multipart/report", "text/html", "message/rfc822",
        "; charset=", "; name=", "filename*0*=", "utf-8''%", '"', "base64", "x-uuencode", "quoted-printable",
        "<a@b.fr>", "(", ")", "\\", ";", "=", "\x00", "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
    ]
)  # fmt: skip
_VALUE = st.lists(_PIECES | st.text(max_size=8), max_size=6).map("".join)
_BODY = st.lists(
    st.sampled_from(["--x\r\n", "--x--", "\r\n\r\n", "begin 644 a\r\n", "<p>", "<![", "&#", ">"])
    | st.just("Content-Type: text/html\r\n")
    | st.text(max_size=12),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(_HEADERS, _VALUE), max_size=6), _BODY)
def test_whatever_stands_in_an_e_mail_it_is_read(headers: list[tuple[str, str]], body: str):
    message = "".join(f"{name}: {value}\r\n" for name, value in headers) + f"\r\n{body}"

    mail = parse_inbound(raw(message.encode("utf-8", "surrogatepass")))

    for text in (
        mail.text,
        mail.answer,
        mail.own_words,
        mail.subject,
        mail.sender,
        *(file.name for file in mail.files),
    ):
        assert "\x00" not in text
        assert text.encode().decode() == text


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["from", "headers", "text", "html", "envelope", "charsets", "dkim", "SPF", "to"]),
        _VALUE | _BODY,
    )
)
def test_whatever_stands_in_its_fields_only_what_is_no_form_is_refused(fields: dict[str, str]):
    request = posted({name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()})

    if "from" in fields or "headers" in fields:
        assert "\x00" not in parse_inbound(request).text
        assert key_of(request) == key_of(request)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([BOUNDARY, "", "x", '"']))
def test_bytes_are_read_or_refused_as_no_form(body: bytes, boundary: str):
    request = WebhookRequest("", {"content-type": f"multipart/form-data; boundary={boundary}"}, body)

    for read in (parse_inbound, key_of):
        with contextlib.suppress(MalformedWebhook):
            assert read(request)


def test_an_e_mail_has_one_key_however_it_comes_and_another_e_mail_another():
    told = {"from": "d@c.example", "headers": "Message-ID: <1@d>\n", "envelope": json.dumps({"to": ["a@b.example"]})}
    first, other = posted({**told, "text": "Un"}), posted({**told, "text": "Deux"})
    elsewhere = posted({**told, "text": "Un", "envelope": json.dumps({"to": ["c@b.example"]})})

    assert key_of(first) == key_of(posted({**told, "text": "Un", "spam_score": "3"}))
    assert len({key_of(one) for one in (first, other, elsewhere)}) == 3
    assert key_of(raw(b"Message-ID: <1@d>\r\n\r\nUn")) != key_of(raw(b"Message-ID: <1@d>\r\n\r\nDeux"))

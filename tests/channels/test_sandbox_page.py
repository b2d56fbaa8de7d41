"""The page on which a newcomer watches the debtor's phone: its words, its forms, and what outsiders can put on it."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from tandem_channels.contract import OutboundEmail
from tandem_channels.sandbox.faults import CHANNELS, KINDS
from tandem_channels.sandbox.texts import TEXTS
from tandem_channels.sendgrid_email import SendGridEmail
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.servers import SandboxServer
from tests.channels.test_twilio_sms import SENDER, sms_to


async def page_of(sandbox: SandboxServer, *, language: str = "fr", **query: str) -> str:
    headers = {"Accept-Language": language}
    async with sandbox.http.get(f"{sandbox.url}/", params=query, headers=headers) as answer:
        assert answer.status == 200
        return unescape(await answer.text())


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr-FR,fr;q=0.9", "Bac à sable"), ("en-GB,en;q=0.8,fr;q=0.5", "Sandbox"), ("de", "Bac à sable")],
)
async def test_the_page_speaks_the_browsers_language(sandbox: SandboxServer, language: str, expected: str) -> None:
    assert f"<title>{expected} · Tandem</title>" in await page_of(sandbox, language=language)


async def test_a_chosen_language_is_kept(sandbox: SandboxServer) -> None:
    async with sandbox.http.get(f"{sandbox.url}/", params={"lang": "en"}) as answer:
        assert answer.cookies["sandbox_lang"].value == "en"
    sandbox.http.cookie_jar.clear()


def test_every_text_is_in_both_languages() -> None:
    assert [key for key, words in TEXTS.items() if len(words) != 2 or not all(words)] == []
    named = re.compile(r"{(\w+)}")
    assert [key for key, (french, english) in TEXTS.items() if named.findall(french) != named.findall(english)] == []
    assert {f"fault.{kind}" for kind in KINDS} | {f"channel.{channel}" for channel in CHANNELS} <= TEXTS.keys()


async def test_a_phone_shows_what_it_received_and_answers_by_form(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sms.send(sms_to(number, attempt_id, body="Votre facture F-101 reste impayée."))

    form = {"from": number, "to": SENDER, "body": "Je paie vendredi."}
    async with sandbox.http.post(f"{sandbox.url}/page/reply", data=form) as answer:
        page = unescape(await answer.text())

    assert (answer.status, answer.url.query["to"]) == (200, number)
    assert "Votre facture F-101 reste impayée." in page
    assert "Je paie vendredi." in page
    assert f'name="to" value="{SENDER}"' in page


async def test_a_refused_form_says_so(sandbox: SandboxServer, number: str) -> None:
    async with sandbox.http.post(f"{sandbox.url}/page/reply", data={"from": number, "to": "x", "body": "b"}) as answer:
        page = unescape(await answer.text())

    assert 'role="alert">Cela n’a pas pu être fait : to' in page


async def test_a_fault_is_switched_on_and_off_by_form(sandbox: SandboxServer) -> None:
    url = f"{sandbox.url}/page/faults"
    async with sandbox.http.post(url, data={"kind": "delay", "channel": "voice", "value": "0.01"}) as answer:
        assert "Répondre en retard (secondes)</strong> 0.01" in unescape(await answer.text())
    [fault] = [fault for fault in (await sandbox.get("faults"))["faults"] if fault["value"] == "0.01"]
    async with sandbox.http.post(url, data={"off": str(fault["number"])}) as answer:
        assert answer.status == 200

    assert fault not in (await sandbox.get("faults"))["faults"]


async def test_markup_in_a_message_stays_text(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
    await sms.send(sms_to(number, attempt_id, body=hostile))

    async with sandbox.http.get(f"{sandbox.url}/", params={"to": number}) as answer:
        raw = await answer.text()
        policy = answer.headers["Content-Security-Policy"]

    assert _tags(raw, "script") == [{"src": "/static/page.js", "defer": None}]
    assert not any("onerror" in image for image in _tags(raw, "img"))
    assert hostile in unescape(raw)
    assert "script-src 'self'" in policy


async def test_an_emails_own_markup_is_framed_without_powers(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
) -> None:
    html = "<p style='color:red'>Bonjour</p><script>parent.document.title=1</script>"
    message = OutboundEmail(attempt_id, "frame@example.com", "a@b.example", "A", None, "Sujet", "Bonjour", html)
    receipt = await email.send(message)

    page = await page_of(sandbox, to="frame@example.com")
    async with sandbox.http.get(f"{sandbox.url}/page/mail/{receipt.provider_id}") as framed:
        assert await framed.text() == html
        assert "sandbox;" in framed.headers["Content-Security-Policy"]
        assert framed.headers["Content-Security-Policy"].startswith("default-src 'none'")

    [frame] = _tags(page, "iframe")
    assert frame == {"sandbox": "", "src": f"/page/mail/{receipt.provider_id}", "title": "Version mise en forme"}


async def test_an_alphanumeric_sender_cannot_be_answered(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sms.send(replace(sms_to(number, attempt_id), sender="LUMIERE"))

    page = await page_of(sandbox, to=number)

    assert "on ne peut pas lui répondre" in page
    assert "/page/reply" not in page


@pytest.mark.parametrize("asset", ["page.css", "page.js", "icon.svg"])
async def test_its_assets_are_its_own(sandbox: SandboxServer, asset: str) -> None:
    async with sandbox.http.get(f"{sandbox.url}/static/{asset}") as answer:
        assert answer.status == 200
        assert "http://" not in (await answer.text()).replace("http://www.w3.org/2000/svg", "")


def _tags(html: str, name: str) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == name:
                found.append(dict(attrs))

    Reader().feed(html)
    return found

"""No key, link or letter leads nowhere: what every text that ships offers is there, in both languages."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

import tandem_channels.letters
from tandem.casefiles.models import Debtor
from tandem.contacts import way_out
from tandem.contacts.calling.message import Ask, Connect, Reply, Say, Step, message_answer
from tandem.contacts.models import Channel, OptOut
from tandem.contacts.templates import Form, Template, render
from tandem.contacts.templates.shipped import shipped_templates
from tandem.contacts.templates.variables import variables
from tandem.entrypoints.http import way_out as page
from tandem.kit.database import reading, transaction
from tandem_channels.contract import CallLeg, CallStatus
from tandem_channels.keywords import KEYWORDS, reply_in
from tandem_channels.keywords import Reply as Answer
from tests.domain.contacts_db.steps import AGENCY, plan, reread, work
from tests.domain.contacts_db.test_call_message import planned
from tests.domain.contacts_db.test_calls import leg
from tests.support.builders import make_case

TEMPLATES = list(shipped_templates().values())
LINK = re.compile(r"https?://[^\s\"'<>)]+")
KEY = re.compile(r"(?:press|tapez) (\d)")
# Words in capitals that are the names of something, not to be sent back.
NAMES = {"SMS", "IBAN"}
# Pages of public authorities that the law has a letter name: not ours to serve.
AUTHORITIES = {"www.cnil.fr", "www.cfpb.gov/debt-collection"}


def links_in(template: Template, link: str) -> set[str]:
    """The addresses in a template as it leaves, in its text and behind what can be clicked on."""
    words = render(
        template, {name: one.shown(template.language) for name, one in variables().items()} | {"opt_out_link": link}
    )
    return {found.rstrip(".,;") for found in LINK.findall(f"{words.subject} {words.text} {words.html}")}


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(Starlette(routes=page.routes))
    async with httpx2.AsyncClient(transport=transport, base_url="https://app.example") as client:
        yield client


@pytest.mark.usefixtures("worker")
async def test_every_link_of_every_template_opens_a_page_and_takes_the_one_click(browser: httpx2.AsyncClient) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.SMS)
    await work()
    own = way_out.link_for(attempt.id)

    offered = {template.id: links_in(template, own) for template in TEMPLATES}
    opened = {link: await browser.get(link) for link in set().union(*offered.values())}
    clicked = await browser.post(own, data={"List-Unsubscribe": "One-Click"})

    assert {link: answer.status_code for link, answer in opened.items()} == {own: 200}
    assert {template_id for template_id, links in offered.items() if links} == {
        template.id for template in TEMPLATES if "opt_out_link" in template.variables
    }
    # What can be done there is there: the page's own forms come back to its own address.
    assert {action.partition("?")[0] for action in re.findall(r'action="([^"]+)"', opened[own].text)} == {
        own.removeprefix("https://app.example")
    }
    assert clicked.status_code == 200
    async with reading(AGENCY):
        assert await OptOut.exists(address=made.phone.value, channel=Channel.SMS, lifted_at=None)


def named_words() -> Iterator[tuple[str, str]]:
    for template in TEMPLATES:
        if template.form is Form.SMS:
            for word in re.findall(r"\b[A-ZÀ-Ý]{3,}\b", re.sub(r"\{\w+\}", "", template.text)):
                yield template.id, word


def test_every_word_that_a_text_asks_for_is_understood_and_can_be_sent_back() -> None:
    told = [(template_id, word) for template_id, word in named_words() if word not in NAMES]

    assert ("sms_reminder.fr", "STOP") in told
    assert [(template_id, word) for template_id, word in told if word not in KEYWORDS] == []
    assert {reply_in(word) for _, word in told} <= {Answer.STOP, Answer.START, Answer.HELP}
    # Whoever cannot answer a sender is not asked to.
    assert [template_id for template_id, _ in told if shipped_templates()[template_id].one_way_sender] == []


def test_every_text_message_and_e_mail_that_demands_has_a_way_out() -> None:
    without = [
        template.id
        for template in TEMPLATES
        if template.form in (Form.SMS, Form.EMAIL)
        and template.purpose.value == "demand"
        and not ({"opt_out_link"} & template.variables or "STOP" in template.text)
        # An e-mail carries the link in its List-Unsubscribe header, whatever its words.
        and template.form is Form.SMS
    ]

    assert without == []


@pytest.mark.parametrize("form", [Form.LETTER, Form.SCRIPT])
def test_what_is_printed_or_said_names_no_address_of_a_page_that_nobody_serves(form: Form) -> None:
    words = [template.text for template in TEMPLATES if template.form is form]

    assert words
    assert [text for text in words if LINK.search(text) or "www." in text] == []


def test_the_letters_own_words_name_public_authorities_alone() -> None:
    folder = Path(tandem_channels.letters.__file__).parent
    words = " ".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))

    assert set(re.findall(r"www\.[\w./-]+[\w/]", words)) <= AUTHORITIES
    assert LINK.findall(words) == []


def test_a_voicemail_asks_for_a_call_and_nothing_else() -> None:
    texts = [template.text for template in TEMPLATES if template.form is Form.VOICEMAIL]

    assert texts
    assert [text for text in texts if LINK.search(text) or KEY.search(text)] == []


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_key_that_a_call_names_does_something_of_its_own(language: str) -> None:
    async def call(*keys: tuple[Step, str]) -> Reply:
        """A new call, and the last answer to these keys."""
        made = await make_case()
        async with transaction(AGENCY):
            await Debtor.filter(id=made.case_file.debtor_id).update(language=language)
        attempt = await planned(made)
        await work()
        await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
        attempt = await reread(attempt)
        reply: Reply | None = None
        for step, digits in keys:
            reply = await message_answer(attempt.id, step, digits)
        assert reply is not None
        return reply

    def keys_in(asked: Reply) -> set[str]:
        assert isinstance(asked, Ask)
        return set(KEY.findall(" ".join(asked.said)))

    who = await call((Step.START, ""))
    menu = await call((Step.WHO, "1"))
    hour = await call((Step.WHO, "1"), (Step.MENU, "2"))

    assert (keys_in(who), keys_in(menu)) == ({"1", "9"}, {"1", "2", "9"})
    unheard = await call((Step.WHO, "1"), (Step.MENU, "5"))
    replies = {key: await call((Step.WHO, "1"), (Step.MENU, key)) for key in keys_in(menu)}
    # A key that none of them is has the menu said again.
    assert isinstance(unheard, Ask)
    assert (unheard.step, keys_in(unheard)) == (Step.MENU, keys_in(menu))
    assert [type(replies[key]) for key in ("1", "2", "9")] == [Connect, Ask, Say]
    asked_hour = replies["2"]
    assert isinstance(asked_hour, Ask)
    assert asked_hour.step is Step.HOUR
    assert isinstance(await call((Step.WHO, "9")), Say)
    # Two digits are asked for and waited for, and the example that is said is an hour that is taken.
    assert isinstance(hour, Ask)
    assert hour.digits == 2
    example = "".join(re.findall(r"\d", " ".join(hour.said)))
    assert len(example) == 2
    noted = await call((Step.WHO, "1"), (Step.MENU, "2"), (Step.HOUR, example))
    assert isinstance(noted, Say)
    assert noted.said != hour.said

"""At the instant of sending: the version that was planned leaves and is named by its copy; what may not leave waits."""

from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest

from tandem.casefiles.models import Party
from tandem.contacts.answers import Answer
from tandem.contacts.errors import TextNotFilled
from tandem.contacts.models import AttemptState, Channel, TemplateVersion
from tandem.contacts.queries import preview
from tandem.contacts.templates import shipped_templates
from tandem.contacts.templates.commands import approve_template_version, save_template_version, withdraw_template
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_channels.contract import OutboundSms
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AWA, call_back, plan, reread, text_from, work
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed

SMS = shipped_templates()["sms_reminder.fr"].wording
FIRST = replace(SMS, text=SMS.text.replace("Questions :", "Une question ?"))
SECOND = replace(SMS, text=SMS.text.replace("Questions :", "Nous joindre :"))
MARC, INES = actor_of_cast("marc"), actor_of_cast("ines")


@pytest.fixture
async def urls(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own, with real commits."""
    async with database_of(template) as made:
        yield made


async def approve(words: str, key: str | None) -> str:
    told = await save_template_version(MARC, key, replace(SMS, text=words))
    return (await approve_template_version(INES, told.key, told.versions[0].number)).key


async def test_the_planned_version_leaves_though_a_newer_one_is_approved(urls: DatabaseUrls, fakes: Fakes) -> None:
    async with orm(urls.web):
        made = await make_case()
        key = await approve(FIRST.text, None)
        attempt = await plan(made, Channel.SMS, template_id=key)
        await approve(SECOND.text, key)

    async with orm(urls.worker):
        await work()
        attempt = await reread(attempt)

    [(message, _, _)] = fakes.sms.accepted
    assert isinstance(message, OutboundSms)
    assert "Une question ?" in message.body
    assert (attempt.state, attempt.template_version) == (AttemptState.ACCEPTED, FIRST.sha256)
    copy = orjson.loads(attempt.sent_copy or "")
    assert (copy["template"], copy["template_version"]) == (key, FIRST.sha256)


async def test_what_was_withdrawn_waits_for_a_person(urls: DatabaseUrls, fakes: Fakes) -> None:
    async with orm(urls.web):
        key = await approve(FIRST.text, None)
        attempt = await plan(await make_case(), Channel.SMS, template_id=key)
        await withdraw_template(MARC, key)

    async with orm(urls.worker):
        await work()
        attempt = await reread(attempt)

    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in attempt.reasons] == ["TEMPLATE_WITHDRAWN"]
    assert fakes.sms.accepted == []


async def test_words_that_a_rule_of_the_day_forbids_wait_for_a_person(urls: DatabaseUrls, fakes: Fakes) -> None:
    async with orm(urls.web):
        key = await approve(FIRST.text, None)
        attempt = await plan(await make_case(), Channel.SMS, template_id=key)
    async with orm(urls.owner):
        # As it was approved before the rule was made.
        await TemplateVersion.filter(key=key).update(text=FIRST.text + " Huissier")

    async with orm(urls.worker):
        await work()
        attempt = await reread(attempt)

    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in attempt.reasons] == ["TEMPLATE_REFUSED"]
    assert fakes.sms.accepted == []


async def test_the_answer_to_help_leaves_as_it_ships_once_the_agencys_own_words_may_leave_no_more(
    urls: DatabaseUrls, fakes: Fakes
) -> None:
    shipped = shipped_templates()["sms_help.fr"].wording
    async with orm(urls.web):
        made = await make_case()
        await plan(made)
        own = await save_template_version(MARC, "sms_help.fr", replace(shipped, text=f"{shipped.text} Bien à vous."))
        await approve_template_version(INES, own.key, own.versions[0].number)
    async with orm(urls.owner):
        await TemplateVersion.filter(key="sms_help.fr").update(text=f"{shipped.text} Huissier.")

    async with orm(urls.worker):
        await work()
        await call_back(text_from(made, "AIDE", key="1"))

    [_, (answer, _, _)] = fakes.sms.accepted
    assert isinstance(answer, OutboundSms)
    assert "Pour nous joindre" in answer.body
    assert "Huissier" not in answer.body


NAMING = replace(SMS, text=SMS.text.replace("Questions :", "Pour {debtor_name}. Questions :"))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "Le 0899 12 34 56",
            {
                "code": "VALUE_FORBIDDEN",
                "source": None,
                "args": {"found": "0899 12 34 56", "variables": "debtor_name", "rule": "premium_number"},
            },
        ),
        (" ", {"code": "VALUE_MISSING", "source": None, "args": {"variables": "debtor_name"}}),
    ],
)
async def test_a_value_that_may_not_be_sent_is_told_apart_from_one_that_is_missing(
    urls: DatabaseUrls, fakes: Fakes, name: str, reason: dict[str, object]
) -> None:
    async with orm(urls.web):
        key = await approve(NAMING.text, None)
        made = await make_case()
        attempt = await plan(made, Channel.SMS, template_id=key)
    async with orm(urls.owner):
        await Party.filter(id=made.party.id).update(name=name)

    async with orm(urls.worker):
        await work()
        attempt = await reread(attempt)
    async with orm(urls.web):
        with pytest.raises(TextNotFilled) as refused:
            await plan(made, Channel.SMS, template_id=key)
        shown = await preview(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, template_id=key, send_at=None)

    assert shown is not None
    assert (shown.body, shown.answer) == ("", Answer.refused(reason))
    assert (attempt.state, attempt.reasons) == (AttemptState.NEEDS_PERSON, [reason])
    assert refused.value.values["reason"] == reason["code"]
    assert fakes.sms.accepted == []

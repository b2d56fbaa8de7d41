"""An agency's own words in automated calls: what was planned is said and kept, what was withdrawn calls nobody."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tandem.contacts.calling.message import Ask, Step, message_answer
from tandem.contacts.errors import TemplateNotFound, TemplateRefused
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, TemplateVersion
from tandem.contacts.templates import Wording, shipped_templates
from tandem.contacts.templates.commands import approve_template_version, save_template_version, withdraw_template
from tandem.contacts.templates.queries import try_words
from tandem.contacts.webhooks import receive
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_channels.contract import AnsweredBy, CallLeg, CallStatus
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AWA, plan, reread, work
from tests.domain.contacts_db.test_call_message import heard
from tests.domain.contacts_db.test_calls import leg
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed

MARC, INES = actor_of_cast("marc"), actor_of_cast("ines")
SHIPPED = shipped_templates()["call_message.fr"].wording
VOICEMAIL = shipped_templates()["voicemail.fr"].wording
OWN = replace(SHIPPED, text=SHIPPED.text.replace("Bonjour.", "Bonjour, ici Léa."))
NEWER = replace(SHIPPED, text=SHIPPED.text.replace("Bonjour.", "Bonsoir."))


@pytest.fixture
async def urls(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own, with real commits."""
    async with database_of(template) as made:
        yield made


async def approve(wording: Wording, key: str = "call_message.fr") -> None:
    told = await save_template_version(MARC, key, wording)
    await approve_template_version(INES, told.key, told.versions[0].number)


async def called() -> ContactAttempt:
    return await plan(await make_case(), Channel.VOICE, template_id="call_message")


async def test_a_call_says_the_version_that_it_was_planned_with(urls: DatabaseUrls, fakes: Fakes) -> None:
    async with orm(urls.web):
        await approve(OWN)
        attempt = await called()
        await approve(NEWER)

    async with orm(urls.worker):
        await work()
        await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
        reply = await message_answer(attempt.id, Step.START, "")
        attempt = await reread(attempt)

    assert isinstance(reply, Ask)
    assert reply.said[0].startswith("Bonjour, ici Léa. Ce message automatique est destiné à")
    assert attempt.body == reply.said[0]
    assert (attempt.template_id, attempt.template_version) == ("call_message.fr", OWN.sha256)


async def test_a_withdrawn_message_calls_nobody(urls: DatabaseUrls, fakes: Fakes) -> None:
    async with orm(urls.web):
        attempt = await called()
        await withdraw_template(MARC, "call_message.fr")
        with pytest.raises(TemplateNotFound):
            await called()

    async with orm(urls.worker):
        await work()
        attempt = await reread(attempt)

    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in attempt.reasons] == ["TEMPLATE_WITHDRAWN"]
    assert fakes.voice.accepted == []


async def test_a_withdrawn_voicemail_leaves_nothing_on_a_machine(urls: DatabaseUrls, fakes: Fakes) -> None:
    async with orm(urls.web):
        attempt = await called()
        await withdraw_template(MARC, "voicemail.fr")

    async with orm(urls.worker):
        await work()
        await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
        await receive([heard(await reread(attempt), AnsweredBy.MACHINE)])
        await work()
        attempt = await reread(attempt)

    assert fakes.voice.said == []
    assert attempt.disposition is Disposition.VOICEMAIL


async def test_a_machine_hears_who_asked_for_the_call_and_nothing_where_nobody_did(
    urls: DatabaseUrls, fakes: Fakes
) -> None:
    """12 CFR 1006.2(j)(1)(iii): the name of a natural person whom one can ask for."""
    naming = replace(VOICEMAIL, text=f"Ici {{collector_name}}. {VOICEMAIL.text.strip()}")
    async with orm(urls.web):
        await approve(naming, "voicemail.fr")
        asked, unasked = await called(), await called()
    async with orm(urls.owner):
        await ContactAttempt.filter(id=unasked.id).update(created_by=None)

    async with orm(urls.worker):
        await work()
        for attempt in (asked, unasked):
            await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
            await receive([heard(await reread(attempt), AnsweredBy.MACHINE)])
        await work()
        asked, unasked = await reread(asked), await reread(unasked)

    [(_, text, _)] = fakes.voice.said
    assert text.startswith(f"Ici {AWA.person_name}. ")
    assert asked.reasons == []
    assert [(one["code"], one["args"]) for one in unasked.reasons] == [
        ("VOICEMAIL_NOT_LEFT", {"variables": "collector_name"})
    ]
    assert unasked.disposition is Disposition.VOICEMAIL


async def test_a_message_without_key_nine_is_not_saved_and_a_right_one_is_tried_on_a_case(urls: DatabaseUrls) -> None:
    silent = replace(SHIPPED, text=SHIPPED.text.replace("tapez 9", "dites-le"))
    async with orm(urls.web):
        made = await make_case()
        with pytest.raises(TemplateRefused) as refused:
            await save_template_version(MARC, "call_message.fr", silent)
        trial = await try_words(MARC, OWN, made.case_file.id)
        kept = await TemplateVersion.all().count()

    assert [one.code for one in refused.value.problems] == ["key_of_refusal", "key_of_refusal_after"]
    assert trial.problems == ()
    assert trial.rendered is not None
    assert "Bâti-Loire" in trial.rendered.text
    assert kept == 0

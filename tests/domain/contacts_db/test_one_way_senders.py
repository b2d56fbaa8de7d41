"""A sender that hears no answer: its texts carry the link, and a text that asks for STOP is not theirs."""

import pytest

from tandem.contacts import way_out
from tandem.contacts.errors import TemplateNotFound
from tandem.contacts.models import Channel
from tandem.contacts.queries import templates_for
from tandem.kit import database
from tandem.kit.database import transaction
from tests.domain.contacts_db.steps import AGENCY, AWA, plan
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def named_sender(db: None) -> None:
    """The agency texts under its name (compliance, §4: alphanumeric senders are one-way)."""
    async with transaction(AGENCY):
        await database.execute(
            "UPDATE senders SET address = 'LENOIR', kind = 'alphanumeric', two_way = false WHERE channel = 'sms'"
        )


@pytest.mark.usefixtures("named_sender")
async def test_its_text_contains_the_link_of_the_page():
    made = await make_case()

    attempt = await plan(made, template_id="sms_reminder_one_way.fr")

    assert attempt.sender == "LENOIR"
    assert way_out.link_as_kept() in (attempt.body or "")
    assert "STOP" not in (attempt.body or "")


@pytest.mark.usefixtures("named_sender")
async def test_a_template_without_the_link_is_refused_and_not_offered():
    made = await make_case()

    with pytest.raises(TemplateNotFound):
        await plan(made, template_id="sms_reminder.fr")

    offered = {one.id for one in await templates_for(AWA, made.case_file.id, Channel.SMS)}
    assert "sms_reminder.fr" not in offered
    assert "sms_reminder_one_way.fr" in offered


async def test_a_sender_that_hears_answers_says_stop_instead():
    made = await make_case()

    with pytest.raises(TemplateNotFound):
        await plan(made, template_id="sms_reminder_one_way.fr")

    assert "STOP" in ((await plan(made)).body or "")

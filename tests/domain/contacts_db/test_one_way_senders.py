"""A sender that hears no answer: its texts carry the link, and a text that asks for STOP is not theirs."""

import pytest

from tandem.casefiles.models import ContactPoint
from tandem.contacts import way_out
from tandem.contacts.errors import SenderMissing, TemplateNotFound
from tandem.contacts.models import Channel
from tandem.contacts.queries import channels_by_case_file, templates_for
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tests.domain.contacts_db.steps import AGENCY, AWA, plan
from tests.support.builders import MadeCase, make_case

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


BELGIAN, REUNION = "+32470123456", "+262692123456"


async def sends_from(address: str, *countries: str) -> None:
    """The agency gets a sender of texts for these countries; for none: wherever it has no other."""
    async with transaction(AGENCY):
        await database.execute(
            "INSERT INTO senders (id, agency_id, channel, address, kind, countries, two_way) VALUES "
            "($1, $2, 'sms', $3, $4, $5, $6)",
            new_id(),
            AGENCY.organization_id,
            address,
            "long_code" if address.startswith("+") else "alphanumeric",
            list(countries),
            address.startswith("+"),
        )


async def reached_at(number: str) -> MadeCase:
    """Somebody in France who has this number."""
    made = await make_case()
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(value=number)
    return made


@pytest.fixture
async def french_number_alone(db: None) -> None:
    """The only sender of texts is a number for France, that hears answers."""
    async with transaction(AGENCY):
        await database.execute("UPDATE senders SET countries = '{FR}' WHERE channel = 'sms'")


@pytest.mark.usefixtures("french_number_alone")
async def test_the_text_is_that_of_the_sender_for_the_number_and_not_for_where_the_person_lives():
    await sends_from("LENOIR", "BE")
    made = await reached_at(BELGIAN)

    with pytest.raises(TemplateNotFound):
        await plan(made, template_id="sms_reminder.fr")
    attempt = await plan(made, template_id="sms_reminder_one_way.fr")

    assert attempt.sender == "LENOIR"
    offered = {one.id for one in await templates_for(AWA, made.case_file.id, Channel.SMS, made.phone.id)}
    assert ("sms_reminder.fr" in offered, "sms_reminder_one_way.fr" in offered) == (False, True)


@pytest.mark.usefixtures("french_number_alone")
async def test_a_number_overseas_is_written_to_from_the_countrys_sender_in_its_words():
    await sends_from("LENOIR")
    made = await reached_at(REUNION)

    attempt = await plan(made)

    assert attempt.sender != "LENOIR"
    assert "STOP" in (attempt.body or "")


@pytest.mark.usefixtures("french_number_alone")
@pytest.mark.parametrize(("number", "refused"), [(REUNION, []), (BELGIAN, ["DESTINATION_NOT_SERVED"])])
async def test_the_button_says_what_planning_does(number: str, refused: list[str]):
    made = await reached_at(number)

    found = (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]

    [sms] = [one for one in found if one.channel is Channel.SMS]
    assert sms.configured
    assert [why["code"] for why in sms.answer.reasons] == refused


async def test_a_country_that_no_sender_is_for_is_told_on_the_button_as_when_it_is_planned():
    async with transaction(AGENCY):
        await database.execute("UPDATE senders SET countries = '{BE}' WHERE channel = 'sms'")
    made = await make_case()

    found = (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]

    [sms] = [one for one in found if one.channel is Channel.SMS]
    assert [why["code"] for why in sms.answer.reasons] == ["SENDER_MISSING"]
    with pytest.raises(SenderMissing):
        await plan(made)

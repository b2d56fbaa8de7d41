"""What pages read: channels, templates, previews, attempts; each side its own."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles.models import ContactPoint, Debtor, Stage
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel
from tandem.contacts.queries import attempts_by_case_file, attempts_by_id, channels_by_case_file, preview, templates_for
from tandem.contacts.spoken import spoken
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import transaction
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("db")
TOM = actor_of_cast("tom")


async def test_channels_say_what_can_be_done_now(morning: time_machine.Traveller):
    morning.move_to(MORNING.replace(hour=22))
    worked, fresh = await make_case(), await make_case(stage=Stage.ACCEPTED)

    answers = await channels_by_case_file(AWA, [worked.case_file.id, fresh.case_file.id])

    by_channel = {item.channel: item.answer for item in answers[worked.case_file.id]}
    assert by_channel[Channel.SMS].decision is Decision.DEFER
    assert by_channel[Channel.SMS].until == datetime.fromisoformat("2026-11-25T08:00+01:00")
    fresh_answers = {item.channel: item.answer for item in answers[fresh.case_file.id]}
    assert fresh_answers[Channel.LETTER].decision is Decision.ALLOW
    assert [reason["code"] for reason in fresh_answers[Channel.VOICE].reasons] == [
        "FR_FIRST_LETTER_MISSING",
        "OUTSIDE_HOURS",
    ]


async def test_a_channel_without_provider_shows_as_not_configured():
    made = await make_case()
    contacts.configure(contacts.Channels())

    answers = await channels_by_case_file(AWA, [made.case_file.id])

    assert {item.channel: item.configured for item in answers[made.case_file.id]} == {
        Channel.VOICE: False,
        Channel.SMS: False,
        Channel.EMAIL: False,
        Channel.LETTER: True,
    }


async def test_a_missing_address_is_said_as_such():
    made = await make_case()
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.email.id).update(kind="postal", value="x")

    answers = await channels_by_case_file(AWA, [made.case_file.id])

    [email] = [item.answer for item in answers[made.case_file.id] if item.channel is Channel.EMAIL]
    assert [spoken(reason, "en") for reason in email.reasons] == [
        "The case file has no number or address for this channel."
    ]


async def test_a_case_that_is_not_accepted_says_so():
    made = await make_case(stage=Stage.SUBMITTED)

    answers = await channels_by_case_file(AWA, [made.case_file.id])

    assert {reason["code"] for item in answers[made.case_file.id] for reason in item.answer.reasons} == {"NOT_ACCEPTED"}


async def test_the_opening_letter_is_offered_once():
    posted, fresh = await make_case(), await make_case(stage=Stage.ACCEPTED)
    await plan(fresh, Channel.LETTER)

    answers = await channels_by_case_file(AWA, [posted.case_file.id, fresh.case_file.id])

    letters = {
        case_file_id: [reason["code"] for reason in item.answer.reasons]
        for case_file_id, items in answers.items()
        for item in items
        if item.channel is Channel.LETTER
    }
    # After it, letters of templates are what a letter can be.
    assert letters == {posted.case_file.id: [], fresh.case_file.id: ["LETTER_PENDING"]}
    assert await templates_for(AWA, fresh.case_file.id, Channel.LETTER) == []


async def test_a_date_without_a_rule_shows_as_a_reason():
    made = await make_case(stage=Stage.ACCEPTED, due_on=date(2007, 3, 1))

    answers = await channels_by_case_file(AWA, [made.case_file.id])

    assert [item.answer.decision for item in answers[made.case_file.id]] == [Decision.BLOCK] * 4
    assert {reason["code"] for item in answers[made.case_file.id] for reason in item.answer.reasons} == {"RULE_ABSENT"}
    assert "1 March 2007" in spoken(answers[made.case_file.id][0].answer.reasons[0], "en")


async def test_who_may_not_contact_sees_no_channel():
    made = await make_case()

    assert await channels_by_case_file(HELENE, [made.case_file.id]) == {made.case_file.id: []}


async def test_templates_are_in_the_debtors_language_and_titled_in_the_readers():
    made = await make_case(stage=Stage.ACCEPTED)

    offered = await templates_for(AWA, made.case_file.id)

    assert [(item.id, item.channel, item.title) for item in offered] == [
        ("sms_reminder.fr", Channel.SMS, "Rappel"),
        ("sms_firm.fr", Channel.SMS, "Relance ferme"),
        ("email_reminder.fr", Channel.EMAIL, "Rappel"),
        ("email_firm.fr", Channel.EMAIL, "Relance ferme"),
        ("email_last.fr", Channel.EMAIL, "Dernière relance"),
        ("email_invoice_copy.fr", Channel.EMAIL, "Copie de facture"),
        ("opening_letter", Channel.LETTER, "Première lettre"),
    ]
    assert [item.id for item in offered if item.sends_files] == ["email_invoice_copy.fr"]
    assert await templates_for(TOM, made.case_file.id) == []


async def test_a_preview_shows_the_words_and_what_the_gate_says(morning: time_machine.Traveller):
    made = await make_case(stage=Stage.ACCEPTED, amounts=(700_00, 300_00))

    shown = await preview(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.SMS,
        template_id="sms_reminder.fr",
        send_at=MORNING + timedelta(hours=1),
    )

    assert shown
    assert "1 000,00 € à régler" in shown.body
    assert (shown.segments, shown.encoding) == (4, "UCS-2")
    assert shown.answer.decision is Decision.BLOCK
    assert [reason["code"] for reason in shown.answer.reasons] == ["FR_FIRST_LETTER_MISSING"]
    assert [claim.decision for claim in shown.answer.claims] == [Decision.BLOCK, Decision.BLOCK]


async def test_the_letter_is_previewed_by_what_it_demands():
    made = await make_case(stage=Stage.ACCEPTED)

    shown = await preview(
        AWA,
        made.case_file.id,
        made.postal.id,
        channel=Channel.LETTER,
        template_id="opening_letter",
        send_at=None,
    )

    assert shown
    assert shown.answer.decision is Decision.ALLOW
    assert "Total : 120,00" in shown.body.replace("\xa0", " ")


async def test_a_preview_of_nothing_is_nothing():
    made = await make_case()
    asked = {"channel": Channel.SMS, "template_id": "sms_reminder.fr", "send_at": None}

    assert await preview(TOM, made.case_file.id, made.phone.id, **asked) is None  # type: ignore[arg-type]
    assert await preview(AWA, made.case_file.id, made.email.id, **asked) is None  # type: ignore[arg-type]
    unknown = asked | {"template_id": "no_such"}
    assert await preview(AWA, made.case_file.id, made.phone.id, **unknown) is None  # type: ignore[arg-type]


async def test_a_client_may_not_preview_a_contact():
    made = await make_case()

    with pytest.raises(NotPermitted):
        await templates_for(HELENE, made.case_file.id)


async def test_without_a_template_in_the_debtors_language_a_person_decides():
    made = await make_case()
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="de")

    answers = await channels_by_case_file(AWA, [made.case_file.id])

    by_channel = {item.channel: item.answer for item in answers[made.case_file.id]}
    assert by_channel[Channel.SMS].decision is Decision.REVIEW
    # A call has its script, which nobody has approved in that language.
    assert by_channel[Channel.VOICE].decision is Decision.REVIEW


async def test_both_parties_read_attempts_and_nobody_else():
    made = await make_case()
    attempt = await plan(made)

    for actor in (AWA, HELENE):
        assert [row.id for row in (await attempts_by_case_file(actor, [made.case_file.id]))[made.case_file.id]] == [
            attempt.id
        ]
        assert set(await attempts_by_id(actor, [attempt.id])) == {attempt.id}
    assert await attempts_by_case_file(TOM, [made.case_file.id]) == {made.case_file.id: []}
    assert await attempts_by_id(TOM, [attempt.id]) == {}

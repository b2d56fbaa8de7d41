"""Planning: what is written, what is refused, and what a repetition does."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles.errors import CaseFileClosed, CaseFileNotAccepted, CaseFileNotFound
from tandem.casefiles.models import Segment, Stage
from tandem.contacts.errors import (
    ChannelOff,
    ContactPointUnsuitable,
    ContactRefused,
    OpeningLetterPending,
    RuleAbsent,
    SenderMissing,
    TemplateNotFound,
)
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.opt_outs import opt_out
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem.outbox.idempotency import ConflictingKey
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, HELENE, plan, told
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("db")


async def nothing_written(made: MadeCase) -> bool:
    async with reading(AGENCY):
        return not await ContactAttempt.filter(case_file_id=made.case_file.id).exists() and not await told(made)


async def test_an_sms_is_planned_with_its_words_and_told():
    made = await make_case(amounts=(700_00, 300_00))

    attempt = await plan(made)

    assert attempt.state is AttemptState.PLANNED
    assert attempt.to_address == made.phone.value
    assert attempt.sender == "+33937001200"
    assert attempt.claims == [[str(made.claims[0].id), 700_00], [str(made.claims[1].id), 300_00]]
    assert attempt.body
    assert "1 000,00 €" in attempt.body
    assert made.case_file.letter_reference in attempt.body
    [event] = await told(made)
    assert event.kind == "contact_planned"
    assert event.data["body"] == attempt.body
    assert event.data["to"] == made.phone.value


async def test_the_same_key_is_the_same_attempt():
    made = await make_case()

    first = await plan(made, key="one-click")
    second = await plan(made, key="one-click")

    assert second.id == first.id
    assert len(await told(made)) == 1


async def test_the_same_key_with_another_input_conflicts():
    made = await make_case()
    await plan(made, key="one-click")

    with pytest.raises(ConflictingKey):
        await plan(made, Channel.EMAIL, key="one-click")


async def test_outside_hours_is_planned_and_shows_until(morning: time_machine.Traveller):
    morning.move_to(MORNING.replace(hour=22))
    made = await make_case(segment=Segment.CONSUMER)

    attempt = await plan(made)

    assert attempt.state is AttemptState.PLANNED
    assert attempt.until is not None
    assert attempt.until == datetime.fromisoformat("2026-11-25T08:00+01:00")
    assert [reason["code"] for reason in attempt.reasons] == ["OUTSIDE_HOURS"]


async def test_the_gate_is_asked_for_the_chosen_instant():
    made = await make_case()
    sunday = MORNING + timedelta(days=5)

    attempt = await plan(made, Channel.EMAIL, send_at=sunday)

    assert attempt.send_at == sunday
    assert [reason["code"] for reason in attempt.reasons] == ["DAY_OFF"]


@pytest.mark.parametrize(
    "changes",
    [{"days": -1}, {"days": 91}],
    ids=["yesterday", "in more than ninety days"],
)
async def test_an_instant_out_of_range_is_refused(changes: dict[str, int]):
    made = await make_case()

    with pytest.raises(InvalidInput):
        await plan(made, send_at=MORNING + timedelta(**changes))

    assert await nothing_written(made)


async def test_without_a_posted_opening_letter_only_the_letter_passes():
    made = await make_case(stage=Stage.ACCEPTED)

    with pytest.raises(ContactRefused) as refused:
        await plan(made)

    assert [reason["code"] for reason in refused.value.reasons] == ["FR_FIRST_LETTER_MISSING"]
    assert "lettre" in refused.value.message("fr")
    assert await nothing_written(made)
    letter = await plan(made, Channel.LETTER)
    assert letter.is_opening_letter
    assert letter.letter_reference == f"{made.case_file.reference}-L1"


async def test_a_second_opening_letter_waits_for_the_first():
    made = await make_case(stage=Stage.ACCEPTED)
    await plan(made, Channel.LETTER)

    with pytest.raises(OpeningLetterPending):
        await plan(made, Channel.LETTER)


async def test_once_the_letter_is_posted_there_is_no_other():
    made = await make_case()

    with pytest.raises(TemplateNotFound):
        await plan(made, Channel.LETTER)


async def test_a_time_barred_consumer_claim_is_not_demanded():
    made = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=800))

    with pytest.raises(ContactRefused) as refused:
        await plan(made)

    assert [reason["code"] for reason in refused.value.reasons] == ["TIME_BARRED"]
    assert await nothing_written(made)


async def test_a_date_without_a_rule_is_never_guessed():
    made = await make_case(due_on=date(2007, 3, 1))

    with pytest.raises(RuleAbsent) as absent:
        await plan(made)

    assert "2007-03-01" in absent.value.message("en")
    assert await nothing_written(made)


async def test_an_opt_out_of_the_agency_counts_for_every_creditor():
    made = await make_case()
    async with transaction(AGENCY):
        await opt_out(AGENCY, AGENCY.organization_id, Channel.SMS, made.phone.value, source="told")

    with pytest.raises(ContactRefused) as refused:
        await plan(made)

    assert [reason["code"] for reason in refused.value.reasons] == ["OPTED_OUT"]
    assert (await plan(made, Channel.EMAIL)).state is AttemptState.PLANNED


async def test_a_claim_that_no_posted_letter_names_is_left_out():
    made = await make_case(amounts=(700_00, 300_00))
    async with transaction(AGENCY):
        await database.execute("UPDATE claims SET letter_posted_on = NULL WHERE id = $1", made.claims[1].id)

    attempt = await plan(made)

    assert attempt.claims == [[str(made.claims[0].id), 700_00]]
    assert "300" not in (attempt.body or "")


async def test_a_bridge_call_rings_the_collector_first():
    made = await make_case()

    attempt = await plan(made, Channel.VOICE)

    assert attempt.collector_phone == "+33639980101"
    assert attempt.body is None


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.CLOSED])
async def test_a_case_that_is_not_worked_is_not_contacted(stage: Stage):
    made = await make_case(stage=stage)

    with pytest.raises(CaseFileNotAccepted if stage is Stage.SUBMITTED else CaseFileClosed):
        await plan(made)

    assert await nothing_written(made)


async def test_an_address_of_another_kind_is_refused():
    made = await make_case()

    with pytest.raises(ContactPointUnsuitable):
        await plan(MadeCase(made.case_file, made.party, made.claims, made.email, made.email, made.postal))


async def test_a_channel_without_provider_is_off():
    made = await make_case()
    contacts.configure(contacts.Channels())

    with pytest.raises(ChannelOff) as off:
        await plan(made)

    assert off.value.message("en") == (
        "SMS is off. An administrator of your agency can switch it on under “Accounts and senders”."
    )
    assert await nothing_written(made)


async def test_without_a_sender_nothing_is_planned_and_the_refusal_is_kept():
    made = await make_case()
    async with transaction(AGENCY):
        await database.execute("DELETE FROM senders WHERE agency_id = $1 AND channel = 'email'", AGENCY.organization_id)

    with pytest.raises(SenderMissing):
        await plan(made, Channel.EMAIL)

    assert await nothing_written(made)
    async with reading(AGENCY):
        kept = await database.rows(
            "SELECT decision, codes, channel, asked_by_id FROM gate_decisions WHERE case_file_id = $1",
            made.case_file.id,
        )
    asked_by = actor_of_cast("awa").membership_id
    assert kept == [{"decision": "block", "codes": ["SENDER_MISSING"], "channel": "email", "asked_by_id": asked_by}]


async def test_the_client_may_not_contact_the_debtor():
    made = await make_case()

    with pytest.raises(NotPermitted):
        await plan(made, actor=HELENE)

    assert await nothing_written(made)


async def test_another_agency_does_not_find_the_case():
    made = await make_case()

    with pytest.raises(CaseFileNotFound):
        await plan(made, actor=actor_of_cast("tom"))

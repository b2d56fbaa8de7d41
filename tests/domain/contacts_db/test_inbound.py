"""Texts from debtors: stop, start, a sentence that asks to stop, and everything else."""

from datetime import timedelta

import pytest

from tandem.casefiles.models import ContactPoint, Debtor
from tandem.contacts.attention import attention_for, replies_to_read, what_to_do
from tandem.contacts.commands import lift_opt_out, record_opt_out
from tandem.contacts.errors import OptOutNotFound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, OptOut, Purpose
from tandem.contacts.queries import opted_out_by_contact_point
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, plan, reread, text_from, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def opt_out_of(made: MadeCase) -> OptOut | None:
    async with reading(AGENCY):
        return await OptOut.get_or_none(address=made.phone.value, lifted_at=None)


async def kinds(made: MadeCase, *, actor=AWA) -> list[str]:  # type: ignore[no-untyped-def]
    return [entry.kind for entry in await told(made, actor) if not entry.kind.startswith("contact_")]


@pytest.mark.parametrize("word", ["STOP", "Arrêt.", "stop !", "désabonner", " ARRET "])
async def test_a_stop_word_stops_what_waits_at_once(word: str):
    made = await make_case()
    waiting = await plan(made, send_at=MORNING + timedelta(days=1))

    await call_back(text_from(made, word, key=word))

    opted_out = await opt_out_of(made)
    assert opted_out
    assert (opted_out.provisional, opted_out.source) == (False, "keyword")
    stopped = await reread(waiting)
    assert stopped.state is AttemptState.BLOCKED
    assert [reason["code"] for reason in stopped.reasons] == ["OPTED_OUT"]
    assert await kinds(made) == ["opt_out_recorded"]
    assert await kinds(made, actor=HELENE) == []


async def test_a_word_that_the_provider_does_not_know_is_confirmed_by_us(fakes: Fakes):
    made = await make_case()
    await plan(made)
    await work()

    await call_back(text_from(made, "Arrêt", key="1"))

    confirmation = fakes.sms.accepted[-1][0]
    assert confirmation.to == made.phone.value
    assert "vous ne recevrez plus de SMS" in confirmation.body
    async with reading(AGENCY):
        attempt = await ContactAttempt.get(id=confirmation.attempt_id)
    assert attempt.purpose is Purpose.OPTOUT_CONFIRM


@pytest.mark.parametrize(("word", "answer"), [("Arrêt", "vous ne recevrez plus de SMS"), ("AIDE", "Pour nous joindre")])
async def test_who_reads_neither_language_is_answered_in_that_of_their_country(fakes: Fakes, word: str, answer: str):
    made = await make_case()
    await plan(made)
    await work()
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="de")

    await call_back(text_from(made, word, key="1"))

    [_, (message, _, _)] = fakes.sms.accepted
    assert answer in message.body


async def test_twilio_confirms_its_own_words_and_would_refuse_ours(fakes: Fakes):
    made = await make_case()
    await plan(made)
    await work()

    await call_back(text_from(made, "STOP", key="1"))

    assert len(fakes.sms.accepted) == 1


async def test_stop_twice_is_told_once():
    made = await make_case()

    await call_back(text_from(made, "STOP", key="1"))
    await call_back(text_from(made, "STOP", key="2"))

    assert await kinds(made) == ["opt_out_recorded"]


async def test_start_lifts_it():
    made = await make_case()
    await call_back(text_from(made, "STOP", key="1"))

    await call_back(text_from(made, "START", key="2"))

    assert await opt_out_of(made) is None
    assert await kinds(made) == ["opt_out_recorded", "opt_out_lifted"]
    assert (await plan(made)).state is AttemptState.PLANNED


async def test_a_sentence_that_asks_to_stop_counts_until_a_person_has_read_it():
    made = await make_case()
    attempt = await plan(made)
    await work()

    await call_back(text_from(made, "Bonjour, merci de ne plus m'écrire", key="1"))

    opted_out = await opt_out_of(made)
    assert opted_out
    assert opted_out.provisional
    assert sorted(await kinds(made)) == ["inbound_message_received", "opt_out_recorded"]
    waiting = [item for _, item in (await attention_for(AWA, 50, None)).items]
    assert attempt.id in [item.id for item in waiting]
    assert await replies_to_read(AWA, [attempt.id]) == {attempt.id}
    assert what_to_do(await reread(attempt), "en", reply_to_read=True) == (
        "The debtor’s answer seems to ask for no more messages. Read it, then confirm the opt-out or lift it."
    )


async def test_a_person_confirms_it():
    made = await make_case()
    attempt = await plan(made)
    await work()
    await call_back(text_from(made, "ne plus m'écrire svp", key="1"))

    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    opted_out = await opt_out_of(made)
    assert opted_out
    assert not opted_out.provisional
    assert attempt.id not in [item.id for _, item in (await attention_for(AWA, 50, None)).items]


async def test_a_person_lifts_it():
    made = await make_case()
    await call_back(text_from(made, "ne plus m'écrire svp", key="1"))

    await lift_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="by telephone")

    assert await opt_out_of(made) is None
    with pytest.raises(OptOutNotFound):
        await lift_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="by telephone")


async def test_anything_else_is_told_to_both_parties():
    made = await make_case()

    await call_back(text_from(made, "Je paie vendredi", key="1"))

    [event] = [entry for entry in await told(made, HELENE) if entry.kind == "inbound_message_received"]
    assert event.actor_kind == "debtor"
    assert event.data["body"] == "Je paie vendredi"
    assert event.data["sender"] == made.phone.value


async def test_an_answer_is_shared_with_the_creditor_it_answers_and_no_other():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    await plan(made)
    await work()

    await call_back(text_from(made, "Je ne dois rien à Bâti-Loire", key="1"))

    assert {entry.chain for entry in await told(made) if entry.kind == "inbound_message_received"} == {"parties"}
    assert {entry.chain for entry in await told(other) if entry.kind == "inbound_message_received"} == {"agency"}


async def test_the_other_agency_hears_nothing():
    made = await make_case()

    await call_back(text_from(made, "STOP", key="1", to="+33937002400"))

    assert await opt_out_of(made) is None
    assert await kinds(made) == []


async def test_an_opt_out_told_to_the_agency_shows_on_the_address_to_the_agency_alone():
    made = await make_case()

    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.VOICE)

    shown = await opted_out_by_contact_point(AWA, [made.phone.id, made.email.id])
    assert shown == {made.phone.id: [Channel.VOICE], made.email.id: []}
    assert await opted_out_by_contact_point(HELENE, [made.phone.id]) == {made.phone.id: []}

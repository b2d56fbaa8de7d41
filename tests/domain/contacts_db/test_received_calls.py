"""They called us: a conversation for each limit that counts those, no attempt of ours (compliance, §5.2, no. 47)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.errors import PartyNotFound
from tandem.casefiles.models import ContactPoint, Segment, Stage
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.commands import plan_contact, record_received_call
from tandem.contacts.errors import ContactRefused
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Channel as GateChannel
from tandem.contacts.gate import ContactResult, ReasonCode
from tandem.contacts.models import Channel, Purpose
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem_graphql.casefiles.rights import CaseFileRights
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, told
from tests.domain.contacts_db.test_attachments import shared
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def called_us(made: MadeCase, ago: timedelta = timedelta(hours=1), note: str | None = None) -> None:
    await record_received_call(AWA, made.case_file.id, made.party.id, at=clock.now() - ago, note=note)


async def answer_to_a_call(made: MadeCase) -> tuple[list[ReasonCode], datetime | None]:
    """Why not to call now, and until when."""
    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    question = Question(Channel.VOICE, Purpose.DEMAND, facts.address(made.phone.id), clock.now())
    verdict = verdict_for(facts, question)
    return list(verdict.codes), verdict.until


async def test_whoever_called_and_was_talked_with_is_left_alone_as_after_our_call() -> None:
    made = await make_case(segment=Segment.CONSUMER)
    assert await answer_to_a_call(made) == ([], None)

    await called_us(made)

    codes, until = await answer_to_a_call(made)
    assert codes == [ReasonCode.CONVERSATION_COOLDOWN]
    assert until == datetime.fromisoformat("2026-11-27T09:00:00+01:00")


async def test_it_is_no_attempt_of_ours_and_days_later_it_stops_nothing(morning: time_machine.Traveller) -> None:
    made = await make_case(segment=Segment.CONSUMER)
    await called_us(made)

    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    [earlier] = facts.earlier
    assert (earlier.contact.channel, earlier.contact.result) == (GateChannel.VOICE, ContactResult.TALKED)
    assert (earlier.contact.inbound, earlier.party_id) == (True, made.party.id)
    morning.shift(timedelta(days=3))
    assert await answer_to_a_call(made) == ([], None)


async def test_it_counts_on_another_case_of_the_same_person_and_on_nobody_elses() -> None:
    made, same, other = [await make_case(segment=Segment.CONSUMER) for _ in range(3)]
    async with transaction(AGENCY):
        await ContactPoint.filter(id=same.phone.id).update(value=made.phone.value)

    await called_us(made)

    assert (await answer_to_a_call(same))[0] == [ReasonCode.CONVERSATION_COOLDOWN]
    assert (await answer_to_a_call(other))[0] == []


async def test_both_parties_read_it_with_its_own_time() -> None:
    made = await make_case()
    await called_us(made, timedelta(hours=2), note=" Paie vendredi ")

    for reader in (AWA, HELENE):
        [entry] = [one for one in await told(made, reader) if one.kind == "call_received"]
        assert (entry.data["party"], entry.data["note"]) == (made.party.name, "Paie vendredi")
        assert entry.occurred_at == MORNING - timedelta(hours=2)


async def test_the_same_call_entered_twice_is_one_and_other_words_are_never_dropped() -> None:
    made = await make_case()

    await called_us(made, note="Paie vendredi")
    await called_us(made, note="Paie vendredi")
    assert [one.kind for one in await told(made)] == ["call_received"]

    await called_us(made, note="Rappelle : plutôt lundi")
    assert [one.kind for one in await told(made)] == ["call_received"] * 2


async def test_it_opens_no_time_in_which_a_reply_passes_a_hold() -> None:
    made = await make_case()
    await called_us(made)
    await hold(made)
    copy = await shared(made)

    with pytest.raises(ContactRefused) as refused:
        await plan_contact(
            AWA,
            made.case_file.id,
            made.email.id,
            channel=Channel.EMAIL,
            template_id="email_invoice_copy.fr",
            send_at=None,
            idempotency_key="after-their-call",
            document_ids=[copy.id],
        )

    assert [reason["code"] for reason in refused.value.reasons] == ["CLIENT_HOLD"]


async def test_a_planned_call_waits_after_it() -> None:
    made = await make_case(segment=Segment.CONSUMER)
    await called_us(made)

    call = await plan(made, Channel.VOICE)

    assert [reason["code"] for reason in call.reasons] == ["CONVERSATION_COOLDOWN"]


@pytest.mark.parametrize("ago", [timedelta(days=31), -timedelta(minutes=6)], ids=["long ago", "to come"])
async def test_a_call_of_another_time_is_refused(ago: timedelta) -> None:
    made = await make_case()

    with pytest.raises(InvalidInput):
        await called_us(made, ago)

    assert await told(made) == []


async def test_nobody_but_the_agency_enters_one_and_of_this_case_alone() -> None:
    made, other = await make_case(), await make_case()

    with pytest.raises(NotPermitted):
        await record_received_call(HELENE, made.case_file.id, made.party.id, at=clock.now())
    with pytest.raises(PartyNotFound):
        await record_received_call(AWA, made.case_file.id, other.party.id, at=clock.now())
    with pytest.raises(Exception, match="case_file_not_found"):
        await record_received_call(actor_of_cast("tom"), made.case_file.id, made.party.id, at=clock.now())

    assert await told(made) == []


async def test_whoever_may_enter_it_is_offered_it_on_a_closed_case_file_too() -> None:
    made = await make_case()
    case_file = made.case_file
    for stage in (Stage.SUBMITTED, Stage.AMICABLE, Stage.CLOSED):
        case_file.stage = stage
        assert CaseFileRights.of(AWA, case_file).record_received_call
        assert not CaseFileRights.of(HELENE, case_file).record_received_call
    case_file.erased_at = clock.now()
    assert not CaseFileRights.of(AWA, case_file).record_received_call

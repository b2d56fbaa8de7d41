"""Bridge calls: the gate again when the collector picks up, two legs, and the outcome the collector tells."""

import itertools
from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.models import ContactPoint, Debtor
from tandem.contacts.attention import attention_for, rights_on
from tandem.contacts.commands import record_call_outcome
from tandem.contacts.errors import CallOutcomeKnown, NotACall
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.contacts.webhooks import Dial, Refusal, bridge_answer, receive
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem_channels.contract import CallEvent, CallLeg, CallStatus, Provider
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, states_told, told, work
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def ringing() -> tuple[MadeCase, ContactAttempt]:
    """A call whose collector is being rung."""
    made = await make_case()
    attempt = await plan(made, Channel.VOICE)
    await work()
    return made, await reread(attempt)


async def leg(
    attempt: ContactAttempt,
    leg: CallLeg,
    status: CallStatus,
    *,
    key: str | None = None,
    occurred_at: datetime | None = None,
    duration_seconds: int | None = None,
) -> None:
    await receive(
        [
            CallEvent(
                provider=Provider.FAKE,
                dedupe_key=key or f"{attempt.id}:{leg}:{status}",
                attempt_id=str(attempt.id),
                provider_id=f"call-{leg}",
                leg=leg,
                status=status,
                raw={},
                occurred_at=occurred_at,
                duration_seconds=duration_seconds,
            )
        ]
    )
    await work()


async def test_the_debtor_is_dialled_when_the_collector_picks_up():
    made, attempt = await ringing()

    answer = await bridge_answer(attempt.id)

    assert answer == Dial(
        str(attempt.id), made.phone.value, "+33199001200", "https://app.example/webhooks/twilio/call/status"
    )


async def test_the_debtor_is_dialled_once():
    _, attempt = await ringing()
    await bridge_answer(attempt.id)

    again = await bridge_answer(attempt.id)

    assert again == Refusal("Cet appel est terminé.", "fr")


async def test_a_hold_while_the_collectors_phone_rings_stops_the_call():
    made, attempt = await ringing()
    await hold(made)

    answer = await bridge_answer(attempt.id)

    assert isinstance(answer, Refusal)
    assert "Hélène Roy" in answer.sentence
    assert answer.locale == "fr"
    refused = await reread(attempt)
    assert refused.state is AttemptState.FAILED
    assert [reason["code"] for reason in refused.reasons] == ["CLIENT_HOLD"]


async def test_an_unknown_call_is_refused():
    assert isinstance(await bridge_answer(new_id()), Refusal)


async def test_an_answered_call_waits_for_its_outcome(morning: time_machine.Traveller):
    made, attempt = await ringing()
    await bridge_answer(attempt.id)

    await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
    await leg(attempt, CallLeg.DEBTOR, CallStatus.COMPLETED)
    await leg(attempt, CallLeg.COLLECTOR, CallStatus.COMPLETED)

    attempt = await reread(attempt)
    assert (attempt.state, attempt.provider_status) == (AttemptState.DELIVERED, "completed")
    assert await states_told(made) == ["accepted", "delivered"]
    assert rights_on(AWA, attempt).record_outcome
    morning.shift(timedelta(minutes=3))
    assert attempt.id in [item.id for _, item in (await attention_for(AWA, 50, None)).items]


PICKED_UP = MORNING - timedelta(minutes=2)
# The operator's words in order, one of them twice: asked again later it knows less of how long it lasted.
CONVERSATION: tuple[tuple[CallLeg, CallStatus, datetime, int | None], ...] = (
    (CallLeg.COLLECTOR, CallStatus.IN_PROGRESS, PICKED_UP - timedelta(seconds=40), None),
    (CallLeg.DEBTOR, CallStatus.RINGING, PICKED_UP - timedelta(seconds=20), None),
    (CallLeg.DEBTOR, CallStatus.IN_PROGRESS, PICKED_UP, None),
    (CallLeg.DEBTOR, CallStatus.IN_PROGRESS, PICKED_UP + timedelta(seconds=30), None),
    (CallLeg.DEBTOR, CallStatus.COMPLETED, PICKED_UP + timedelta(seconds=95), 95),
    (CallLeg.DEBTOR, CallStatus.COMPLETED, PICKED_UP + timedelta(seconds=95), 90),
    (CallLeg.COLLECTOR, CallStatus.COMPLETED, PICKED_UP + timedelta(seconds=95), 140),
)


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0), (3, 5, 0, 6, 1, 4, 2)])
async def test_a_conversation_lasts_from_when_the_person_picks_up_whatever_comes_first(
    order: tuple[int, ...],
) -> None:
    _, attempt = await ringing()
    await bridge_answer(attempt.id)

    for number in order:
        which, status, at, seconds = CONVERSATION[number]
        await leg(attempt, which, status, key=f"{attempt.id}:{number}", occurred_at=at, duration_seconds=seconds)

    attempt = await reread(attempt)
    assert (attempt.answered_at, attempt.duration_seconds) == (PICKED_UP, 95)


async def test_while_it_rings_nobody_talks_and_who_does_not_answer_has_not() -> None:
    _, attempt = await ringing()
    await bridge_answer(attempt.id)

    await leg(attempt, CallLeg.COLLECTOR, CallStatus.IN_PROGRESS)
    await leg(attempt, CallLeg.DEBTOR, CallStatus.RINGING)
    await leg(attempt, CallLeg.DEBTOR, CallStatus.NO_ANSWER, duration_seconds=0)

    attempt = await reread(attempt)
    assert (attempt.answered_at, attempt.duration_seconds) == (None, None)


@pytest.mark.parametrize(
    "order",
    list(
        itertools.permutations(
            (
                (CallLeg.DEBTOR, CallStatus.RINGING),
                (CallLeg.DEBTOR, CallStatus.NO_ANSWER),
                (CallLeg.COLLECTOR, CallStatus.COMPLETED),
            )
        )
    ),
)
async def test_nobody_picks_up_in_any_order(order: tuple[tuple[CallLeg, CallStatus], ...]):
    made, attempt = await ringing()
    await bridge_answer(attempt.id)

    for which, status in order:
        await leg(attempt, which, status)

    attempt = await reread(attempt)
    assert (attempt.state, attempt.provider_status) == (AttemptState.FAILED, "no-answer")
    assert await states_told(made) == ["accepted", "failed"]


async def test_a_collector_who_does_not_pick_up_calls_nobody():
    _, attempt = await ringing()

    await leg(attempt, CallLeg.COLLECTOR, CallStatus.NO_ANSWER)

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.FAILED
    assert [reason["code"] for reason in attempt.reasons] == ["COLLECTOR_NOT_REACHED"]
    assert isinstance(await bridge_answer(attempt.id), Refusal)


async def test_the_outcome_is_told_once():
    made, attempt = await ringing()
    await bridge_answer(attempt.id)

    await record_call_outcome(AWA, attempt.id, disposition=Disposition.REFUSES, comment=" vendredi ")
    await record_call_outcome(AWA, attempt.id, disposition=Disposition.REFUSES, comment=" vendredi")

    [event] = [entry for entry in await told(made) if entry.kind == "call_outcome_recorded"]
    assert (event.data["disposition"], event.data["comment"]) == ("refuses", "vendredi")
    assert (await reread(attempt)).state is AttemptState.DELIVERED
    with pytest.raises(CallOutcomeKnown):
        await record_call_outcome(AWA, attempt.id, disposition=Disposition.VOICEMAIL, comment=None)


async def test_a_wrong_number_is_not_called_again_and_what_waits_to_leave_for_it_stops_at_once():
    made, attempt = await ringing()
    waiting = await plan(made, send_at=MORNING + timedelta(days=8))

    await record_call_outcome(AWA, attempt.id, disposition=Disposition.WRONG_NUMBER, comment=None)
    await work()

    async with reading(AGENCY):
        assert (await ContactPoint.get(id=made.phone.id)).invalid_reason == "wrong_number"
    assert (await reread(waiting)).state is AttemptState.BLOCKED


async def test_only_a_call_that_was_made_has_an_outcome():
    made = await make_case()
    planned = await plan(made, Channel.VOICE, send_at=MORNING + timedelta(hours=2))

    with pytest.raises(NotACall):
        await record_call_outcome(AWA, planned.id, disposition=Disposition.REACHED, comment=None)


async def test_a_conversation_and_an_unanswered_call_count_against_the_limit():
    made, first = await ringing()
    await record_call_outcome(AWA, first.id, disposition=Disposition.NO_ANSWER, comment=None)
    second = await plan(made, Channel.VOICE)
    await work()
    assert (await reread(second)).state is AttemptState.ACCEPTED
    await record_call_outcome(AWA, second.id, disposition=Disposition.VOICEMAIL, comment=None)

    third = await plan(made, Channel.VOICE)

    assert [reason["code"] for reason in third.reasons] == ["CALL_CAP_DAY"]


async def test_where_no_rule_is_known_the_collector_hears_why_and_nobody_is_dialled():
    made, attempt = await ringing()
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="DE")

    answer = await bridge_answer(attempt.id)

    assert isinstance(answer, Refusal)
    assert answer.sentence
    after = await reread(attempt)
    assert (after.state, [reason["code"] for reason in after.reasons]) == (AttemptState.FAILED, ["RULE_ABSENT"])

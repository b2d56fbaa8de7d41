"""Outcomes that nobody told: by the provider's list, by a callback, else by a person; nothing is sent twice or lost."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.models import Stage
from tandem.contacts import dispatch
from tandem.contacts.attention import attention_for, rights_on, what_to_do
from tandem.contacts.channels import Bounds
from tandem.contacts.commands import SettledOutcome, cancel_contact, settle_contact
from tandem.contacts.errors import ContactNotCancellable, ContactNotSettleable
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import ContactResult
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.reconcile import reconcile_once
from tandem.contacts.webhooks import receive
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem_channels.contract import (
    CallLeg,
    CallStatus,
    Cause,
    ChannelError,
    DeliveryStatus,
    OutboundSms,
    RateLimited,
    Rejected,
    SendReceipt,
    Unavailable,
    Unconfirmed,
)
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import (
    AGENCY,
    AWA,
    HELENE,
    call_back,
    callback,
    plan,
    reread,
    states_told,
    work,
)
from tests.domain.contacts_db.test_calls import leg
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
LOST = Unconfirmed("timed out")


async def killed_while_sending(attempt: ContactAttempt) -> None:
    """A worker that died after the commit of `sending`: whether it had called the provider is not known."""
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(state=AttemptState.SENDING, sending_at=clock.now())
        await database.execute(
            "UPDATE outbox SET done_at = $2 WHERE payload ->> 'attempt_id' = $1", str(attempt.id), clock.now()
        )


async def test_sending_without_news_is_unconfirmed(morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made)
    await killed_while_sending(attempt)
    await reconcile_once()
    assert (await reread(attempt)).state is AttemptState.SENDING

    morning.shift(timedelta(seconds=61))
    await reconcile_once()

    assert (await reread(attempt)).state is AttemptState.UNCONFIRMED
    assert await states_told(made) == ["unconfirmed"]


async def test_the_providers_list_settles_a_lost_answer(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(LOST, but_accept=True)
    await work()
    morning.shift(timedelta(seconds=301))

    await reconcile_once()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.ACCEPTED
    assert attempt.provider_id == fakes.sms.accepted[0][1].provider_id
    assert len(fakes.sms.accepted) == 1
    assert await states_told(made) == ["unconfirmed", "accepted"]


# The notes on compliance, §4: Twilio has no key that makes two requests one message, so that what may have left is
# never sent again. What an answer means is in tests/channels/test_answers_to_sending.py; here what follows: how the
# attempt stands so many seconds after it, and how often the provider has the message in the end.
FOLLOWS: list[tuple[str, ChannelError | None, bool, list[tuple[int, AttemptState]], int]] = [
    ("a receipt", None, True, [(0, AttemptState.ACCEPTED), (901, AttemptState.ACCEPTED)], 1),
    (
        "a refusal",
        Rejected("21617", Cause.CONTENT),
        False,
        [(0, AttemptState.FAILED), (901, AttemptState.FAILED)],
        0,
    ),
    ("too many requests", RateLimited(7), False, [(0, AttemptState.PLANNED), (8, AttemptState.ACCEPTED)], 1),
    ("no connection", Unavailable("refused"), False, [(0, AttemptState.PLANNED), (8, AttemptState.ACCEPTED)], 1),
    (
        "no answer, and the provider has it",
        LOST,
        True,
        [(0, AttemptState.UNCONFIRMED), (299, AttemptState.UNCONFIRMED), (301, AttemptState.ACCEPTED)],
        1,
    ),
    (
        "no answer, and it has not",
        LOST,
        False,
        [(0, AttemptState.UNCONFIRMED), (301, AttemptState.UNCONFIRMED), (901, AttemptState.NEEDS_PERSON)],
        0,
    ),
]


@pytest.mark.parametrize(
    ("answer", "taken", "stands", "left"), [row[1:] for row in FOLLOWS], ids=[case for case, *_ in FOLLOWS]
)
async def test_what_follows_from_the_providers_answer(
    fakes: Fakes,
    morning: time_machine.Traveller,
    answer: ChannelError | None,
    taken: bool,
    stands: list[tuple[int, AttemptState]],
    left: int,
):
    attempt = await plan(await make_case())
    if answer is not None:
        fakes.sms.answer_next(answer, but_accept=taken)

    found = []
    for seconds, _ in stands:
        morning.move_to(MORNING + timedelta(seconds=seconds))
        await reconcile_once()
        await work()
        found.append((seconds, (await reread(attempt)).state))

    assert found == stands
    assert len(fakes.sms.accepted) == left


async def test_another_attempts_message_is_not_taken_for_it(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    first = await plan(made)
    await work()
    second = await plan(made)
    fakes.sms.answer_next(LOST)
    await work()
    morning.shift(timedelta(seconds=301))

    await reconcile_once()

    assert (await reread(first)).state is AttemptState.ACCEPTED
    assert (await reread(second)).state is AttemptState.UNCONFIRMED


async def two_alike(fakes: Fakes, clock: time_machine.Traveller) -> tuple[ContactAttempt, ContactAttempt]:
    """Two equal texts to one number whose answers were lost: the first was never taken, the second was."""
    made = await make_case()
    attempts = []
    for taken in (False, True):
        attempts.append(await plan(made))
        fakes.sms.answer_next(LOST, but_accept=taken)
        await work()
        clock.shift(timedelta(seconds=1))
    clock.shift(timedelta(seconds=301))
    return attempts[0], attempts[1]


async def test_of_two_alike_the_one_that_a_callback_names_has_the_record(fakes: Fakes, morning: time_machine.Traveller):
    never_left, left = await two_alike(fakes, morning)
    # Kept, and not handled yet.
    await receive([callback(left, DeliveryStatus.SENT)])

    await reconcile_once()

    assert (await reread(never_left)).state is AttemptState.UNCONFIRMED
    left = await reread(left)
    assert (left.state, left.provider_id) == (AttemptState.ACCEPTED, fakes.sms.accepted[0][1].provider_id)


async def test_of_two_alike_one_has_the_record_also_when_it_turns_out_while_the_provider_is_asked(
    fakes: Fakes, morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
):
    never_left, left = await two_alike(fakes, morning)
    find = fakes.sms.find

    async def meanwhile(message: OutboundSms, *, since: datetime, known: Collection[str]) -> SendReceipt | None:
        found = await find(message, since=since, known=known)
        await call_back(callback(left, DeliveryStatus.SENT))
        return found

    monkeypatch.setattr(fakes.sms, "find", meanwhile)
    await reconcile_once()

    never_left = await reread(never_left)
    assert (never_left.state, never_left.provider_id) == (AttemptState.UNCONFIRMED, None)
    assert (await reread(left)).provider_id == fakes.sms.accepted[0][1].provider_id


async def test_one_odd_answer_keeps_no_other_from_being_settled(
    fakes: Fakes, morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
):
    attempts = [await plan(await make_case()) for _ in range(3)]
    for attempt in attempts:
        await killed_while_sending(attempt)
    morning.shift(timedelta(seconds=901))
    find = fakes.sms.find

    async def odd(message, **more):
        if message.attempt_id == str(attempts[0].id):
            raise KeyError("sid")
        return await find(message, **more)

    monkeypatch.setattr(fakes.sms, "find", odd)
    await reconcile_once()

    states = [(await reread(attempt)).state for attempt in attempts]
    assert states == [AttemptState.UNCONFIRMED, AttemptState.NEEDS_PERSON, AttemptState.NEEDS_PERSON]


async def test_what_the_provider_does_not_have_is_handed_to_a_person(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(LOST)
    await work()
    morning.shift(timedelta(seconds=901))

    await reconcile_once()
    await work()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert fakes.sms.accepted == []
    assert attempt.id in [item.id for _, item in (await attention_for(AWA, 50, None)).items]
    assert (what_to_do(attempt, "en") or "").startswith("The outcome is unknown.")
    rights = rights_on(AWA, attempt)
    assert (rights.settle, rights.cancel) == (True, False)
    assert not rights_on(HELENE, attempt).settle


async def test_an_email_has_no_list_and_waits_for_its_event(fakes: Fakes, morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    fakes.email.answer_next(LOST, but_accept=True)
    await work()
    morning.shift(timedelta(seconds=301))
    await reconcile_once()
    assert (await reread(attempt)).state is AttemptState.UNCONFIRMED

    await call_back(callback(attempt, DeliveryStatus.DELIVERED))

    assert (await reread(attempt)).state is AttemptState.DELIVERED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(SettledOutcome.DELIVERED, AttemptState.DELIVERED), (SettledOutcome.NOT_SENT, AttemptState.FAILED)],
)
async def test_a_person_settles_it(
    fakes: Fakes, morning: time_machine.Traveller, outcome: SettledOutcome, state: AttemptState
):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(LOST)
    await work()
    morning.shift(timedelta(seconds=901))
    await reconcile_once()

    settled = await settle_contact(AWA, attempt.id, outcome=outcome, comment="vu dans la console")

    assert (settled.state, settled.comment) == (state, "vu dans la console")
    with pytest.raises(ContactNotSettleable):
        await settle_contact(AWA, attempt.id, outcome=outcome, comment=None)
    await work()
    assert fakes.sms.accepted == []


async def taken_for_unsent(
    fakes: Fakes, clock: time_machine.Traveller, channel: Channel
) -> tuple[MadeCase, ContactAttempt]:
    """Its answer was lost, the provider's list does not have it, and a person said that it never left."""
    made = await make_case()
    attempt = await plan(made, channel)
    (fakes.voice if channel is Channel.VOICE else fakes.sms).answer_next(LOST)
    await work()
    clock.shift(timedelta(seconds=901))
    await reconcile_once()
    return made, await settle_contact(AWA, attempt.id, outcome=SettledOutcome.NOT_SENT, comment=None)


async def counted_as(attempt: ContactAttempt) -> ContactResult:
    """What the gate takes it for when it counts."""
    async with transaction(AGENCY):
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
    [earlier] = facts.earlier
    return earlier.contact.result


@pytest.mark.parametrize(
    ("words", "state", "counts"),
    [
        (["delivered"], AttemptState.DELIVERED, ContactResult.DELIVERED),
        (["sent", "read"], AttemptState.DELIVERED, ContactResult.DELIVERED),
        (["sent"], AttemptState.FAILED, ContactResult.FAILED),
        (["undelivered", "delivered"], AttemptState.FAILED, ContactResult.UNDELIVERED),
        (["delivered", "undelivered"], AttemptState.FAILED, ContactResult.UNDELIVERED),
    ],
    ids="-".join,
)
async def test_a_providers_proof_outweighs_a_person_who_took_a_text_for_never_sent(
    fakes: Fakes, morning: time_machine.Traveller, words: list[str], state: AttemptState, counts: ContactResult
):
    made, attempt = await taken_for_unsent(fakes, morning, Channel.SMS)
    assert await counted_as(attempt) is ContactResult.FAILED

    for word in words:
        await call_back(callback(attempt, DeliveryStatus(word)))

    proven = await reread(attempt)
    assert proven.state is state
    assert await counted_as(attempt) is counts
    if state is AttemptState.DELIVERED:
        assert proven.reasons == []
        assert (await states_told(made))[-2:] == ["failed", "delivered"]


async def test_a_call_that_somebody_picked_up_was_made_whoever_took_it_for_never_made(
    fakes: Fakes, morning: time_machine.Traveller
):
    _, attempt = await taken_for_unsent(fakes, morning, Channel.VOICE)

    await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)

    assert (await reread(attempt)).state is AttemptState.DELIVERED
    assert await counted_as(attempt) is ContactResult.UNKNOWN


async def test_a_call_that_was_picked_up_and_told_before_as_not_answered_counts(morning: time_machine.Traveller):
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()

    for status in (CallStatus.BUSY, CallStatus.IN_PROGRESS):
        await leg(attempt, CallLeg.DEBTOR, status)

    assert (await reread(attempt)).state is AttemptState.FAILED
    assert await counted_as(attempt) is ContactResult.UNKNOWN


async def test_a_callback_after_it_was_handed_to_a_person_still_settles_it(
    fakes: Fakes, morning: time_machine.Traveller
):
    made = await make_case()
    attempt = await plan(made)
    fakes.sms.answer_next(LOST)
    await work()
    morning.shift(timedelta(seconds=901))
    await reconcile_once()

    await call_back(callback(attempt, DeliveryStatus.DELIVERED))

    assert (await reread(attempt)).state is AttemptState.DELIVERED
    assert await states_told(made) == ["unconfirmed", "needs_person", "delivered"]


async def test_a_letter_whose_worker_died_is_printed_again(morning: time_machine.Traveller):
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)
    await killed_while_sending(attempt)
    morning.shift(timedelta(seconds=61))

    await reconcile_once()
    await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_a_letter_that_cannot_be_printed_ends_with_a_person_and_not_in_a_loop(
    morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
):
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)

    async def fails(*_: object) -> None:
        raise RuntimeError("this paper jams")

    monkeypatch.setattr(dispatch, "produce", fails)
    tries = 0
    while (await reread(attempt)).state in (AttemptState.PLANNED, AttemptState.SENDING):
        for row_id, _ in await claim():
            tries += 1
            await tasks.run(row_id)
        morning.shift(timedelta(seconds=61))
        await reconcile_once()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [one["code"] for one in attempt.reasons] == ["DISPATCH_FAILED"]
    assert 2 <= tries <= 40
    page = await attention_for(AWA, 50, None)
    assert [one.id for _, one in page.items] == [attempt.id]


async def test_an_attempt_whose_dispatch_was_given_up_is_not_lost(morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made)
    await database.execute(
        "UPDATE outbox SET failed_at = $2 WHERE payload ->> 'attempt_id' = $1", str(attempt.id), clock.now()
    )
    morning.shift(timedelta(seconds=901))

    await reconcile_once()

    attempt = await reread(attempt)
    assert attempt.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in attempt.reasons] == ["DISPATCH_FAILED"]
    assert (await cancel_contact(AWA, attempt.id)).state is AttemptState.CANCELLED


async def test_an_attempt_that_only_waits_is_left_alone(morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made)
    morning.shift(timedelta(hours=1))

    await reconcile_once()

    assert (await reread(attempt)).state is AttemptState.PLANNED


async def test_what_has_left_cannot_be_cancelled():
    attempt = await plan(await make_case())
    await work()

    with pytest.raises(ContactNotCancellable):
        await cancel_contact(AWA, attempt.id)


async def test_what_has_not_left_cannot_be_settled():
    attempt = await plan(await make_case(), send_at=MORNING + timedelta(hours=1))

    with pytest.raises(ContactNotSettleable):
        await settle_contact(AWA, attempt.id, outcome=SettledOutcome.DELIVERED, comment=None)


def test_the_bounds_follow_from_the_setting():
    assert Bounds.within(900) == Bounds(timedelta(seconds=60), timedelta(seconds=300), timedelta(seconds=870))
    assert Bounds.within(4).unanswered_after == timedelta(seconds=1)
    assert Bounds.within(4).give_up_after < timedelta(seconds=4)

"""What was agreed on the telephone belongs to whom it was agreed with, and to the call in which it was."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tandem.casefiles.models import ContactPoint, ContactPointKind, Hold, HoldKind, Party, PartyRole
from tandem.contacts.calling.agreed import reason_of
from tandem.contacts.calling.outcomes import Asks, OutcomeDraft, set_call_outcomes
from tandem.contacts.calls_asked import HourPast, ask_for_call
from tandem.contacts.commands import correct_call_outcome, record_call_outcome
from tandem.contacts.commands.record_call_outcome import Told, tell_call_outcome
from tandem.contacts.errors import CallOutcomeKnown, NobodyToCall
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, Purpose
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, outbox_of, plan, reread, told
from tests.domain.contacts_db.test_calls import ringing
from tests.support.builders import MadeCase, make_case

# On the person's own clock, whichever that is.
TEN, SIX = datetime.fromisoformat("2026-11-25T10:00"), datetime.fromisoformat("2026-11-25T18:00")
FRIDAY = date(2026, 12, 4)


async def guarantor_of(made: MadeCase, number: str = "+33612009988") -> ContactPoint:
    """Somebody else of the case, with a telephone of their own."""
    sides: dict[str, Any] = {"agency_id": made.case_file.agency_id, "creditor_id": made.case_file.creditor_id}
    async with transaction(AGENCY):
        party = await Party.create(**sides, case_file=made.case_file, role=PartyRole.GUARANTOR, name="Paul Caution")
        return await another_number(made, party, number)


async def another_number(made: MadeCase, party: Party, number: str) -> ContactPoint:
    return await ContactPoint.create(
        agency_id=made.case_file.agency_id,
        creditor_id=made.case_file.creditor_id,
        case_file_id=made.case_file.id,
        party=party,
        kind=ContactPointKind.PHONE,
        value=number,
        created_at=clock.now(),
    )


async def ask(point: ContactPoint, at: datetime | None) -> None:
    async with transaction(AGENCY):
        assert await ask_for_call(AGENCY, point, at)


async def waiting(made: MadeCase) -> list[ContactAttempt]:
    async with reading(AGENCY):
        return await ContactAttempt.filter(
            case_file_id=made.case_file.id, purpose=Purpose.CALLBACK, state=AttemptState.NEEDS_PERSON
        ).order_by("callback_at")


async def holds(made: MadeCase) -> list[Hold]:
    async with reading(AGENCY):
        return await Hold.filter(case_file_id=made.case_file.id, released_at=None)


@pytest.mark.usefixtures("worker")
async def test_each_person_has_a_call_of_their_own_whoever_asks_last() -> None:
    made = await make_case()
    guarantor = await guarantor_of(made)

    await ask(made.phone, TEN)
    await ask(guarantor, SIX)

    first, second = await waiting(made)
    assert (first.to_address, first.callback_at) == (made.phone.value, datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert (second.to_address, second.callback_at) == (guarantor.value, datetime(2026, 11, 25, 17, tzinfo=UTC))


@pytest.mark.usefixtures("worker")
async def test_who_asks_again_is_called_at_the_number_of_the_last_word() -> None:
    made = await make_case()
    await ask(made.phone, TEN)
    async with transaction(AGENCY):
        mobile = await another_number(made, made.party, "+33612004433")

    await ask(mobile, SIX)

    [call] = await waiting(made)
    assert (call.contact_point_id, call.to_address) == (mobile.id, mobile.value)


@pytest.mark.usefixtures("worker")
async def test_an_hour_that_is_over_is_not_noted() -> None:
    made = await make_case()

    async with transaction(AGENCY):
        with pytest.raises(HourPast):
            await ask_for_call(AGENCY, made.phone, datetime.fromisoformat("2026-11-24T08:00"))

    assert await waiting(made) == []


@pytest.mark.usefixtures("worker")
async def test_an_instant_is_written_on_the_persons_own_clock() -> None:
    made = await make_case()

    await ask(made.phone, datetime(2026, 11, 25, 9, tzinfo=UTC))

    [call] = await waiting(made)
    assert call.reasons[0]["args"] == {"day": "2026-11-25", "time": "10:00"}


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    "again",
    [Told(outcome="reached", comment="Autre chose"), Told(disposition=Disposition.REACHED)],
    ids=["another comment", "no comment"],
)
async def test_what_was_told_in_other_words_is_not_taken_for_told(again: Told) -> None:
    _, attempt = await ringing()
    await tell_call_outcome(AWA, attempt.id, Told(outcome="reached", comment="Paiera"))
    await tell_call_outcome(AWA, attempt.id, Told(outcome="reached", comment=" Paiera "))

    with pytest.raises(CallOutcomeKnown):
        await tell_call_outcome(AWA, attempt.id, again)


@pytest.mark.usefixtures("worker")
async def test_another_day_is_not_taken_for_the_one_that_was_promised() -> None:
    made, attempt = await ringing()
    await tell_call_outcome(AWA, attempt.id, Told(outcome="promises", promised_on=FRIDAY))
    await tell_call_outcome(AWA, attempt.id, Told(outcome="promises", promised_on=FRIDAY))

    with pytest.raises(CallOutcomeKnown):
        await tell_call_outcome(AWA, attempt.id, Told(outcome="promises", promised_on=FRIDAY + timedelta(days=1)))

    assert len(await holds(made)) == 1


@pytest.mark.usefixtures("db")
async def test_an_outcome_of_the_same_meaning_is_another_outcome() -> None:
    reached = OutcomeDraft(None, "Joint", "Reached", Disposition.REACHED, Asks.NOTHING)
    joined, will_pay = await set_call_outcomes(
        actor_of_cast("ines"), [reached, replace(reached, label_fr="Paiera", label_en="Will pay", asks=Asks.PROMISE)]
    )
    made = await make_case()
    attempt = await plan(made, Channel.VOICE)
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(state=AttemptState.ACCEPTED, sending_at=MORNING)
    await tell_call_outcome(AWA, attempt.id, Told(outcome=joined.key))

    with pytest.raises(CallOutcomeKnown):
        await tell_call_outcome(AWA, attempt.id, Told(outcome=will_pay.key, promised_on=FRIDAY))

    assert await holds(made) == []


@pytest.mark.usefixtures("worker")
async def test_a_correction_takes_back_the_promise_of_its_own_call_alone() -> None:
    made, attempt = await ringing()
    await tell_call_outcome(AWA, attempt.id, Told(outcome="promises", promised_on=FRIDAY))
    other = (await holds(made))[0]
    async with transaction(AGENCY):
        # The same day was promised in another call, too.
        await database.execute(_SAME_PROMISE, other.id)

    await correct_call_outcome(AWA, attempt.id, disposition=Disposition.REACHED, comment=None, reason="Mauvais clic")

    [left] = await holds(made)
    assert left.attempt_id is None
    assert len(await outbox_of("contacts.regate")) >= 2


@pytest.mark.usefixtures("worker")
async def test_a_correction_cancels_the_call_that_was_not_asked_for() -> None:
    made, attempt = await ringing()
    at = MORNING + timedelta(days=1)
    await tell_call_outcome(AWA, attempt.id, Told(outcome="callback", callback_at=at))
    [asked] = await waiting(made)
    assert asked.asked_in_id == attempt.id

    await correct_call_outcome(AWA, attempt.id, disposition=Disposition.REACHED, comment=None, reason="Mauvais clic")

    assert await waiting(made) == []
    cancelled = await reread(asked)
    assert (cancelled.state, cancelled.reasons[0]["code"]) == (AttemptState.CANCELLED, "CALL_NOT_ASKED")


@pytest.mark.usefixtures("worker")
async def test_a_correction_keeps_the_call_that_the_person_asked_for_since() -> None:
    made, attempt = await ringing()
    await tell_call_outcome(AWA, attempt.id, Told(outcome="callback", callback_at=MORNING + timedelta(days=1)))
    await ask(made.phone, SIX)

    await correct_call_outcome(AWA, attempt.id, disposition=Disposition.REACHED, comment=None, reason="Mauvais clic")

    assert len(await waiting(made)) == 1


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("wished", [SIX, None], ids=["at six", "as soon as possible"])
async def test_a_call_that_the_person_asked_for_on_the_page_outlives_the_correction_of_another(
    wished: datetime | None,
) -> None:
    made, attempt = await ringing()
    await ask(made.phone, wished)
    [asked] = await waiting(made)
    at = MORNING + timedelta(days=2)
    await tell_call_outcome(AWA, attempt.id, Told(outcome="callback", callback_at=at))
    [agreed] = await waiting(made)
    assert (agreed.callback_at, agreed.asked_in_id) == (at, attempt.id)

    # Corrected to another time first, then to no call at all.
    for disposition, when in ((Disposition.CALLBACK, at + timedelta(hours=1)), (Disposition.REACHED, None)):
        await correct_call_outcome(
            AWA, attempt.id, disposition=disposition, comment=None, reason="Mauvais clic", callback_at=when
        )

    [left] = await waiting(made)
    assert (left.callback_at, left.asked_in_id, left.to_address) == (asked.callback_at, None, made.phone.value)
    assert left.reasons == asked.reasons


@pytest.mark.usefixtures("worker")
async def test_a_call_back_that_nobody_could_make_is_not_noted(morning: time_machine.Traveller) -> None:
    made, attempt = await ringing()
    await database.execute("UPDATE contact_points SET invalid_at = now() WHERE party_id = $1", made.phone.party_id)

    with pytest.raises(NobodyToCall):
        await tell_call_outcome(AWA, attempt.id, Told(outcome="callback", callback_at=MORNING + timedelta(days=1)))

    morning.shift(timedelta(minutes=1))
    assert await waiting(made) == []


@pytest.mark.usefixtures("worker")
async def test_the_agencys_word_for_an_outcome_stays_when_its_day_alone_is_corrected() -> None:
    _, attempt = await ringing()
    await tell_call_outcome(AWA, attempt.id, Told(outcome="promises", promised_on=FRIDAY))
    labels = {"fr": "Paie vendredi", "en": "Pays on Friday"}
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(outcome_labels=labels)

    async def corrected(disposition: Disposition, day: date | None) -> dict[str, str] | None:
        await correct_call_outcome(
            AWA, attempt.id, disposition=disposition, comment=None, reason="Mal noté", promised_on=day
        )
        return (await reread(attempt)).outcome_labels

    assert await corrected(Disposition.PROMISES, FRIDAY + timedelta(days=1)) == labels
    assert await corrected(Disposition.REACHED, None) is None


@pytest.mark.usefixtures("worker")
async def test_what_was_said_in_a_call_has_an_end() -> None:
    _, attempt = await ringing()
    with pytest.raises(InvalidInput):
        await tell_call_outcome(AWA, attempt.id, Told(outcome="reached", comment="x" * 1001))
    await tell_call_outcome(AWA, attempt.id, Told(outcome="reached", comment="x" * 1000))

    with pytest.raises(InvalidInput):
        await correct_call_outcome(
            AWA, attempt.id, disposition=Disposition.REFUSES, comment="x" * 1001, reason="Mal noté"
        )


@pytest.mark.usefixtures("worker")
async def test_a_promise_is_said_in_the_language_of_whoever_reads_it() -> None:
    made, attempt = await ringing()
    await tell_call_outcome(AWA, attempt.id, Told(outcome="promises", promised_on=FRIDAY))

    [hold] = await holds(made)

    assert [reason_of(hold, "fr"), reason_of(hold, "en")] == [
        "Promesse de paiement au 4 décembre 2026",
        "Promised to pay by 4 December 2026",
    ]
    hold.kind = HoldKind.DIRECTIVE
    assert reason_of(hold, "en") == hold.reason


@pytest.mark.usefixtures("worker")
async def test_a_correction_to_a_promise_or_a_call_back_has_its_effect() -> None:
    made, attempt = await ringing()
    await record_call_outcome(AWA, attempt.id, disposition=Disposition.REACHED, comment=None)

    async def correct(disposition: Disposition, **when: object) -> None:
        await correct_call_outcome(
            AWA,
            attempt.id,
            disposition=disposition,
            comment=None,
            reason="Mal noté",
            **when,  # type: ignore[arg-type]
        )

    for _ in range(2):
        await correct(Disposition.PROMISES, promised_on=FRIDAY)
    [hold] = await holds(made)
    await correct(Disposition.CALLBACK, callback_at=MORNING + timedelta(days=1))

    assert hold.attempt_id == attempt.id
    assert await holds(made) == []
    [asked] = await waiting(made)
    assert asked.callback_at == MORNING + timedelta(days=1)
    corrected = [entry for entry in await told(made) if entry.kind == "call_outcome_corrected"]
    assert len(corrected) == 2
    with pytest.raises(InvalidInput):
        await correct(Disposition.REACHED, promised_on=FRIDAY)


_SAME_PROMISE = """
INSERT INTO holds (id, agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, until, by_name)
SELECT gen_random_uuid(), agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, until, by_name
FROM holds WHERE id = $1
"""

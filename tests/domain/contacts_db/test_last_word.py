"""The last word of a person counts: whatever is handled first, told twice, or cannot be answered."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from tandem.casefiles.models import Debtor
from tandem.contacts import opt_outs
from tandem.contacts.consents import ConsentEntry, EntryKind
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import Channel, OptOut
from tandem.contacts.webhooks import receive
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.outbox import tasks
from tandem_channels.contract import Cause, DeliveryStatus
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import (
    AGENCY,
    AWA,
    call_back,
    callback,
    outbox_of,
    plan,
    text_from,
    told,
    work,
)
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
SMS_AT = MORNING.astimezone(UTC)


async def in_force(address: str) -> OptOut | None:
    async with reading(AGENCY):
        return await OptOut.get_or_none(address=address, lifted_at=None)


async def ledger(made: MadeCase) -> list[ConsentEntry]:
    """What was entered, in the order in which it was said."""
    found = await ledger_for(AWA, made.case_file.id)
    assert found
    return sorted(found.entries, key=lambda one: one.happened_at)


async def said(made: MadeCase, *words: str, clock: time_machine.Traveller, handled: str) -> None:
    """Texts that come one minute after the other, handled in that order or the other way round."""
    rows = []
    for word in words:
        clock.shift(timedelta(minutes=1))
        await receive([text_from(made, word, key=word)])
        rows.append((await outbox_of("contacts.provider_event"))[-1])
    for row in rows if handled == "in order" else reversed(rows):
        await tasks.run(row)
    await work()


async def moved_to_where_no_rules_are(made: MadeCase) -> None:
    """Nothing can be judged there, and so nothing answered."""
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="DE")


@pytest.mark.parametrize("handled", ["in order", "the other way round"])
async def test_a_stop_after_a_start_is_in_force_whichever_is_handled_first(
    morning: time_machine.Traveller, handled: str
) -> None:
    made = await make_case()

    await said(made, "START", "STOP", clock=morning, handled=handled)

    assert await in_force(made.phone.value) is not None


@pytest.mark.parametrize("handled", ["in order", "the other way round"])
async def test_a_start_after_a_stop_lifts_it_whichever_is_handled_first(
    morning: time_machine.Traveller, handled: str
) -> None:
    made = await make_case()

    await said(made, "STOP", "START", clock=morning, handled=handled)

    assert await in_force(made.phone.value) is None
    assert [(one.kind, one.happened_at) for one in await ledger(made)] == [
        (EntryKind.OPT_OUT, SMS_AT + timedelta(minutes=1)),
        (EntryKind.OPT_IN, SMS_AT + timedelta(minutes=2)),
    ]


@pytest.mark.parametrize("handled", ["in order", "the other way round"])
async def test_a_sentence_that_asks_to_stop_outlives_a_start_before_it(
    morning: time_machine.Traveller, handled: str
) -> None:
    made = await make_case()

    await said(made, "START", "Merci de ne plus m'écrire, stop", clock=morning, handled=handled)

    kept = await in_force(made.phone.value)
    assert kept is not None
    assert kept.provisional


async def test_a_refusal_said_again_while_one_is_in_force_is_entered_and_outlives_an_older_word(
    morning: time_machine.Traveller,
) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    morning.shift(timedelta(minutes=5))
    first, between, last = (SMS_AT + timedelta(minutes=minute) for minute in (1, 2, 3))

    def refused(at: datetime, key: str) -> object:
        return callback(attempt, DeliveryStatus.UNSUBSCRIBED, key=key, cause=Cause.OPTED_OUT, occurred_at=at)

    await call_back(refused(first, "1"))  # type: ignore[arg-type]
    await call_back(refused(last, "3"))  # type: ignore[arg-type]
    await call_back(callback(attempt, DeliveryStatus.RESUBSCRIBED, key="2", occurred_at=between))

    assert await in_force(made.email.value) is not None
    assert [(one.kind, one.happened_at) for one in await ledger(made)] == [
        (EntryKind.OPT_OUT, first),
        (EntryKind.OPT_IN, between),
        (EntryKind.OPT_OUT, last),
    ]


async def test_the_same_word_told_twice_is_one_entry() -> None:
    made = await make_case()

    for _ in range(2):
        async with transaction(AGENCY):
            await opt_outs.opt_out(
                AGENCY, AGENCY.organization_id, Channel.EMAIL, made.email.value, source="provider", at=SMS_AT
            )

    assert len(await ledger(made)) == 1


async def test_a_button_pressed_twice_is_one_entry_and_said_again_later_two(morning: time_machine.Traveller) -> None:
    made = await make_case()

    for seconds in (0, 2, 120):
        morning.shift(timedelta(seconds=seconds))
        async with transaction(AGENCY):
            await opt_outs.opt_out(AGENCY, AGENCY.organization_id, Channel.SMS, made.phone.value, source="page")

    assert len(await ledger(made)) == 2


@pytest.mark.parametrize("word", ["ARRET", "Arrêt.", "STOP.", "Stop svp"])
async def test_a_stop_holds_where_its_confirmation_cannot_be_written(fakes: Fakes, word: str) -> None:
    made = await make_case()
    await plan(made)
    await work()
    await moved_to_where_no_rules_are(made)

    with capture_logs() as logs:
        await call_back(text_from(made, word, key="1"))

    kept = await in_force(made.phone.value)
    assert kept is not None
    assert not kept.provisional
    assert len(fakes.sms.accepted) == 1
    assert [one["answers"] for one in logs if one["event"] == "contacts.text_not_answered"] == ["stop"]


async def test_a_question_stands_on_the_case_where_it_cannot_be_answered(fakes: Fakes) -> None:
    made = await make_case()
    await plan(made)
    await work()
    await moved_to_where_no_rules_are(made)

    await call_back(text_from(made, "AIDE", key="1"))

    assert "inbound_message_received" in [entry.kind for entry in await told(made)]
    assert len(fakes.sms.accepted) == 1


async def test_an_answer_that_would_come_days_late_does_not_come(fakes: Fakes, morning: time_machine.Traveller) -> None:
    made = await make_case()
    await plan(made)
    await work()
    await receive([text_from(made, "AIDE", key="1")])
    [row] = await outbox_of("contacts.provider_event")
    await tasks.run(row)
    morning.shift(timedelta(days=2))

    await work()

    assert len(fakes.sms.accepted) == 1
    assert not await database.rows("SELECT 1 FROM outbox WHERE done_at IS NULL AND topic = 'contacts.answer_text'")

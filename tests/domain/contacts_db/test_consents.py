"""The ledger of what people said about being reached: whoever they said it to, for one agency and all its creditors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import asyncpg
import orjson
import pytest
import time_machine
from tortoise.exceptions import OperationalError

from tandem.casefiles.models import ContactPoint
from tandem.contacts import opt_outs
from tandem.contacts.calling.consented import may_be_recorded
from tandem.contacts.commands import lift_opt_out, record_consent, record_opt_out
from tandem.contacts.consents import ConsentEntry, ConsentPurpose, EntryKind, enter
from tandem.contacts.errors import ContactPointUnsuitable
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import AttemptState, Channel, OptOut
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import Cause, DeliveryStatus
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, callback, plan, reread, text_from, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")

TOM = actor_of_cast("tom")


async def entries(made: MadeCase) -> list[ConsentEntry]:
    """The ledger of a case file, the oldest entry first."""
    found = await ledger_for(AWA, made.case_file.id)
    assert found
    return found.entries[::-1]


async def same_number(made: MadeCase, other: MadeCase) -> None:
    async with transaction(System(other.case_file.agency_id)):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)


async def test_each_word_is_an_entry_of_its_own_with_its_words_and_its_source(morning: time_machine.Traveller):
    made = await make_case()
    minute = timedelta(minutes=1)

    await call_back(text_from(made, "merci de ne plus m'écrire", key="1"))
    morning.shift(minute)
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="read by Awa")
    morning.shift(minute)
    await call_back(text_from(made, "START", key="2"))
    morning.shift(minute)
    await call_back(text_from(made, "Arrêt.", key="3"))

    said = [(one.kind, one.source, one.evidence, one.recorded_by) for one in await entries(made)]
    assert said == [
        (EntryKind.ASKED_TO_STOP, "sentence", "merci de ne plus m'écrire", None),
        (EntryKind.OPT_OUT, "told", "read by Awa", "Awa Diallo"),
        (EntryKind.OPT_IN, "keyword", "START", None),
        (EntryKind.OPT_OUT, "keyword", "Arrêt.", None),
    ]


async def test_one_stop_stops_every_creditors_messages_of_that_agency_and_no_other_agencys():
    made = await make_case()
    other_creditor = await make_case(creditor="energie", mandate="MR-2026-002")
    other_agency = await make_case(agency="atlas", mandate="AT-2026-021")
    await same_number(made, other_creditor)
    await same_number(made, other_agency)
    tomorrow = MORNING + timedelta(days=1)
    waiting = [await plan(made, send_at=tomorrow), await plan(other_creditor, send_at=tomorrow)]
    untouched = await plan(other_agency, send_at=tomorrow, actor=TOM)

    await call_back(text_from(made, "STOP", key="1"))

    assert [(await reread(attempt)).state for attempt in waiting] == [AttemptState.BLOCKED] * 2
    async with reading(System(other_agency.case_file.agency_id)):
        await untouched.refresh_from_db()
        assert untouched.state is AttemptState.PLANNED
        assert not await OptOut.filter(address=made.phone.value).exists()


async def test_the_ledger_tells_what_was_said_on_another_creditors_case_without_naming_it():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_number(made, other)

    await record_opt_out(AWA, other.case_file.id, other.phone.id, channel=Channel.VOICE, evidence="on the phone")

    [entry] = await entries(made)
    assert (entry.channel, entry.kind, entry.evidence) == (Channel.VOICE, EntryKind.OPT_OUT, "on the phone")


async def test_a_creditor_reads_no_ledger_and_another_agency_finds_none():
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    with pytest.raises(NotPermitted):
        await ledger_for(HELENE, made.case_file.id)
    assert await ledger_for(TOM, made.case_file.id) is None


@pytest.mark.parametrize("column", ["kind", "source", "recorded_at", "happened_at", "purpose"])
async def test_no_entry_is_ever_changed(column: str):
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    with pytest.raises((OperationalError, asyncpg.InsufficientPrivilegeError), match="permission denied"):
        async with transaction(AGENCY):
            await database.execute(f"UPDATE consent_entries SET {column} = {column}")


async def test_no_entry_is_ever_removed():
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    with pytest.raises((OperationalError, asyncpg.InsufficientPrivilegeError), match="permission denied"):
        async with transaction(AGENCY):
            await database.execute("DELETE FROM consent_entries")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "the other way round"])
async def test_what_a_provider_tells_in_any_order_ends_alike(order: tuple[int, int], morning: time_machine.Traveller):
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    morning.shift(timedelta(minutes=5))
    at = MORNING.astimezone(UTC)
    words = [
        callback(attempt, DeliveryStatus.UNSUBSCRIBED, cause=Cause.OPTED_OUT, occurred_at=at + timedelta(minutes=1)),
        callback(attempt, DeliveryStatus.RESUBSCRIBED, occurred_at=at + timedelta(minutes=2)),
    ]

    for place in order:
        await call_back(words[place])

    async with reading(AGENCY):
        assert not await OptOut.filter(address=made.email.value, lifted_at=None).exists()
    assert {entry.kind for entry in await entries(made)} == {EntryKind.OPT_OUT, EntryKind.OPT_IN}


async def test_an_opt_out_that_came_late_does_not_undo_what_was_said_after_it():
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await lift_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL, evidence="wrote that she may")

    async with transaction(AGENCY):
        new = await opt_outs.opt_out(
            AGENCY,
            AGENCY.organization_id,
            Channel.EMAIL,
            made.email.value,
            source=opt_outs.PROVIDER,
            at=clock.now() - timedelta(hours=1),
        )

    assert not new
    async with reading(AGENCY):
        assert not await OptOut.filter(address=made.email.value, lifted_at=None).exists()


async def test_a_consent_is_entered_with_its_day_and_its_proof_and_taken_back_by_another_entry(
    morning: time_machine.Traveller,
):
    made = await make_case()
    record = partial(record_consent, channel=Channel.VOICE, purpose=ConsentPurpose.CALL_RECORDING)
    case, point, today = made.case_file.id, made.phone.id, clock.today()

    await record(AWA, case, point, on=today - timedelta(days=3), evidence="letter of hers")
    morning.shift(timedelta(minutes=1))
    await record(AWA, case, point, on=today, evidence="on the phone", withdrawn=True)

    given, taken_back = await entries(made)
    assert (given.kind, given.purpose, given.evidence) == (
        EntryKind.CONSENT,
        ConsentPurpose.CALL_RECORDING,
        "letter of hers",
    )
    assert given.happened_at == datetime(2026, 11, 21, 11, tzinfo=UTC)
    assert taken_back.kind is EntryKind.WITHDRAWAL


@pytest.mark.parametrize("spoken", ["keypad", "told"])
@pytest.mark.parametrize("entered", ["an hour before it", "an hour after it", "a day after it"])
async def test_an_objection_made_in_a_call_outvotes_a_consent_of_the_same_day_at_whatever_hour(
    morning: time_machine.Traveller, entered: str, spoken: str
):
    """Of a consent that is entered the day is known, and no hour: it may have been given before the objection."""
    made = await make_case()
    number, today = made.phone.value, clock.today()
    purpose, hour = ConsentPurpose.CALL_RECORDING, timedelta(hours=1)
    said = partial(record_consent, AWA, made.case_file.id, made.phone.id, channel=Channel.VOICE, purpose=purpose)

    if entered == "an hour before it":
        await said(on=today, evidence="on the phone")
        morning.shift(hour)
    async with transaction(AGENCY):
        told = (AGENCY, AGENCY.organization_id, Channel.VOICE, number, EntryKind.WITHDRAWAL)
        await enter(*told, source=spoken, purpose=purpose)
    if entered != "an hour before it":
        morning.shift(hour if entered == "an hour after it" else timedelta(days=1))
        await said(on=today, evidence="her letter of that day")

    async with reading(AGENCY):
        assert not await may_be_recorded(AGENCY.organization_id, number)
    morning.shift(timedelta(days=1))
    await said(on=clock.today(), evidence="she wrote that we may")
    async with reading(AGENCY):
        assert await may_be_recorded(AGENCY.organization_id, number)


async def test_nothing_is_entered_as_said_at_an_hour_that_is_yet_to_come():
    made = await make_case()

    await record_consent(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        purpose=ConsentPurpose.CALL_RECORDING,
        on=clock.today(),
        evidence="on the phone",
    )

    [entry] = await entries(made)
    assert entry.happened_at == clock.now()


async def test_a_consent_without_proof_of_tomorrow_or_for_another_kind_of_address_is_none():
    made = await make_case()
    case, today = made.case_file.id, clock.today()
    recording, registered = ConsentPurpose.CALL_RECORDING, ConsentPurpose.REGISTERED_EMAIL

    with pytest.raises(InvalidInput, match="text"):
        await record_consent(
            AWA, case, made.phone.id, channel=Channel.VOICE, purpose=recording, on=today, evidence="  "
        )
    with pytest.raises(InvalidInput):
        await record_consent(
            AWA,
            case,
            made.phone.id,
            channel=Channel.VOICE,
            purpose=recording,
            on=today + timedelta(days=1),
            evidence="a letter",
        )
    with pytest.raises(ContactPointUnsuitable):
        await record_consent(
            AWA, case, made.phone.id, channel=Channel.EMAIL, purpose=registered, on=today, evidence="a letter"
        )
    assert await entries(made) == []


async def test_a_creditor_records_no_consent():
    made = await make_case()

    with pytest.raises(NotPermitted):
        await record_consent(
            HELENE,
            made.case_file.id,
            made.phone.id,
            channel=Channel.VOICE,
            purpose=ConsentPurpose.CALL_RECORDING,
            on=clock.today(),
            evidence="a letter",
        )

    assert await entries(made) == []


async def test_an_opt_out_is_lifted_with_what_proves_it_and_written_into_the_audit_log():
    made = await make_case()
    case, point = made.case_file.id, made.phone.id
    await record_opt_out(AWA, case, point, channel=Channel.SMS)

    for without in ("", "  ", "x" * 1_001):
        with pytest.raises(InvalidInput):
            await lift_opt_out(AWA, case, point, channel=Channel.SMS, evidence=without)
    await lift_opt_out(AWA, case, point, channel=Channel.SMS, evidence=" Par téléphone, à Awa ")

    lifted = [one for one in await entries(made) if one.kind is EntryKind.OPT_IN]
    assert [one.evidence for one in lifted] == ["Par téléphone, à Awa"]
    async with reading(actor_of_cast("marc")):
        audited = await database.rows(
            "SELECT details, subject_label FROM audit_events WHERE kind = 'contact_opt_out_lifted'"
        )
    assert [(orjson.loads(row["details"]), row["subject_label"]) for row in audited] == [
        ({"channel": "sms"}, made.case_file.reference)
    ]


async def test_an_api_token_records_a_refusal_and_lifts_none():
    made = await make_case()
    token = replace(AWA, is_token=True)
    await record_opt_out(token, made.case_file.id, made.phone.id, channel=Channel.SMS)

    with pytest.raises(NotPermitted):
        await lift_opt_out(token, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="by telephone")

    async with reading(AGENCY):
        assert await OptOut.filter(address=made.phone.value, lifted_at=None).exists()

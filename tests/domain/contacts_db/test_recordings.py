"""Recordings of calls: announced, refused by one key, kept sealed, heard by few, made once, never left behind."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
import time_machine

from tandem.casefiles import storage
from tandem.contacts.calling.consented import may_be_recorded
from tandem.contacts.calling.telling import line_told
from tandem.contacts.commands import record_call_outcome, record_consent
from tandem.contacts.consents import ConsentPurpose
from tandem.contacts.errors import NotRecorded
from tandem.contacts.models import Channel, ContactAttempt, Disposition
from tandem.contacts.recordings import settling
from tandem.contacts.recordings.announcing import Announce, GoOn, RecordingStep, recording_answer
from tandem.contacts.recordings.commands import (
    Rights,
    pause_recording,
    refuse_recording,
    resume_recording,
    rights_on,
)
from tandem.contacts.recordings.expiring import countries_of_recordings, expire_recordings
from tandem.contacts.recordings.listening import listen, sound_of
from tandem.contacts.recordings.recording import ObjectedBy, Recording, RecordingState, recording_of
from tandem.contacts.recordings.telling import recording_told
from tandem.contacts.webhooks import Dial, bridge_answer
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import (
    CallEvent,
    CallLeg,
    CallStatus,
    OutboundCall,
    OutboundLineCall,
    Provider,
    ProviderRecording,
    RateLimited,
    RecordingStatus,
    Unconfirmed,
)
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.domain.contacts_db.test_phone_line import on_the_line, opened
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("switched_on", "worker")
MARC = actor_of_cast("marc")
CALL = "CA-person"


@pytest.fixture
async def switched_on(shared_database: DatabaseUrls) -> AsyncIterator[None]:
    """The agency records, as the worker finds it, which may not change that; undone for the tests after this one."""
    owner = await asyncpg.connect(shared_database.owner)
    try:
        await owner.execute(
            "INSERT INTO recording_settings VALUES ($1, true, now(), 'Inès Garnier', NULL)", AWA.organization_id
        )
        yield
        await owner.execute("DELETE FROM recording_settings")
    finally:
        await owner.close()


async def recording_now(attempt: ContactAttempt) -> Recording:
    async with reading(AGENCY):
        found = await recording_of(attempt.id)
    assert found
    return found


async def heard(attempt: ContactAttempt, keys: str = "") -> GoOn:
    """The person picked up, heard the announcement, and pressed these keys."""
    said = await recording_answer(attempt.id, RecordingStep.START, "", CALL)
    assert isinstance(said, Announce)
    joined = await recording_answer(attempt.id, RecordingStep.KEY, keys, CALL)
    assert isinstance(joined, GoOn)
    return joined


async def recorded(made: MadeCase | None = None) -> ContactAttempt:
    """A call from the open line that is being recorded."""
    await opened()
    attempt = await on_the_line(made or await make_case())
    await heard(attempt)
    await work()
    return attempt


async def kept(fakes: Fakes, made: MadeCase | None = None) -> ContactAttempt:
    """A call that is over, with its recording in our store."""
    attempt = await recorded(made)
    fakes.voice.recordings.set(CALL, "RE-1", RecordingStatus.COMPLETED, 40)
    await recording_told(attempt.id, ProviderRecording("RE-1", RecordingStatus.COMPLETED, 40))
    await work()
    return attempt


async def test_a_person_hears_of_it_before_a_second_is_recorded(fakes: Fakes) -> None:
    line = await opened()
    attempt = await on_the_line(await make_case())
    dialled = fakes.voice.accepted[-1][0]
    assert isinstance(dialled, OutboundLineCall)
    assert dialled.announce_url == "https://app.example/webhooks/twilio/recording/announced"

    said = await recording_answer(attempt.id, RecordingStep.START, "", CALL)

    assert isinstance(said, Announce)
    assert "enregistré" in said.said
    assert not {"dette", "créance", "recouvrement", "Lenoir"} & set(said.said.replace(".", "").split())
    await work()
    assert fakes.voice.recordings.made == {}
    joined = await recording_answer(attempt.id, RecordingStep.KEY, "", CALL)
    await work()
    assert joined == GoOn((), "fr", f"line-{line.id}")
    assert list(fakes.voice.recordings.made) == ["RE-1"]
    assert (await recording_now(attempt)).state is RecordingState.RUNNING


async def test_the_star_during_the_announcement_means_that_nothing_is_ever_recorded(fakes: Fakes) -> None:
    await opened()
    attempt = await on_the_line(await make_case())

    joined = await heard(attempt, "*")
    await work()

    assert "rien" in " ".join(joined.said)
    assert fakes.voice.recordings.made == {}
    recording = await recording_now(attempt)
    assert (recording.state, recording.objected_by) == (RecordingState.DESTROYED, ObjectedBy.PERSON)


async def test_the_star_during_the_call_ends_the_recording_and_destroys_it(fakes: Fakes) -> None:
    attempt = await recorded()

    again = await left_by_the_star(attempt)
    await work()

    assert isinstance(again, GoOn)
    assert again.conference
    assert (fakes.voice.recordings.made, fakes.voice.recordings.gone) == ({}, ["RE-1"])
    # The provider's word of its end comes after it is gone, and twice: nothing comes back.
    for _ in range(2):
        await recording_told(attempt.id, ProviderRecording("RE-1", RecordingStatus.COMPLETED, 12))
    await work()
    assert (await recording_now(attempt)).state is RecordingState.DESTROYED


async def left_by_the_star(attempt: ContactAttempt) -> GoOn | Announce | None:
    """The person presses the star while they talk, is asked to wait a moment, and does."""
    moment = await recording_answer(attempt.id, RecordingStep.LEFT, "", CALL)
    assert isinstance(moment, Announce)
    assert moment.then is RecordingStep.STAYED
    return await recording_answer(attempt.id, RecordingStep.STAYED, "", CALL)


async def announced_to(made: MadeCase, fakes: Fakes) -> bool:
    """Whether somebody who is called now is told that the call is recorded."""
    await on_the_line(made)
    dialled = fakes.voice.accepted[-1][0]
    assert isinstance(dialled, OutboundLineCall)
    return dialled.announce_url is not None


@pytest.mark.parametrize("objects", ["by the star", "to the collector", "in a letter"])
async def test_who_objected_once_is_not_recorded_again_until_they_consent(
    objects: str, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await make_case()
    if objects == "in a letter":
        await opened()
        await say(made, withdrawn=True)
    else:
        attempt = await recorded(made)
        if objects == "by the star":
            await left_by_the_star(attempt)
        else:
            await refuse_recording(AWA, attempt.id)
        await record_call_outcome(AWA, attempt.id, disposition=Disposition.NO_ANSWER, comment=None)
    morning.shift(timedelta(days=8))

    again = await announced_to(made, fakes)

    assert again is False
    async with reading(AGENCY):
        number = made.phone.value
        assert not await may_be_recorded(AWA.organization_id, number)
    await say(made, withdrawn=False)
    async with reading(AGENCY):
        assert await may_be_recorded(AWA.organization_id, number)


async def test_where_both_sides_must_agree_nobody_is_recorded_without_consent() -> None:
    async with reading(AGENCY):
        assert not await may_be_recorded(AWA.organization_id, "+12125550117")
        assert await may_be_recorded(AWA.organization_id, "+33612000117")


async def say(made: MadeCase, *, withdrawn: bool) -> None:
    """The person says whether they will be recorded."""
    await record_consent(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        purpose=ConsentPurpose.CALL_RECORDING,
        on=clock.today(),
        evidence="Lettre",
        withdrawn=withdrawn,
    )


async def test_a_conversation_that_ended_with_the_collectors_line_is_no_objection() -> None:
    attempt = await recorded()
    await database.execute("UPDATE phone_lines SET state = 'closed', closed_at = now() WHERE id = $1", attempt.line_id)

    assert await recording_answer(attempt.id, RecordingStep.LEFT, "", CALL) is None

    assert (await recording_now(attempt)).state is RecordingState.RUNNING


@pytest.mark.parametrize("told", ["by its end", "when it is asked"])
async def test_a_collector_who_hangs_up_first_makes_nobody_object(
    told: str, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await make_case()
    attempt = await recorded(made)
    # The end of the person's part of the conference is told before that of the collector's leg.
    moment = await recording_answer(attempt.id, RecordingStep.LEFT, "", CALL)
    assert isinstance(moment, Announce)
    assert attempt.line_id
    if told == "by its end":
        await line_told(attempt.line_id, CallStatus.COMPLETED, "CA-desk")
    else:
        over = CallEvent(Provider.FAKE, "asked", "", "CA-desk", CallLeg.DEBTOR, CallStatus.COMPLETED, {})
        fakes.voice.stands["CA-desk"] = [over]

    assert await recording_answer(attempt.id, RecordingStep.STAYED, "", CALL) is None
    morning.shift(timedelta(seconds=6))
    await work()

    assert (await recording_now(attempt)).objected_by is None
    async with reading(AGENCY):
        assert await may_be_recorded(AWA.organization_id, made.phone.value)


async def test_who_hangs_up_after_the_star_has_objected_all_the_same(morning: time_machine.Traveller) -> None:
    attempt = await recorded()
    await recording_answer(attempt.id, RecordingStep.LEFT, "", CALL)

    morning.shift(timedelta(seconds=6))
    await work()

    assert (await recording_now(attempt)).objected_by is ObjectedBy.PERSON


async def test_the_star_once_more_is_an_objection_even_where_the_collector_has_left() -> None:
    attempt = await recorded()
    assert attempt.line_id
    await recording_answer(attempt.id, RecordingStep.LEFT, "", CALL)
    await line_told(attempt.line_id, CallStatus.COMPLETED, "CA-desk")

    assert await recording_answer(attempt.id, RecordingStep.STAYED, "*", CALL) is None

    assert (await recording_now(attempt)).objected_by is ObjectedBy.PERSON


async def test_a_call_without_an_open_line_is_announced_to_the_person_alone(fakes: Fakes) -> None:
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()
    assert isinstance(fakes.voice.accepted[-1][0], OutboundCall)

    answer = await bridge_answer(attempt.id)
    joined = await heard(await reread(attempt))

    assert isinstance(answer, Dial)
    assert answer.announce_url == "https://app.example/webhooks/twilio/recording/announced"
    assert joined.conference is None


@pytest.mark.parametrize("when", ["while it is announced", "while they talk", "while it is paused"])
async def test_without_an_open_line_the_collector_objects_for_the_person_at_any_time(when: str, fakes: Fakes) -> None:
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()
    await bridge_answer(attempt.id)
    await recording_answer(attempt.id, RecordingStep.START, "", CALL)
    if when != "while it is announced":
        await recording_answer(attempt.id, RecordingStep.KEY, "", CALL)
        await work()
    if when == "while it is paused":
        await pause_recording(AWA, attempt.id)
        await work()

    await refuse_recording(AWA, attempt.id)
    await work()
    # The announcement ends after the objection: nothing begins again.
    await recording_answer(attempt.id, RecordingStep.KEY, "", CALL)
    await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.objected_by) == (RecordingState.DESTROYED, ObjectedBy.COLLECTOR)
    assert fakes.voice.recordings.made == {}


async def test_the_collector_pauses_it_for_card_data_and_goes_on(fakes: Fakes) -> None:
    attempt = await recorded()

    await pause_recording(AWA, attempt.id)
    await work()
    paused = fakes.voice.recordings.made["RE-1"][1].status
    await resume_recording(AWA, attempt.id)
    await work()

    assert (paused, fakes.voice.recordings.made["RE-1"][1].status) == (RecordingStatus.PAUSED, RecordingStatus.RUNNING)
    with pytest.raises(NotRecorded):
        await resume_recording(AWA, attempt.id)


async def test_a_colleague_turns_no_recording_of_a_call_that_goes_on(fakes: Fakes) -> None:
    attempt = await recorded()
    colleague = replace(AWA, membership_id=new_id(), person_name="Bastien Colin")

    for turn in (pause_recording, refuse_recording):
        with pytest.raises(NotPermitted):
            await turn(colleague, attempt.id)
    await pause_recording(AWA, attempt.id)
    with pytest.raises(NotPermitted):
        await resume_recording(colleague, attempt.id)
    await work()

    assert fakes.voice.recordings.made["RE-1"][1].status is RecordingStatus.PAUSED
    recording, talking = await recording_now(attempt), await reread(attempt)
    shown = {who: rights_on(who, recording, talking) for who in (AWA, colleague, MARC)}
    assert shown[colleague] == Rights(pause=False, resume=False, refuse=False)
    assert shown[AWA] == shown[MARC] == Rights(pause=False, resume=True, refuse=True)
    await resume_recording(MARC, attempt.id)


async def test_what_is_told_after_a_call_is_heard_by_whoever_is_there(fakes: Fakes) -> None:
    attempt = await kept(fakes)
    await database.execute(
        "UPDATE contact_attempts SET state = 'delivered', provider_status = 'completed' WHERE id = $1", attempt.id
    )
    colleague = replace(AWA, membership_id=new_id(), person_name="Bastien Colin")
    assert rights_on(colleague, await recording_now(attempt), await reread(attempt)).refuse

    await refuse_recording(colleague, attempt.id)

    assert (await recording_now(attempt)).objected_by is ObjectedBy.COLLECTOR


async def test_what_is_kept_is_sealed_and_the_provider_has_nothing_left(fakes: Fakes) -> None:
    attempt = await kept(fakes)

    recording = await recording_now(attempt)
    assert (recording.state, recording.seconds) == (RecordingState.KEPT, 40)
    assert recording.cleared_at
    stored = await storage.get(str(recording.storage_key))
    assert b"sound" not in stored
    assert fakes.voice.recordings.gone == ["RE-1"]


async def test_an_end_told_twice_and_before_the_start_was_known_keeps_one_file(fakes: Fakes) -> None:
    await opened()
    attempt = await on_the_line(await make_case())
    await heard(attempt)
    # The worker died after the provider had begun: the row knows nothing of it yet.
    await fakes.voice.recordings.start(CALL, "")
    fakes.voice.recordings.set(CALL, "RE-1", RecordingStatus.COMPLETED, 9)

    for _ in range(2):
        await recording_told(attempt.id, ProviderRecording("RE-1", RecordingStatus.COMPLETED, 9))
        await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.seconds, fakes.voice.recordings.gone) == (RecordingState.KEPT, 9, ["RE-1"])
    assert await storage.keys_under(f"recordings/{attempt.case_file_id}") == [recording.storage_key]


async def test_a_worker_killed_after_the_start_makes_no_second_recording(fakes: Fakes) -> None:
    await opened()
    attempt = await on_the_line(await make_case())
    await heard(attempt)
    await fakes.voice.recordings.start(CALL, "")

    await work()

    assert list(fakes.voice.recordings.made) == ["RE-1"]
    assert (await recording_now(attempt)).provider_id == "RE-1"


@pytest.mark.parametrize("error", [Unconfirmed("timed out"), RateLimited(1.0)])
async def test_a_provider_that_is_away_is_asked_again(
    error: Exception, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    attempt = await recorded()
    fakes.voice.recordings.set(CALL, "RE-1", RecordingStatus.COMPLETED, 5)
    fakes.voice.recordings.fail_next(error)  # type: ignore[arg-type]  # one of the contract's
    await recording_told(attempt.id, ProviderRecording("RE-1", RecordingStatus.COMPLETED, 5))
    await work()
    assert (await recording_now(attempt)).state is RecordingState.ENDED

    morning.shift(timedelta(minutes=3))
    await settling.settle_standing()
    await work()

    assert (await recording_now(attempt)).state is RecordingState.KEPT


async def test_a_lost_callback_is_found_out(fakes: Fakes, morning: time_machine.Traveller) -> None:
    attempt = await recorded()
    fakes.voice.recordings.set(CALL, "RE-1", RecordingStatus.COMPLETED, 61)

    morning.shift(settling.STANDING + timedelta(seconds=1))
    await settling.settle_standing()
    await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.seconds) == (RecordingState.KEPT, 61)


async def test_a_second_recording_of_a_call_is_destroyed_at_the_provider(fakes: Fakes) -> None:
    attempt = await kept(fakes)
    await fakes.voice.recordings.start(CALL, "")
    [second] = fakes.voice.recordings.made

    await recording_told(attempt.id, ProviderRecording(second, RecordingStatus.COMPLETED, 3))
    await work()

    assert fakes.voice.recordings.made == {}
    assert (await recording_now(attempt)).seconds == 40


async def test_refused_after_the_call_the_kept_file_goes_too(fakes: Fakes) -> None:
    attempt = await kept(fakes)

    await refuse_recording(AWA, attempt.id)
    await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.objected_by) == (RecordingState.DESTROYED, ObjectedBy.COLLECTOR)
    assert await storage.keys_under(f"recordings/{attempt.case_file_id}") == []
    with pytest.raises(NotRecorded):
        await refuse_recording(AWA, attempt.id)


async def test_each_listening_is_in_the_audit_log(fakes: Fakes) -> None:
    attempt = await kept(fakes)

    recording = await listen(MARC, attempt.id)

    assert await sound_of(MARC, recording.id) == b"sound of RE-1"
    rows = await database.rows("SELECT details FROM audit_events WHERE kind = 'recording_heard'")
    assert len(rows) == 1


@pytest.mark.parametrize("who", ["awa", "helene", "emma"])
async def test_who_may_not_hear_a_recording_hears_none(who: str, fakes: Fakes) -> None:
    attempt = await kept(fakes)
    recording = await recording_now(attempt)

    with pytest.raises(NotPermitted):
        await listen(actor_of_cast(who), attempt.id)
    with pytest.raises(NotPermitted):
        await sound_of(actor_of_cast(who), recording.id)


@pytest.mark.parametrize("held", [False, True])
async def test_its_time_is_that_of_the_country_and_a_legal_hold_is_respected(
    held: bool,
    fakes: Fakes,
) -> None:
    attempt = await kept(fakes)
    assert await countries_of_recordings(AGENCY) == ["FR"]
    if held:
        async with transaction(AGENCY):
            await database.execute(_HOLD, attempt.case_file_id)

    later = clock.now() + timedelta(seconds=1)
    early = await expire_recordings(AGENCY, {"US": later, "FR": clock.now() - timedelta(days=1)})
    due = await expire_recordings(AGENCY, {"FR": later})

    assert (early, due) == (0, 0 if held else 1)
    state = (await recording_now(attempt)).state
    assert state is (RecordingState.KEPT if held else RecordingState.DESTROYED)
    assert len(await storage.keys_under(f"recordings/{attempt.case_file_id}")) == held


_HOLD = """
INSERT INTO legal_holds
    (id, agency_id, creditor_id, debtor_id, organization_id, reason, placed_at, placed_by, placed_by_id)
SELECT gen_random_uuid(), agency_id, creditor_id, debtor_id, agency_id, 'procès', now(), 'Inès', gen_random_uuid()
FROM case_files WHERE id = $1
"""

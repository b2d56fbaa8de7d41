"""Recordings whose end is not the usual one: refused without an account, hung up at the announcement, never paused."""

from datetime import timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles import storage
from tandem.contacts.models import ContactAttempt
from tandem.contacts.recordings import settling
from tandem.contacts.recordings.announcing import RecordingStep, recording_answer
from tandem.contacts.recordings.commands import pause_recording, refuse_recording, resume_recording
from tandem.contacts.recordings.expiring import expire_recordings
from tandem.contacts.recordings.recording import ObjectedBy, RecordingState
from tandem.contacts.recordings.settling import OutOfReach
from tandem.contacts.recordings.telling import recording_told
from tandem.kit import clock, database
from tandem.organizations.actor import Actor
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem.timeline.queries import timeline_of
from tandem_channels.contract import Cause, ProviderRecording, RateLimited, RecordingStatus, Rejected, Unavailable
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, outbox_of, work
from tests.domain.contacts_db.test_phone_line import on_the_line, opened
from tests.domain.contacts_db.test_recordings import CALL, kept, recorded, recording_now, switched_on
from tests.support.builders import make_case

__all__ = ["switched_on"]
pytestmark = pytest.mark.usefixtures("switched_on", "worker")
AWAY = [Unavailable("503"), RateLimited(90.0)]


async def settled(recording_id: object, fakes: Fakes, *, swept: bool = False) -> None:
    """The worker's part, as the outbox has it done."""
    with pytest.raises(OutOfReach):
        await settling.settle(AGENCY, recording_id, swept=swept)  # type: ignore[arg-type]


@pytest.mark.parametrize("why", ["no account", "another account", "key revoked"])
async def test_an_objection_destroys_our_file_whatever_the_provider_does(why: str, fakes: Fakes) -> None:
    attempt = await kept(fakes)
    before = await recording_now(attempt)
    if why == "no account":
        contacts.configure(contacts.Channels(sms=fakes.sms, email=fakes.email, public_url="https://app.example"))
    elif why == "another account":
        fakes.voice.recordings.account = "AC-new"
    await refuse_recording(AWA, attempt.id)
    if why == "key revoked":
        fakes.voice.recordings.fail_next(Rejected("20003", Cause.CONFIGURATION))

    await settled(before.id, fakes)

    assert await storage.keys_under(f"recordings/{attempt.case_file_id}") == []
    refused = await recording_now(attempt)
    assert (refused.state, refused.storage_key, refused.sha256) == (RecordingState.REFUSED, None, None)


async def test_what_was_refused_is_looked_at_until_nothing_is_left(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    attempt = await kept(fakes)
    await refuse_recording(AWA, attempt.id)
    fakes.voice.recordings.account = "AC-new"
    await settled((await recording_now(attempt)).id, fakes)
    await database.execute("UPDATE outbox SET done_at = now() WHERE topic = 'contacts.recording'")
    fakes.voice.recordings.account = "AC-fake"

    morning.shift(settling.STANDING + timedelta(seconds=1))
    await settling.settle_standing()
    await work()

    assert (await recording_now(attempt)).state is RecordingState.DESTROYED


async def test_what_stands_still_for_a_day_is_looked_at_four_times_a_day(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    attempt = await recorded()
    fakes.voice.recordings.account = "AC-new"
    looked = []
    morning.shift(timedelta(days=2))

    for _ in range(3):
        await settling.settle_standing()
        looked.append(len(await outbox_of("contacts.recording")))
        await work()
        morning.shift(timedelta(hours=4))

    assert looked == [1, 0, 1]
    assert (await recording_now(attempt)).state is RecordingState.RUNNING


async def test_who_hangs_up_at_the_announcement_leaves_nothing_to_look_at(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    await opened()
    attempt = await on_the_line(await make_case())
    await recording_answer(attempt.id, RecordingStep.START, "", CALL)

    for _ in range(2):
        morning.shift(settling.STANDING + timedelta(seconds=1))
        await settling.settle_standing()
        await work()
    morning.shift(settling.STANDING + timedelta(seconds=1))
    await settling.settle_standing()

    assert (await recording_now(attempt)).state is RecordingState.MISSING
    assert await outbox_of("contacts.recording") == []


async def test_nothing_is_said_to_be_paused_before_the_provider_says_so(fakes: Fakes) -> None:
    attempt = await recorded()

    asked = await pause_recording(AWA, attempt.id)
    await work()

    assert asked.state is RecordingState.PAUSING
    assert (await recording_now(attempt)).state is RecordingState.PAUSED


async def test_a_pause_that_is_taken_back_before_it_is_confirmed_leaves_the_recording_going_on(fakes: Fakes) -> None:
    attempt = await recorded()
    await pause_recording(AWA, attempt.id)

    await resume_recording(AWA, attempt.id)
    await work()

    assert (await recording_now(attempt)).state is RecordingState.RUNNING
    assert fakes.voice.recordings.made["RE-1"][1].status is RecordingStatus.RUNNING


@pytest.mark.parametrize("away", AWAY, ids=["unavailable", "rate limited"])
async def test_what_cannot_be_paused_within_seconds_is_ended_and_destroyed(
    away: Unavailable | RateLimited, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    attempt = await recorded()
    await pause_recording(AWA, attempt.id)
    for _ in range(2):
        fakes.voice.recordings.fail_next(away)

    await tried()
    assert (await recording_now(attempt)).state is RecordingState.PAUSING
    # However long the provider wants to be left alone: somebody is about to say a number.
    morning.shift(timedelta(seconds=10))
    await tried()
    assert (await recording_now(attempt)).state is RecordingState.REFUSED
    morning.shift(timedelta(seconds=2))
    await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.objected_by) == (RecordingState.DESTROYED, ObjectedBy.UNPAUSED)
    assert fakes.voice.recordings.gone == ["RE-1"]
    assert await became(attempt) == ["given_up", "destroyed"]


@pytest.mark.parametrize("told", [True, False], ids=["told", "found out"])
async def test_a_call_that_ends_before_it_was_paused_keeps_no_recording(told: bool, fakes: Fakes) -> None:
    attempt = await recorded()
    await pause_recording(AWA, attempt.id)
    fakes.voice.recordings.set(CALL, "RE-1", RecordingStatus.COMPLETED, 40)

    if told:
        await recording_told(attempt.id, ProviderRecording("RE-1", RecordingStatus.COMPLETED, 40))
    await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.objected_by) == (RecordingState.DESTROYED, ObjectedBy.UNPAUSED)


async def test_a_provider_that_refuses_to_pause_has_the_recording_ended(fakes: Fakes) -> None:
    attempt = await recorded()
    await pause_recording(AWA, attempt.id)
    fakes.voice.recordings.fail_next(Rejected("21220", Cause.CONTENT))

    await work()

    recording = await recording_now(attempt)
    assert (recording.state, recording.objected_by) == (RecordingState.DESTROYED, ObjectedBy.UNPAUSED)


async def became(attempt: ContactAttempt, reader: Actor = AWA) -> list[str]:
    """What the reader's timeline tells of the recording."""
    page = await timeline_of(reader, attempt.case_file_id, 100, None)
    entries = sorted((entry for _, entry in page.items), key=lambda entry: (entry.recorded_at, entry.sequence))
    return [entry.data["became"] for entry in entries if entry.kind == "call_recording_changed"]


async def test_the_agencys_timeline_tells_what_became_of_a_recording_and_the_clients_nothing(fakes: Fakes) -> None:
    attempt = await recorded()
    await pause_recording(AWA, attempt.id)
    await work()
    await resume_recording(AWA, attempt.id)
    await work()
    fakes.voice.recordings.set(CALL, "RE-1", RecordingStatus.COMPLETED, 40)
    for _ in range(2):
        await recording_told(attempt.id, ProviderRecording("RE-1", RecordingStatus.COMPLETED, 40))
        await work()

    await refuse_recording(AWA, attempt.id)
    await work()

    assert await became(attempt) == ["paused", "went_on", "kept", "refused", "destroyed"]
    assert await became(attempt, HELENE) == []


async def test_a_recording_whose_time_is_over_is_told_to_be_destroyed(fakes: Fakes) -> None:
    attempt = await kept(fakes)

    await expire_recordings(AGENCY, {"FR": clock.now() + timedelta(seconds=1)})

    assert await became(attempt) == ["kept", "destroyed"]


async def tried() -> None:
    """Every message that is due is tried once."""
    for row_id, _ in await claim():
        await tasks.run(row_id)

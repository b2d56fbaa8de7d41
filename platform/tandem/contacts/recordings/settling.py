"""The worker's part of a recording: bring the provider and our store to what the row says, however often it is asked.

Nothing is remembered between two steps but in the row: a worker killed anywhere is followed by another that looks at
the provider first, so no recording is made twice, lost, or left behind there.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import RECORDING_STATUS_PATH, channels
from tandem.contacts.recordings import pausing
from tandem.contacts.recordings.became import Became
from tandem.contacts.recordings.recording import (
    Recording,
    RecordingState,
    move,
    move_and_tell,
    recording_by_id,
    work_on,
)
from tandem.contacts.recordings.sealing import sealed
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import RetryLater
from tandem.timeline.sealing import KeyDestroyed, key_for
from tandem_channels.contract import (
    CallRecordings,
    RateLimited,
    RecordingStatus,
    Rejected,
    Unavailable,
    Unconfirmed,
    with_attempt,
)

log = structlog.get_logger()
FOLDER = "recordings"
STANDING = timedelta(minutes=2)  # without a word of it a recording is looked at again
_AGAIN = 2.0  # seconds
_BATCH = 100
_GOING_ON = (RecordingState.RUNNING, RecordingState.PAUSING, RecordingState.PAUSED)
_STEPS = 5  # from the start of a recording to its end, none of which waits for a call


class OutOfReach(Exception):
    """Something of a refused recording is left at a provider's account that the agency has no key for any more."""


async def settle(scope: System, recording_id: UUID, surplus: str | None = None, *, swept: bool = False) -> None:
    """Do what is left to do for a recording; `surplus`: a second one of the same call, which nobody wants.

    What is ours to destroy is destroyed first, whatever the provider answers. Raises RetryLater while the provider is
    away, and OutOfReach for a person to see where its copy cannot be destroyed; not when `swept`, which comes again.
    """
    recording = await _ours(scope, recording_id)
    if recording is None:
        return
    voice = (await channels_of(scope.organization_id)).voice
    try:
        if voice is None or recording.account not in (None, voice.recordings.account):
            raise OutOfReach(f"recording {recording_id} is at an account that is not in use any more")
        if surplus:
            await voice.recordings.delete(surplus)
        for _ in range(_STEPS):
            async with reading(scope):
                current = await recording_by_id(recording_id)
            if current is None or not await _step(scope, voice.recordings, current):
                return
    except (RateLimited, Unavailable, Unconfirmed) as away:
        await pausing.give_up_late(scope, recording_id)
        asked = away.retry_after if isinstance(away, RateLimited) else None
        raise RetryLater(await pausing.wait_for(scope, recording_id, asked or _AGAIN)) from None
    except (Rejected, OutOfReach) as refusal:
        code = refusal.code if isinstance(refusal, Rejected) else "account"
        log.warning("contacts.recording_refused", recording_id=str(recording_id), code=code)
        if await pausing.give_up(scope, recording_id):
            return  # its own message destroys it
        async with reading(scope):
            left = await recording_by_id(recording_id)
        if left is not None and left.state is RecordingState.REFUSED and not swept:
            raise OutOfReach(f"the provider's copy of recording {recording_id} is not destroyed: {code}") from None


async def _ours(scope: System, recording_id: UUID) -> Recording | None:
    """The recording, once our own part is done: no file of what was refused, no announcement that nobody hears out."""
    async with reading(scope):
        recording = await recording_by_id(recording_id)
    if recording is None:
        return None
    if recording.state is RecordingState.REFUSED:
        # Before the commit: when removing fails, or the process dies, the next one finds the key again.
        await storage.delete(_key(recording))
        await _moved(scope, recording, RecordingState.REFUSED, storage_key=None, size=None, sha256=None)
    elif recording.state is RecordingState.ANNOUNCED and clock.now() - recording.announced_at > STANDING:
        # They hung up while it was being said.
        await _moved(scope, recording, RecordingState.ANNOUNCED, state=RecordingState.MISSING)
        return None
    return recording


async def _step(scope: System, at_provider: CallRecordings, recording: Recording) -> bool:
    """One step; whether another may follow."""
    if recording.state is RecordingState.ASKED:
        return await _start(scope, at_provider, recording)
    if recording.state in _GOING_ON:
        return await _follow(scope, at_provider, recording)
    if recording.state is RecordingState.ENDED:
        return await _keep(scope, at_provider, recording)
    if recording.state is RecordingState.KEPT and recording.cleared_at is None:
        await _clear(at_provider, recording)
        await _moved(scope, recording, RecordingState.KEPT, cleared_at=clock.now())
    elif recording.state is RecordingState.REFUSED:
        await _clear(at_provider, recording)
        nothing_left = {"state": RecordingState.DESTROYED, "provider_id": None} | _times()
        await _told(scope, recording, Became.DESTROYED, RecordingState.REFUSED, **nothing_left)
    return False


async def _start(scope: System, at_provider: CallRecordings, recording: Recording) -> bool:
    call_id = recording.call_id
    begun = list(await at_provider.of_call(call_id)) if call_id else []
    found = begun[0] if begun else None
    if found is None and call_id:
        # Our id of the call in the address tells which recording the callback is about, whoever started it.
        callback = with_attempt(channels().callback(RECORDING_STATUS_PATH), str(recording.attempt_id))
        found = await at_provider.start(call_id, callback)
    if found is None:
        await _moved(scope, recording, RecordingState.ASKED, state=RecordingState.MISSING)
        return False
    running = {"state": RecordingState.RUNNING, "provider_id": found.provider_id, "started_at": clock.now()}
    if await _moved(scope, recording, RecordingState.ASKED, **running):
        return False
    async with reading(scope):
        now = await recording_by_id(recording.id)
    if now is not None and now.provider_id != found.provider_id and call_id:
        # Refused, or found by somebody else, while the answer was on its way.
        await at_provider.stop(call_id, found.provider_id)
        await at_provider.delete(found.provider_id)
    return now is not None


async def _follow(scope: System, at_provider: CallRecordings, recording: Recording) -> bool:
    call_id = str(recording.call_id)
    listed = await at_provider.of_call(call_id)
    mine = next((one for one in listed if one.provider_id == recording.provider_id), None)
    if mine is None or mine.status is RecordingStatus.ABSENT:
        return await _moved(scope, recording, *_GOING_ON, state=RecordingState.MISSING) and False
    if mine.status is RecordingStatus.COMPLETED:
        if await pausing.give_up(scope, recording.id):
            return True
        ended = (RecordingState.RUNNING, RecordingState.PAUSED)
        return await _moved(scope, recording, *ended, state=RecordingState.ENDED, seconds=mine.seconds)
    runs = mine.status is RecordingStatus.RUNNING
    if runs and recording.state is RecordingState.PAUSED:
        # Another worker had it go on for a wish that was older: what the screen says is not so.
        unconfirmed = {"state": RecordingState.PAUSING, "pause_asked_at": clock.now()}
        return await _moved(scope, recording, RecordingState.PAUSED, **unconfirmed)
    if recording.state is RecordingState.PAUSING:
        if runs:
            await at_provider.pause(call_id, mine.provider_id)
        paused = {"state": RecordingState.PAUSED, "pause_asked_at": None}
        return not await _told(scope, recording, Became.PAUSED, RecordingState.PAUSING, **paused)
    if not runs and recording.state is RecordingState.RUNNING:
        await at_provider.resume(call_id, mine.provider_id)
        return True  # a pause may have been asked for meanwhile
    return False


async def _keep(scope: System, at_provider: CallRecordings, recording: Recording) -> bool:
    sound = await at_provider.fetch(str(recording.provider_id))
    if sound is None:
        await _moved(scope, recording, RecordingState.ENDED, state=RecordingState.MISSING)
        return False
    try:
        async with transaction(scope):
            case_file = await CaseFile.get(id=recording.case_file_id)
            key = await key_for(case_file.agency_id, case_file.creditor_id, case_file.debtor_id, case_file.mandate_id)
    except KeyDestroyed:
        return await _moved(scope, recording, RecordingState.ENDED, state=RecordingState.REFUSED)
    # Killed between the two: the next one writes the same key again, and the row knows the bytes that were last.
    stored = await storage.put(_key(recording), await sealed(key, recording.id, sound))
    kept = {
        "state": RecordingState.KEPT,
        "storage_key": stored.key,
        "size": len(sound),
        "sha256": storage.sha256_of(sound),
        "kept_at": clock.now(),
    }
    if not await _told(scope, recording, Became.KEPT, RecordingState.ENDED, **kept):
        async with reading(scope):
            now = await recording_by_id(recording.id)
        if now is None or now.state is not RecordingState.KEPT:
            await storage.delete(stored.key)
    return True


async def _clear(at_provider: CallRecordings, recording: Recording) -> None:
    """Leave nothing of this call's recordings at the provider."""
    if recording.call_id is None:
        return
    for one in await at_provider.of_call(recording.call_id):
        if one.status in (RecordingStatus.RUNNING, RecordingStatus.PAUSED):
            await at_provider.stop(recording.call_id, one.provider_id)
        await at_provider.delete(one.provider_id)
    if recording.provider_id:
        await at_provider.delete(recording.provider_id)


async def settle_standing(now: datetime | None = None) -> int:
    """Have looked at again what stood still: callbacks that were lost, workers that died; how many. May overlap."""
    before = (now or clock.now()) - STANDING
    standing = await database.rows(
        "SELECT recording_id, agency_id FROM door_recordings_standing($1, $2)", before, _BATCH
    )
    for row in standing:
        scope = System(row["agency_id"])
        async with transaction(scope):
            # Not again before as long.
            if await database.execute(_TOUCHED, row["recording_id"], clock.now(), before):
                await work_on(scope, row["recording_id"], swept=True)
    return len(standing)


async def _moved(scope: System, recording: Recording, *before: RecordingState, **changes: object) -> bool:
    async with transaction(scope):
        return await move(recording.id, *before, **changes) is not None


async def _told(
    scope: System, recording: Recording, became: Became, *before: RecordingState, **changes: object
) -> bool:
    async with transaction(scope):
        return await move_and_tell(scope, recording, became, *before, **changes) is not None


def _key(recording: Recording) -> str:
    return f"{FOLDER}/{recording.case_file_id}/{recording.id}"


def _times() -> dict[str, object]:
    return {"cleared_at": clock.now(), "destroyed_at": clock.now()}


_TOUCHED = "UPDATE call_recordings SET moved_at = $2 WHERE id = $1 AND moved_at < $3"

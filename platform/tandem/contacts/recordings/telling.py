"""What the provider tells of a recording. Told late, twice or in any order, it ends alike."""

from uuid import UUID

from tandem.contacts.recordings.recording import (
    LIVE,
    TOPIC,
    ObjectedBy,
    RecordingState,
    move,
    object_to,
    recording_of,
    work_on,
)
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import emit
from tandem_channels.contract import ProviderRecording, RecordingStatus

_UNSETTLED = (*LIVE, RecordingState.MISSING)


async def recording_told(attempt_id: UUID, told: ProviderRecording, signed_for: UUID | None = None) -> None:
    """A recording of a call is over: have it fetched; one that nobody wants, or a second one, destroyed there.

    `signed_for` is whose own account signed the request: it speaks of that agency's calls alone.
    """
    found = await database.row("SELECT door_agency_of_attempt($1) AS agency_id", attempt_id)
    agency_id = found["agency_id"] if found else None
    if agency_id is None or signed_for not in (None, agency_id):
        return
    scope = System(agency_id, kind="provider")
    async with transaction(scope):
        recording = await recording_of(attempt_id)
        if recording is None:
            return
        is_ours = recording.provider_id in (None, told.provider_id)
        if told.status is RecordingStatus.ABSENT:
            if is_ours:
                await move(recording.id, *LIVE, state=RecordingState.MISSING)
            return
        if told.status is not RecordingStatus.COMPLETED:
            return
        if is_ours and recording.state is RecordingState.PAUSING:
            # Over before it was paused: a card number may be on it.
            recording = await object_to(scope, recording, ObjectedBy.UNPAUSED) or recording
        wanted = is_ours and recording.state not in (RecordingState.REFUSED, RecordingState.DESTROYED)
        if wanted:
            await move(
                recording.id,
                *_UNSETTLED,
                state=RecordingState.ENDED,
                provider_id=told.provider_id,
                seconds=told.seconds,
            )
            await work_on(scope, recording.id)
        else:
            await emit(scope, TOPIC, {"recording_id": str(recording.id), "surplus": told.provider_id})

"""A pause that cannot be had: whoever is told to say a card number must not be recorded while they do.

Nothing is said to be paused before the provider says so. What is not paused within seconds is ended and destroyed.
"""

from datetime import timedelta
from uuid import UUID

from tandem.contacts.recordings.recording import ObjectedBy, Recording, RecordingState, object_to, recording_by_id
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System

WITHIN = timedelta(seconds=10)


async def give_up(scope: System, recording_id: UUID) -> bool:
    """End and destroy a recording whose pause is not confirmed; whether there was such a pause."""
    async with transaction(scope):
        recording = await recording_by_id(recording_id)
        if recording is None or recording.state is not RecordingState.PAUSING:
            return False
        return await object_to(scope, recording, ObjectedBy.UNPAUSED) is not None


async def give_up_late(scope: System, recording_id: UUID) -> None:
    """The same once the provider has been away for too long."""
    async with reading(scope):
        recording = await recording_by_id(recording_id)
    if recording is not None and _left(recording) == timedelta(0):
        await give_up(scope, recording_id)


async def wait_for(scope: System, recording_id: UUID, seconds: float) -> float:
    """So many seconds until the provider is asked again, or less while a pause is not confirmed."""
    async with reading(scope):
        recording = await recording_by_id(recording_id)
    left = _left(recording) if recording is not None else None
    return seconds if left is None else min(seconds, max(left.total_seconds(), 1.0))


def _left(recording: Recording) -> timedelta | None:
    """The time in which a pause has still to be confirmed; None where none is asked for."""
    if recording.state is not RecordingState.PAUSING or recording.pause_asked_at is None:
        return None
    return max(recording.pause_asked_at + WITHIN - clock.now(), timedelta(0))

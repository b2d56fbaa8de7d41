"""What a collector does with the recording of a call: pause it for card data, go on, and end it for good."""

from dataclasses import dataclass
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.calling.whose import OF_OTHERS, goes_on, is_own, may_interfere
from tandem.contacts.errors import NotRecorded
from tandem.contacts.models import ContactAttempt
from tandem.contacts.recordings.became import Became
from tandem.contacts.recordings.recording import (
    OBJECTIONABLE,
    ObjectedBy,
    Recording,
    RecordingState,
    move,
    move_and_tell,
    object_to,
    recording_of,
    work_on,
)
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission


async def pause_recording(actor: Actor, attempt_id: UUID) -> Recording:
    """Have nothing recorded for a while, as when a card number is said: from when the row says `paused`.

    One that cannot be paused within seconds is ended and destroyed (`recordings.pausing`). A colleague's call is a
    manager's to turn.
    Raises ContactAttemptNotFound, NotPermitted, NotRecorded.
    """
    async with transaction(actor):
        recording = await _of(actor, attempt_id)
        asked = {"state": RecordingState.PAUSING, "pause_asked_at": clock.now()}
        return await _turned(actor, await move(recording.id, RecordingState.RUNNING, **asked))


async def resume_recording(actor: Actor, attempt_id: UUID) -> Recording:
    """Go on recording. Raises as `pause_recording`."""
    async with transaction(actor):
        recording = await _of(actor, attempt_id)
        goes_on = {"state": RecordingState.RUNNING, "pause_asked_at": None}
        turned = await move_and_tell(actor, recording, Became.WENT_ON, RecordingState.PAUSED, **goes_on)
        # A pause that the provider has not confirmed is taken back.
        return await _turned(actor, turned or await move(recording.id, RecordingState.PAUSING, **goes_on))


async def refuse_recording(actor: Actor, attempt_id: UUID) -> Recording:
    """The person objects, during the call or later: the recording ends, and nothing of it is left anywhere.

    While it goes on, whoever makes the call heard them say so, or a manager did.
    Raises ContactAttemptNotFound, NotPermitted, NotRecorded.
    """
    async with transaction(actor):
        recording = await _of(actor, attempt_id, once_over=True)
        refused = await object_to(actor, recording, ObjectedBy.COLLECTOR)
        if refused is None:
            raise NotRecorded(field="attemptId")
        return refused


@dataclass(frozen=True, slots=True)
class Rights:
    """What a page offers somebody to do with a recording."""

    pause: bool
    resume: bool
    refuse: bool


def rights_on(actor: Actor, recording: Recording, attempt: ContactAttempt) -> Rights:
    """State and policy together, and whose call it is."""
    may_turn = may(actor, side_of(actor), Permission.CONTACT_ATTEMPT_CANCEL)
    interferes, state = may_interfere(actor, attempt), recording.state
    return Rights(
        pause=may_turn and interferes and state is RecordingState.RUNNING,
        resume=may_turn and interferes and state in (RecordingState.PAUSING, RecordingState.PAUSED),
        refuse=may_turn and (interferes or not goes_on(attempt)) and state in OBJECTIONABLE,
    )


async def _turned(actor: Actor, recording: Recording | None) -> Recording:
    if recording is None:
        raise NotRecorded(field="attemptId")
    await work_on(actor, recording.id)
    return recording


async def _of(actor: Actor, attempt_id: UUID, *, once_over: bool = False) -> Recording:
    """The recording of a call that is the actor's own, or that they decide on; `once_over`: or that is over."""
    reached = await access.attempt_for_update(actor, attempt_id)
    authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_CANCEL)
    if not is_own(actor, reached.attempt) and not (once_over and not goes_on(reached.attempt)):
        authorize(actor, reached.relation, OF_OTHERS)
    recording = await recording_of(attempt_id)
    if recording is None:
        raise NotRecorded(field="attemptId")
    return recording

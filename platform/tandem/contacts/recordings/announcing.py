"""What a person hears before their call is recorded, and the one key by which they refuse: the star, then or later.

CNIL (enregistrement des conversations téléphoniques): told before, and able to object. Nothing is said of a debt or an
agency: whoever picked up may be anybody. Every answer depends on the rows alone: asked twice, it does nothing twice.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.gone import close_line_if_left
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.recordings import leaving
from tandem.contacts.recordings.recording import (
    ObjectedBy,
    Recording,
    RecordingState,
    announce,
    move,
    object_to,
    recording_of,
    work_on,
)
from tandem.kit import database, texts
from tandem.kit.database import transaction
from tandem.organizations.actor import System

REFUSING_KEY = "*"
# Nobody was reached by these: no conversation is left to be recorded.
_NOT_REACHED = frozenset({AttemptState.FAILED, AttemptState.BLOCKED, AttemptState.CANCELLED})


class RecordingStep(StrEnum):
    """What the provider asks about."""

    START = "start"  # somebody picked up
    KEY = "key"  # the announcement is over, with or without a key
    LEFT = "left"  # they left the conversation by the key, or it ended under them
    STAYED = "stayed"  # a moment after that, they are still there


@dataclass(frozen=True, slots=True)
class Announce:
    """Say this and wait a moment for the key, which is the answer to `then`."""

    said: str
    locale: str
    then: RecordingStep = RecordingStep.KEY


@dataclass(frozen=True, slots=True)
class GoOn:
    """Say this, then join the collector's line, or the collector who waits on their own leg (None)."""

    said: tuple[str, ...]
    locale: str
    conference: str | None


async def recording_answer(
    attempt_id: UUID, step: RecordingStep, keys: str, call_id: str | None, signed_for: UUID | None = None
) -> Announce | GoOn | None:
    """What the person of a call hears next; None: nothing, the call is over or none of ours.

    `signed_for` is whose own account signed the request: it speaks of that agency's calls alone.
    """
    found = await database.row("SELECT door_agency_of_attempt($1) AS agency_id", attempt_id)
    agency_id = found["agency_id"] if found else None
    if agency_id is None or signed_for not in (None, agency_id):
        return None
    scope = System(agency_id, kind="debtor")
    if step is RecordingStep.STAYED:
        await close_line_if_left(scope, attempt_id)
    async with transaction(scope):
        try:
            attempt = (await access.attempt_for_update(scope, attempt_id)).attempt
        except ContactAttemptNotFound:
            return None
        if attempt.channel is not Channel.VOICE or attempt.automated or attempt.state in _NOT_REACHED:
            return None
        if attempt.line_id is not None and not await lines.is_open(attempt.line_id):
            if keys == REFUSING_KEY:
                await _object(scope, await recording_of(attempt_id))
            return None  # the collector is gone: nobody is there to be put through to
        if step is RecordingStep.START:
            voice = (await channels_of(agency_id)).voice
            recording = await announce(attempt, call_id, voice.recordings.account if voice else None)
            if recording.state is RecordingState.ANNOUNCED:
                # On the collector's own leg no key is heard once the two talk.
                said = "recording.announced" if attempt.line_id else "recording.announced_once"
                return Announce(texts.render(said, attempt.language), attempt.language)
            return _go_on(attempt)
        current = await recording_of(attempt_id)
        if current is None:
            return _go_on(attempt)
        if step is RecordingStep.LEFT:
            await leaving.settle_later(scope, attempt_id)
            said = texts.render("recording.moment", attempt.language)
            return Announce(said, attempt.language, then=RecordingStep.STAYED)
        if step is RecordingStep.STAYED or keys == REFUSING_KEY:
            await _object(scope, current)
            return _go_on(attempt, "recording.refused")
        await _begin(scope, current)
    return _go_on(attempt)


async def _begin(scope: System, recording: Recording) -> None:
    if await move(recording.id, RecordingState.ANNOUNCED, state=RecordingState.ASKED):
        await work_on(scope, recording.id)


async def _object(scope: System, recording: Recording | None) -> None:
    if recording is not None:
        await object_to(scope, recording, ObjectedBy.PERSON)


def _go_on(attempt: ContactAttempt, *keys: str) -> GoOn:
    said = tuple(texts.render(key, attempt.language) for key in keys)
    return GoOn(said, attempt.language, lines.conference_of(attempt.line_id) if attempt.line_id else None)

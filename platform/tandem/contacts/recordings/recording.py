"""A call's recording: one row, moved by compare-and-set, whoever finds it.

States: `announced` (it is being said), `asked` (the worker starts it), `running`, `pausing` (asked for, but not told by
the provider yet), `paused`, `ended` (the provider has it), `kept` (we have it, sealed), `refused` (somebody objected:
nothing of it may be left), `destroyed`, `missing` (the provider made none).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts.calling.lines import wake_callers
from tandem.contacts.consents import ConsentPurpose, EntryKind, enter
from tandem.contacts.events import CallRecordingChanged
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.recordings.became import Became
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit
from tandem.timeline import record

TOPIC = "contacts.recording"


class RecordingState(StrEnum):
    ANNOUNCED = "announced"
    ASKED = "asked"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    ENDED = "ended"
    KEPT = "kept"
    REFUSED = "refused"
    DESTROYED = "destroyed"
    MISSING = "missing"


class ObjectedBy(StrEnum):
    """Who said that the call is not to be recorded, or why nothing of it may be left all the same."""

    PERSON = "person"  # by the key
    COLLECTOR = "collector"  # on the screen, because the person said so
    UNPAUSED = "unpaused"  # nobody: it could not be paused in time, so a card number may be on it


# Of the ledger: by the telephone's key, or to the collector.
_SOURCES = {ObjectedBy.PERSON: "keypad", ObjectedBy.COLLECTOR: "told"}
# As long as there is a call to be recorded.
LIVE = (
    RecordingState.ANNOUNCED,
    RecordingState.ASKED,
    RecordingState.RUNNING,
    RecordingState.PAUSING,
    RecordingState.PAUSED,
)
# What somebody may still object to: also a call that is over.
OBJECTIONABLE = (*LIVE, RecordingState.ENDED, RecordingState.KEPT)


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of one call; `seconds` once it is over, without its pauses. `account` is the provider's word for
    whose account has it, `pause_asked_at` when a pause was asked for that is not confirmed.
    """

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    case_file_id: UUID
    attempt_id: UUID
    state: RecordingState
    call_id: str | None
    provider_id: str | None
    announced_at: datetime
    started_at: datetime | None
    seconds: int | None
    objected_at: datetime | None
    objected_by: ObjectedBy | None
    storage_key: str | None
    size: int | None
    sha256: str | None
    cleared_at: datetime | None
    account: str | None
    pause_asked_at: datetime | None


async def announce(attempt: ContactAttempt, call_id: str | None, account: str | None = None) -> Recording:
    """The row of a call whose person is being told that it is recorded; the one that is there when asked again."""
    await database.execute(
        "INSERT INTO call_recordings (agency_id, id, creditor_id, case_file_id, attempt_id, state, call_id, "
        "announced_at, moved_at, account) VALUES ($1, $2, $3, $4, $5, 'announced', $6, $7, $7, $8) "
        "ON CONFLICT (agency_id, attempt_id) DO NOTHING",
        attempt.agency_id,
        new_id(),
        attempt.creditor_id,
        attempt.case_file_id,
        attempt.id,
        call_id,
        clock.now(),
        account,
    )
    found = await recording_of(attempt.id)
    if found is None:
        raise RuntimeError(f"the recording of {attempt.id} was written, and is not there")
    return found


async def recording_of(attempt_id: UUID) -> Recording | None:
    """The recording of a call, inside the open transaction."""
    return _recording(
        await database.row(f"SELECT {_COLUMNS} FROM call_recordings r WHERE r.attempt_id = $1", attempt_id)
    )


async def recording_by_id(recording_id: UUID) -> Recording | None:
    """One recording, inside the open transaction."""
    return _recording(await database.row(f"SELECT {_COLUMNS} FROM call_recordings r WHERE r.id = $1", recording_id))


async def recordings_on(case_file_id: UUID) -> list[Recording]:
    """The recordings of a case file that the actor reached, inside the open transaction."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM call_recordings r WHERE r.case_file_id = $1 ORDER BY r.announced_at", case_file_id
    )
    return [one for one in map(_recording, found) if one is not None]


async def move(recording_id: UUID, *before: RecordingState, **changes: object) -> Recording | None:
    """Set columns of a recording that is in one of the states `before`, and wake the screens of the call.

    None when it is in another.
    """
    names = ", ".join(f"{name} = ${place}" for place, name in enumerate(changes, start=4))
    found = await database.row(
        f"UPDATE call_recordings r SET moved_at = $3, {names} "
        f"WHERE r.id = $1 AND r.state = ANY ($2::text[]) RETURNING {_COLUMNS}",
        recording_id,
        [state.value for state in before],
        clock.now(),
        *(value.value if isinstance(value, StrEnum) else value for value in changes.values()),
    )
    recording = _recording(found)
    if recording is not None:
        attempt = await ContactAttempt.get_or_none(id=recording.attempt_id)
        if attempt is not None:
            await wake_callers(attempt)
    return recording


async def move_and_tell(
    acting: Actor | System, recording: Recording, became: Became, *before: RecordingState, **changes: object
) -> Recording | None:
    """The same, told on the agency's timeline: with the case file locked first, as everybody locks."""
    await database.row("SELECT id FROM case_files WHERE id = $1 FOR UPDATE", recording.case_file_id)
    moved = await move(recording.id, *before, **changes)
    if moved is not None:
        await tell(acting, moved, became)
    return moved


async def tell(acting: Actor | System, recording: Recording, became: Became) -> None:
    """Say on the agency's timeline what became of a recording, with the case file locked; not of somebody erased."""
    case_file = await CaseFile.get(id=recording.case_file_id)
    if case_file.erased_at is None:
        await record(acting, case_file, CallRecordingChanged(recording.attempt_id, became))


async def work_on(acting: Actor | System, recording_id: UUID, *, swept: bool = False) -> None:
    """Have the worker bring the provider, and our store, to what the row says; `swept`: it stood still."""
    payload = {"recording_id": str(recording_id)}
    await emit(acting, TOPIC, payload | {"swept": "yes"} if swept else payload)


async def object_to(acting: Actor | System, recording: Recording, by: ObjectedBy) -> Recording | None:
    """Nothing of this recording may be left, anywhere; None when that is so already. Inside the open transaction.

    Who objected is not recorded at this number again, until they consent: the ledger says so.
    """
    became = Became.GIVEN_UP if by is ObjectedBy.UNPAUSED else Became.REFUSED
    changes = {"state": RecordingState.REFUSED, "objected_at": clock.now(), "objected_by": by}
    refused = await move_and_tell(acting, recording, became, *OBJECTIONABLE, **changes)
    if refused is not None:
        await work_on(acting, refused.id)
        if by in _SOURCES:
            await _withdraw(acting, refused, _SOURCES[by])
    return refused


async def _withdraw(acting: Actor | System, recording: Recording, source: str) -> None:
    attempt = await ContactAttempt.get(id=recording.attempt_id)
    purpose = ConsentPurpose.CALL_RECORDING
    to = (attempt.agency_id, Channel.VOICE, attempt.to_address)
    await enter(acting, *to, EntryKind.WITHDRAWAL, source=source, purpose=purpose)


def _recording(row: Mapping[str, Any] | None) -> Recording | None:
    if row is None:
        return None
    by = ObjectedBy(row["objected_by"]) if row["objected_by"] else None
    return Recording(**{**row, "state": RecordingState(row["state"]), "objected_by": by})


_COLUMNS = ", ".join(f"r.{name}" for name in Recording.__dataclass_fields__)

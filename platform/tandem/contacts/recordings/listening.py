"""Hearing a recording: who may is the policy's, and each time is in the audit log before a second is heard."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles import storage
from tandem.casefiles.errors import CaseFileNotFound
from tandem.contacts.errors import NotRecorded
from tandem.contacts.models import ContactAttempt
from tandem.contacts.recordings.recording import Recording, RecordingState, recording_by_id, recording_of, recordings_on
from tandem.contacts.recordings.sealing import RecordingDamaged, opened
from tandem.kit.database import reading, transaction
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.timeline.sealing import key_for
from tandem_policies.permission import Permission


async def recordings_of_case_file(actor: Actor, case_file_id: UUID) -> list[tuple[Recording, ContactAttempt]]:
    """The recordings of a case file's calls, each with its call; none out of reach. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_READ)
    async with reading(actor):
        try:
            await casefiles.case_file_for(actor, case_file_id)
        except CaseFileNotFound:
            return []
        found = await recordings_on(case_file_id)
        calls = await ContactAttempt.filter(case_file_id=case_file_id).in_bulk([one.attempt_id for one in found], "id")
        return [(one, calls[one.attempt_id]) for one in found]


async def call_of(actor: Actor, recording: Recording) -> ContactAttempt:
    """The call of a recording that the actor has just reached."""
    async with reading(actor):
        return await ContactAttempt.get(id=recording.attempt_id)


async def listen(actor: Actor, attempt_id: UUID) -> Recording:
    """Tell the audit log that the actor hears this recording now.

    Raises NotPermitted, CaseFileNotFound, NotRecorded.
    """
    authorize(actor, side_of(actor), Permission.RECORDING_READ)
    async with transaction(actor):
        recording = await recording_of(attempt_id)
        if recording is None or recording.state is not RecordingState.KEPT:
            raise NotRecorded(field="attemptId")
        case_file = (await casefiles.case_file_for(actor, recording.case_file_id)).row
        subject = Subject(SubjectType.CASE_FILE, case_file.id, case_file.reference)
        await audit.record(actor, AuditKind.RECORDING_HEARD, subject, details={"call": str(attempt_id)})
        return recording


async def sound_of(actor: Actor, recording_id: UUID) -> bytes:
    """The sound, a WAV file. Raises NotPermitted, CaseFileNotFound, NotRecorded, StoredFileMissing, KeyDestroyed."""
    authorize(actor, side_of(actor), Permission.RECORDING_READ)
    async with reading(actor):
        recording = await recording_by_id(recording_id)
        if recording is None or recording.state is not RecordingState.KEPT:
            raise NotRecorded(field="recordingId")
        case_file = (await casefiles.case_file_for(actor, recording.case_file_id)).row
        key = await key_for(case_file.agency_id, case_file.creditor_id, case_file.debtor_id, case_file.mandate_id)
    sound = await opened(key, recording.id, await storage.get(str(recording.storage_key)))
    if storage.sha256_of(sound) != recording.sha256:
        raise RecordingDamaged(str(recording.id))
    return sound

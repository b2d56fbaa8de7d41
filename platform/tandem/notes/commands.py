"""Writing, publishing and withdrawing notes."""

from datetime import timedelta
from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles.models import CaseFile
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.notes import access
from tandem.notes.errors import NoteAlreadyRecorded, NoteAlreadyWithdrawn, NoteOfAnother
from tandem.notes.events import NoteWritten
from tandem.notes.models import Audience, Note, NoteRevision, NoteState
from tandem.notes.queries import words_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached, authorize
from tandem.organizations.models import Organization
from tandem.outbox import emit
from tandem.timeline import Chain, record
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

PUBLISHES_AFTER = timedelta(seconds=10)
_BODY = 10_000  # characters
_OWN_CHAIN = {Relation.AGENCY: Chain.AGENCY, Relation.CREDITOR: Chain.CREDITOR}


async def write_note(actor: Actor, case_file_id: UUID, *, body: str, audience: Audience) -> Note:
    """Write a note: to one's own side at once, to both parties ten seconds later, until when it can be withdrawn.

    Raises InvalidInput for words that are missing or longer than 10,000 characters.
    """
    async with transaction(actor):
        reached = await case_files.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.NOTE_WRITE)
        if audience is Audience.PARTIES:
            authorize(actor, reached, Permission.NOTE_PUBLISH)
        words = body.strip()
        if not words:
            raise InvalidInput("body", body, "text")
        if len(words) > _BODY:
            raise InvalidInput("body", body, "note_body")
        note = await _write(actor, reached, words, audience)
        if audience is Audience.PARTIES:
            await emit(actor, "notes.publish", {"note_id": str(note.id)}, available_at=note.publishes_at)
        else:
            await record(actor, reached.row, NoteWritten(note.id, body=words), chain=Chain(note.chain))
    return note


async def withdraw_note(actor: Actor, note_id: UUID) -> str:
    """Take a note back before it is recorded, and give its words back to its author.

    Raises NoteNotFound, NoteOfAnother, NoteAlreadyRecorded, NoteAlreadyWithdrawn.
    """
    async with transaction(actor):
        reached, _ = await access.note_for_update(actor, note_id)
        authorize(actor, reached, Permission.NOTE_WRITE)
        note = reached.row
        if note.author_membership_id != actor.membership_id:
            raise NoteOfAnother
        if note.state is NoteState.RECORDED:
            raise NoteAlreadyRecorded
        if note.state is NoteState.WITHDRAWN:
            raise NoteAlreadyWithdrawn
        note.state = NoteState.WITHDRAWN
        await note.save(update_fields=["state"])
        return await words_of(note)


async def publish_note(scope: System, note_id: UUID) -> None:
    """Record a note to both parties in its author's name, unless it was withdrawn or is recorded already."""
    async with transaction(scope):
        reached, case_file = await access.note_for_update(scope, note_id)
        if reached.row.state is NoteState.PUBLISHING:
            await _publish(reached.row, case_file)


async def _publish(note: Note, case_file: CaseFile) -> None:
    note.state = NoteState.RECORDED
    await note.save(update_fields=["state"])
    author = System(
        note.author_organization_id,
        kind="person",
        name=note.author_name,
        organization_name=(await Organization.get(id=note.author_organization_id)).name,
        membership_id=note.author_membership_id,
    )
    words = await words_of(note)
    await record(author, case_file, NoteWritten(note.id, body=words), chain=Chain.PARTIES, occurred_at=note.written_at)


async def _write(actor: Actor, reached: Reached[CaseFile], words: str, audience: Audience) -> Note:
    now, case_file, to_both = clock.now(), reached.row, audience is Audience.PARTIES
    chain = Chain.PARTIES if to_both else _OWN_CHAIN[reached.relation]
    note = await Note.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file_id=case_file.id,
        chain=chain.value,
        state=NoteState.PUBLISHING if to_both else NoteState.RECORDED,
        author_organization_id=actor.organization_id,
        author_membership_id=actor.membership_id,
        author_name=actor.person_name,
        written_at=now,
        publishes_at=now + PUBLISHES_AFTER if to_both else None,
    )
    await NoteRevision.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        chain=chain.value,
        author_organization_id=actor.organization_id,
        note=note,
        body=words,
        written_at=now,
    )
    return note

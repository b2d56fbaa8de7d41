"""Writing, publishing, withdrawing and correcting notes."""

from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles import publishing
from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.models import CaseFile
from tandem.casefiles.publishing import Audience
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.notes import access
from tandem.notes.events import NoteCorrected, NoteWritten
from tandem.notes.models import Note, NoteRevision
from tandem.notes.queries import words_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached, authorize
from tandem.outbox import emit
from tandem.timeline import Chain, record
from tandem.timeline.errors import AlreadySuperseded
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission

_BODY = 10_000  # characters
_KINDS = (NoteWritten.kind, NoteCorrected.kind)


async def write_note(actor: Actor, case_file_id: UUID, *, body: str, audience: Audience) -> Note:
    """Write a note: to one's own side at once, to both parties ten seconds later, until when it can be withdrawn.

    Raises InvalidInput for words that are missing or longer than 10,000 characters.
    """
    async with transaction(actor):
        reached = await case_files.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.NOTE_WRITE)
        if audience is Audience.PARTIES:
            authorize(actor, reached, Permission.NOTE_PUBLISH)
        words = _words(body)
        note = await _write(actor, reached, words, audience)
        if audience is Audience.PARTIES:
            await emit(actor, "notes.publish", {"note_id": str(note.id)}, available_at=note.publishes_at)
        else:
            await record(actor, reached.row, NoteWritten(note.id, body=words), chain=Chain(note.chain))
    return note


async def withdraw_note(actor: Actor, note_id: UUID) -> str:
    """Take a note back before it is recorded, and give its words back to its author.

    Raises NoteNotFound, AuthorOnly, AlreadyRecorded, AlreadyWithdrawn.
    """
    async with transaction(actor):
        reached, _ = await access.note_for_update(actor, note_id)
        authorize(actor, reached, Permission.NOTE_WRITE)
        await publishing.take_back(actor, reached.row)
        return await words_of(reached.row)


async def correct_note(actor: Actor, note_id: UUID, *, supersedes: UUID, body: str, reason: str) -> Note:
    """Give a recorded note other words, and say why: a new revision, and an event that supersedes the one before.

    `supersedes` is the event whose words the author has before them, so that nobody corrects what they have not read.
    The same correction again changes nothing. Raises NoteNotFound, AuthorOnly, NotYetRecorded, AlreadyWithdrawn,
    AlreadySuperseded, InvalidInput.
    """
    async with transaction(actor):
        reached, case_file = await access.note_for_update(actor, note_id)
        authorize(actor, reached, Permission.NOTE_WRITE)
        note = reached.row
        publishing.require_recorded(actor, note)
        words, why = _words(body), correction_reason(reason)
        newest = await newest_event(case_file.id, note.chain, _KINDS, note_id=note.id)
        before = await words_of(note)
        if newest is None or newest.event_id != supersedes:
            if newest is not None and newest.supersedes == supersedes and before == words:
                return note
            raise AlreadySuperseded
        if words == before:
            raise InvalidInput("body", body, "other_words")
        await _revise(note, words)
        corrected = NoteCorrected(note.id, body=words, reason=why)
        await record(actor, case_file, corrected, chain=Chain(note.chain), supersedes=supersedes)
    return note


async def publish_note(scope: System, note_id: UUID) -> None:
    """Record a note to both parties in its author's name, unless it was withdrawn or is recorded already."""
    async with transaction(scope):
        reached, case_file = await access.note_for_update(scope, note_id)
        note = reached.row
        author = await publishing.complete(note)
        if author:
            written = NoteWritten(note.id, body=await words_of(note))
            await record(author, case_file, written, chain=Chain.PARTIES, occurred_at=note.written_at)


async def _write(actor: Actor, reached: Reached[CaseFile], words: str, audience: Audience) -> Note:
    now, case_file = clock.now(), reached.row
    note = await Note.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file_id=case_file.id,
        written_at=now,
        **publishing.columns_for(actor, reached.relation, audience, now),
    )
    await _revise(note, words)
    return note


async def _revise(note: Note, words: str) -> None:
    await NoteRevision.create(
        agency_id=note.agency_id,
        creditor_id=note.creditor_id,
        chain=note.chain,
        author_organization_id=note.author_organization_id,
        note=note,
        body=words,
        written_at=clock.now(),
    )


def _words(body: str) -> str:
    words = body.strip()
    if not words:
        raise InvalidInput("body", body, "text")
    if len(words) > _BODY:
        raise InvalidInput("body", body, "note_body")
    return words

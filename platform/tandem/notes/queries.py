"""Reads of notes: the newest revision is what a note says."""

from collections.abc import Iterable
from uuid import UUID

from tandem.casefiles.parts import Parts, parts_by_id
from tandem.notes.models import Note, NoteRevision
from tandem.organizations.actor import Actor

_NOTES = Parts("notes", "{row}.id")


async def words_of(note: Note) -> str:
    """The newest words of a note already reached, in the open transaction."""
    revision = await NoteRevision.filter(note_id=note.id).order_by("-written_at", "-id").first()
    if revision is None:
        raise RuntimeError(f"note {note.id} has no words: every note is written with its first revision")
    return revision.body


async def notes_by_id(actor: Actor, note_ids: Iterable[UUID]) -> dict[UUID, Note]:
    """Those of the notes that the actor's side may see, on case files in the actor's reach."""
    return await parts_by_id(actor, Note, _NOTES, note_ids)

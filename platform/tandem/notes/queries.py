"""Reads of notes: the newest revision is what a note says."""

from tandem.notes.models import Note, NoteRevision


async def words_of(note: Note) -> str:
    """The newest words of a note already reached, in the open transaction."""
    revision = await NoteRevision.filter(note_id=note.id).order_by("-written_at", "-id").first()
    if revision is None:
        raise RuntimeError(f"note {note.id} has no words: every note is written with its first revision")
    return revision.body

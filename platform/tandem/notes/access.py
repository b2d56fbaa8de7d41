"""Which notes an actor reaches: those of the case files in reach, as far as row-level security shows them."""

from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.models import CaseFile
from tandem.kit import database
from tandem.notes.errors import NoteNotFound
from tandem.notes.models import Note
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached


async def note_for_update(actor: Actor | System, note_id: UUID) -> tuple[Reached[Note], CaseFile]:
    """A note with its case file, both locked: the case file first, as every command does.

    Raises NoteNotFound; a note that the other side has not published is nowhere.
    """
    reach = access.reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf JOIN notes n ON n.case_file_id = cf.id WHERE {reach.sql} AND n.id = $2",
        *reach.args,
        note_id,
    )
    if found is None:
        raise NoteNotFound(field="noteId")
    case_file = await access.case_file_for_update(actor, found["id"])
    note = await Note.select_for_update().get(id=note_id)
    return Reached(note, case_file.relation), case_file.row

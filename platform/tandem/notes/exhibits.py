"""Exhibits of notes: those on the chains that the bundle discloses, in the words that their events sealed."""

from tandem.casefiles.exhibits import Disclosing, Exhibit, exhibits
from tandem.casefiles.publishing import PublicationState
from tandem.kit.clock import local_day
from tandem.notes.models import Note, NoteRevision


@exhibits(order=85, covers=("notes", "note_revisions"))
async def notes(disclosing: Disclosing) -> list[Exhibit]:
    """Recorded notes: what waits to be published or was withdrawn is nobody's exhibit."""
    found = await Note.filter(
        case_file_id=disclosing.case_file.id,
        chain__in=[chain.value for chain in disclosing.chains],
        state=PublicationState.RECORDED,
    ).order_by("written_at", "id")
    revisions = NoteRevision.filter(note_id__in=[note.id for note in found]).order_by("written_at", "id")
    newest = {revision.note_id: revision.body for revision in await revisions}
    sealed = disclosing.newest("note_id", "note_written", "note_corrected")
    return [
        Exhibit(
            title=disclosing.say("exhibit.note", author=note.author_name),
            day=local_day(note.written_at),
            facts=((disclosing.say("exhibit.audience"), disclosing.say(f"exhibit.audience.{note.chain}")),),
            words=sealed[str(note.id)]["body"] if str(note.id) in sealed else newest[note.id],
            at=note.written_at,
        )
        for note in found
    ]

"""What happens to a note."""

from dataclasses import dataclass
from uuid import UUID

from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event("note_written", chains=tuple(Chain), group=EventGroup.NOTES, worded_by=("chain",))
@dataclass(frozen=True)
class NoteWritten(EventData):
    """The sealed copy of the words as they were recorded."""

    note_id: UUID
    body: str = sealed()


@event("note_corrected", chains=tuple(Chain), group=EventGroup.NOTES, worded_by=("chain",))
@dataclass(frozen=True)
class NoteCorrected(EventData):
    """The words that a note has from now on; the event that it supersedes keeps those before."""

    note_id: UUID
    body: str = sealed()
    reason: str = sealed()

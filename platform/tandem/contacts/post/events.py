"""What becomes of a letter after it was printed, told to both parties."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.contacts.post.stations import LetterStep
from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event("letter_step_recorded", chains=(Chain.PARTIES,), group=EventGroup.LETTERS, worded_by=("step",))
@dataclass(frozen=True)
class LetterStepRecorded(EventData):
    """`document_id`: the file of the case that proves it; told again with another day, it supersedes what was told."""

    attempt_id: UUID
    reference: str
    step: LetterStep
    happened_on: date
    document_id: UUID | None = None
    document_sha256: str | None = sealed(projected=False, default=None)

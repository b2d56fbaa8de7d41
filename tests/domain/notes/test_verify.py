"""A note that says something else than its events is named."""

import asyncpg
import pytest

from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.notes.commands import correct_note, write_note
from tandem.notes.verify import note_faults
from tests.support.builders import make_case

AWA = actor_of_cast("awa")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE note_revisions SET body = 'Autre' WHERE body = 'Payé le 3'", "the note's words changed"),
        ("UPDATE note_revisions SET body = 'Autre' WHERE body = 'Payé le 2'", "the note's words changed"),
        ("UPDATE notes SET chain = 'parties'", "the note's chain changed"),
        ("UPDATE notes SET state = 'withdrawn'", "the note's state changed"),
    ],
)
async def test_a_note_that_was_changed_is_named(committed: DatabaseUrls, change: str, said: str) -> None:
    made = await make_case()
    note = await write_note(AWA, made.case_file.id, body="Payé le 2", audience=Audience.OWN_SIDE)
    owner = await asyncpg.connect(committed.owner)
    try:
        first = await owner.fetchval("SELECT id FROM timeline_events WHERE kind = 'note_written'")
        await correct_note(AWA, note.id, supersedes=first, body="Payé le 3", reason="Date")
        assert [fault async for fault in note_faults(owner)] == []

        await owner.execute(change)

        [fault] = [fault async for fault in note_faults(owner)]
    finally:
        await owner.close()
    assert fault.startswith(f"case file {made.case_file.id}, chain agency, event 2 (")
    assert fault.endswith(f"{said} (note {note.id})")

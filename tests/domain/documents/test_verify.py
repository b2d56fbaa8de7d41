"""A file that is not the one that was added is named, with its event."""

import asyncpg
import pytest

from tandem.casefiles import storage
from tandem.casefiles.documents.verify import document_faults
from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tests.domain.documents.road import PDF, added
from tests.support.builders import make_case

AWA = actor_of_cast("awa")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE documents SET sha256 = repeat('0', 64)", "the file's sha256 was changed"),
        ("UPDATE documents SET name = 'autre.pdf'", "the file's name was changed"),
        ("UPDATE documents SET chain = 'parties'", "the file's chain was changed"),
        ("DELETE FROM documents", "the file's row is gone"),
        (None, "the file's bytes were changed"),
    ],
)
async def test_a_file_that_was_changed_is_named(committed: DatabaseUrls, change: str | None, said: str) -> None:
    made = await make_case()
    document = await added(AWA, made, Audience.OWN_SIDE)
    owner = await asyncpg.connect(committed.owner)
    try:
        assert [fault async for fault in document_faults(owner)] == []
        if change:
            await owner.execute(change)
        else:
            await storage.put(document.storage_key, PDF + b" ")

        [fault] = [fault async for fault in document_faults(owner)]
    finally:
        await owner.close()

    assert fault.startswith(f"case file {made.case_file.id}, chain agency, event 1 (")
    assert fault.endswith(f"{said} (document {document.id})")

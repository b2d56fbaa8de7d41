"""A database of the test's own, stores in memory, and two debtors of one file with a bit of everything on them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from tandem.casefiles import storage
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.privacy import journal
from tandem.privacy import tasks as _privacy_tasks  # noqa: F401 - registers its topic
from tandem.timeline.anchors import store
from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import People, make_people


@pytest.fixture
async def road(committed: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Road]:
    """The ORM as the web role, the worker's part as the worker role, files in memory, the journal in a folder."""
    storage.configure(MemoryStore())
    journal.configure(store.opened(str(tmp_path / "journal")))
    async with Road.on(committed) as made:
        yield made


@pytest.fixture
async def people(road: Road) -> People:
    """Ada, who is to be erased, and Bob, of whom nothing may be missing; both placed by one file, both closed."""
    return await make_people(road)

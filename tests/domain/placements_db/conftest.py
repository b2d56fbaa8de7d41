"""A database of the test's own and a store in memory, for the whole road of a placement."""

from collections.abc import AsyncIterator

import pytest
from obstore.store import MemoryStore

from tandem.casefiles import storage
from tandem.entrypoints.embedded import DatabaseUrls
from tests.domain.placements_db.road import Road


@pytest.fixture
async def road(committed: DatabaseUrls) -> AsyncIterator[Road]:
    """The ORM as the web role, and the means to do the worker's part as the worker role."""
    storage.configure(MemoryStore())
    async with Road.on(committed) as made:
        yield made

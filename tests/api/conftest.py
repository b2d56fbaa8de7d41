"""A committed database for the API: fields of one answer are read on connections of their own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.wakeups import flusher, listener
from tests.support.services import Template, database_of, orm


@pytest.fixture(scope="session")
async def api_database(template: Template) -> AsyncIterator[DatabaseUrls]:
    """One database with the cast for all tests of the API; each makes the rows it speaks of."""
    async with database_of(template) as urls:
        yield urls


@pytest.fixture
async def served(api_database: DatabaseUrls) -> AsyncIterator[DatabaseUrls]:
    """The ORM on that database as the web role."""
    async with orm(api_database.web):
        yield api_database


@pytest.fixture
async def live(served: DatabaseUrls) -> AsyncIterator[DatabaseUrls]:
    """The same with live updates both ways."""
    async with listener.run(served.web), flusher.run(served.web):
        yield served


@pytest.fixture
async def no_grants(served: DatabaseUrls) -> None:
    """No bank sees anything: what other tests opened in the shared database is ended."""
    owner = await asyncpg.connect(served.owner)
    await owner.execute("UPDATE bank_grants SET revoked_at = now(), revoked_by = 'x' WHERE revoked_at IS NULL")
    await owner.close()

"""Fixtures for every test: services, a rolled-back database by default, a committed one on demand, the cast."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator

import asyncpg
import hypothesis
import pytest
import time_machine
from tortoise.transactions import in_transaction

from tandem.entrypoints import demo
from tandem.entrypoints.embedded import DatabaseUrls, embedded_services, superuser_url
from tandem.entrypoints.migrate import migrate
from tandem.entrypoints.roles import ensure_login_roles
from tandem.kit import clock, keys
from tandem.timeline import sealing
from tests.support.folders import server_folder
from tests.support.grouping import pytest_collection_modifyitems
from tests.support.services import MASTER_KEY, Template, database_of, orm
from tests.support.walked import pytest_sessionfinish, pytest_terminal_summary, pytest_testnodedown

# How long one example takes says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

__all__ = [
    "pytest_collection_modifyitems",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
]


def pytest_collection_finish() -> None:
    """What every test needs is looked at by no collection of garbage any more: those among the tests are short."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    """Services of this test process, with the template database made by the real migrations."""
    with server_folder() as folder, embedded_services(folder, durable=False) as services:

        async def make() -> None:
            urls = services.database
            await migrate(urls.owner)
            await ensure_login_roles(urls.owner, urls.web, urls.worker)
            owner = await asyncpg.connect(urls.owner)
            await demo.write_organizations(owner)
            await owner.close()

        asyncio.run(make())
        sealing.configure(MASTER_KEY)
        keys.configure(MASTER_KEY)
        yield Template(
            services.database, services.redis_url, superuser_url(services.folder, services.database.owner) or ""
        )


@pytest.fixture(scope="session")
async def shared_database(template: Template) -> AsyncIterator[DatabaseUrls]:
    """One database for all tests that roll back."""
    async with database_of(template) as urls:
        yield urls


@pytest.fixture
async def db(shared_database: DatabaseUrls) -> AsyncIterator[None]:
    """The web role on a database with the cast, inside a transaction that is rolled back.

    NOTIFY, the relay and anything on a second connection are not seen from here: use `committed` for those.
    """
    async with orm(shared_database.web, pool=2):
        transaction = in_transaction()
        connection = await transaction.__aenter__()
        try:
            yield
        finally:
            await connection.rollback()
            await transaction.__aexit__(None, None, None)


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """It is the same moment throughout: pauses asked of who tries too often are not over because a machine is busy."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
async def committed(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own with the cast, the ORM on it as the web role, and real commits."""
    async with database_of(template) as urls, orm(urls.web):
        yield urls

"""One embedded PostgreSQL and Valkey for each test process, and databases made from one migrated template."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from tortoise import Tortoise
from tortoise.connection import get_connection

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.orm import orm_config

MASTER_KEY = bytes(range(32))
_numbers = itertools.count(1)
# Of all models, the first time; connections are opened when they are used anyway.
_prepares_queries = itertools.chain([True], itertools.repeat(False))


@dataclass(frozen=True)
class Template:
    """The migrated database with the cast's organizations; nobody connects to it after it is made."""

    urls: DatabaseUrls
    redis_url: str
    # The server's administrator, whom the product never signs in as.
    superuser: str


def renamed(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@contextlib.asynccontextmanager
async def database_of(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of its own, copied from the template, dropped afterwards."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(renamed(template.urls.owner, "postgres"))
    try:
        # Copied as files it takes half as long as through the log.
        source = urlsplit(template.urls.owner).path[1:]
        await admin.execute(f'CREATE DATABASE {name} TEMPLATE "{source}" STRATEGY FILE_COPY')
        try:
            yield DatabaseUrls(
                renamed(template.urls.owner, name),
                renamed(template.urls.web, name),
                renamed(template.urls.worker, name),
            )
        finally:
            await _drop(admin, name)
    finally:
        await admin.close()


async def _drop(admin: asyncpg.Connection, name: str) -> None:
    """Wait for sessions that are just ending: WITH (FORCE) may not end those of the other roles."""
    for _ in range(150):
        with contextlib.suppress(asyncpg.ObjectInUseError):
            await admin.execute(f"DROP DATABASE IF EXISTS {name}")
            return
        await asyncio.sleep(0.2)
    raise RuntimeError(f"{name} is still in use: a test left a connection open")


@contextlib.asynccontextmanager
async def orm(url: str, *, pool: int = 10) -> AsyncIterator[None]:
    """The ORM on one database, for everything that runs in this process."""
    config = orm_config(url, pool=pool)
    await Tortoise.init(config=config, init_connections=next(_prepares_queries), _enable_global_fallback=True)
    client = get_connection("default")
    try:
        yield
    finally:
        # Who reads on makes a pool of its own, which nobody closes.
        await at_rest(client)
        await Tortoise.close_connections()


async def at_rest(client: Any) -> None:
    """Wait until nobody uses a connection: what belongs to an answer that was refused is read to its end, unheard."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(5):
            while (pool := client._pool) is not None and pool.get_size() != pool.get_idle_size():  # noqa: ASYNC110 - nothing signals it
                await asyncio.sleep(0.01)

"""Erasures at the entrypoints: the journal, what a restore needs, and `tandem erase`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
from obstore.exceptions import BaseError
from obstore.store import ObjectStore
from pydantic import SecretStr
from tortoise import Tortoise

from tandem.casefiles import storage
from tandem.entrypoints import embedded
from tandem.entrypoints.orm import orm_config, plain_url
from tandem.entrypoints.settings import Settings, SettingsRefused
from tandem.kit import clock
from tandem.kit.wakeups import flusher
from tandem.privacy import journal, restoring
from tandem.timeline import sealing
from tandem.timeline.anchors import store


def journal_of(settings: Settings, folder: Path) -> ObjectStore:
    """Where the journal is kept; in `folder` unless the settings name a store. Raises SettingsRefused."""
    try:
        return store.opened(settings.erasure_journal or str(folder / "journal"))
    except (OSError, BaseError) as wrong:
        raise SettingsRefused(f"TANDEM_ERASURE_JOURNAL: {str(wrong).splitlines()[0]}") from None


@contextlib.asynccontextmanager
async def acting_as_owner(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """The ORM and a connection as the database's owner, with keys, files and journal. Raises SettingsRefused."""
    settings.needs("database_url", "master_key")
    if settings.database_url is None:
        raise SettingsRefused("set TANDEM_DATABASE_URL")
    url = settings.direct(settings.database_url)
    clock.configure(settings.clock_shift)
    sealing.configure(settings.key_bytes("master_key"))
    folder = settings.data or embedded.choose_data_folder(None)
    storage.configure(storage.local_folder(folder / "files"))
    journal.configure(journal_of(settings, folder))
    await Tortoise.init(config=orm_config(url, pool=3), _enable_global_fallback=True)
    try:
        connection = await asyncpg.connect(plain_url(url))
        try:
            # Pages that are open somewhere hear of what is erased here.
            async with flusher.run(plain_url(url)):
                yield connection
        finally:
            await connection.close()
    finally:
        await Tortoise.close_connections()


async def erase_again(settings: Settings) -> list[UUID]:
    """Carry out what the journal knows and this database does not, and write what the journal lost.

    Returns the erasures carried out. Raises SettingsRefused when there are some and the master key is not set.
    """
    if settings.database_url is None:
        return []
    journal.configure(journal_of(settings, settings.data or embedded.choose_data_folder(None)))
    connection = await asyncpg.connect(plain_url(settings.direct(settings.database_url)))
    try:
        left = await restoring.missing(connection)
        erased = await connection.fetchval("SELECT count(*) FROM erasures WHERE state = 'erased'")
    finally:
        await connection.close()
    if not left and erased == len(await journal.names()):
        return []
    async with acting_as_owner(settings) as owner:
        for erasure_id in left:
            await restoring.carry_out_again(await journal.read(erasure_id))
        await restoring.complete_journal(owner)
    return left


def refuse_unerased(settings: Settings, url: SecretStr | None, *, worker: bool = False) -> None:
    """Raises SettingsRefused while the journal knows of people whom this database has not erased.

    A worker may start on those that wait for it, asked for and not carried out.
    """
    if url and (left := asyncio.run(_unerased(settings, url.get_secret_value(), worker=worker))):
        number = f"{len(left)} erasures" if len(left) > 1 else "an erasure"
        raise SettingsRefused(
            f"the journal knows of {number} that this database has not carried out; it was restored from a backup: "
            "run `tandem migrate` first"
        )


async def _unerased(settings: Settings, url: str, *, worker: bool) -> list[UUID]:
    journal.configure(journal_of(settings, settings.data or embedded.choose_data_folder(None)))
    connection = await asyncpg.connect(plain_url(url))
    try:
        left = await restoring.missing(connection)
        if not worker:
            return left
        return [one for one in left if not await restoring.is_waiting(connection, await journal.read(one))]
    finally:
        await connection.close()

"""The registry holds every column and every prefix, and nothing that does not exist."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from obstore.store import MemoryStore

from tandem.casefiles import storage
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.privacy.personal_data import Kept, Store
from tandem.privacy.registry import BY_TABLE, ERASED, PREFIXES, STORES
from tandem.privacy.registry.unregistered import unregistered
from tandem.privacy.registry_page import page
from tandem.privacy.scope import bound

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def owner(committed: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(committed.owner)
    try:
        yield connection
    finally:
        await connection.close()


async def test_every_column_of_every_table_is_registered_and_exists(owner: asyncpg.Connection) -> None:
    assert await unregistered(owner, STORES) == []


async def test_a_new_column_a_new_table_and_a_column_that_is_gone_are_found(owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE notes ADD COLUMN mood text")
    await owner.execute("ALTER TABLE parties DROP COLUMN name")
    await owner.execute("CREATE TABLE birthdays (id uuid, born_on date)")

    assert await unregistered(owner, STORES) == [
        "birthdays: no store is registered for this table",
        "notes.mood: not registered",
        "parties.name: registered, and not in the database",
    ]


async def test_a_table_that_does_not_exist_is_found(owner: asyncpg.Connection) -> None:
    ghost = Store(table="ghosts", kept=Kept.NONE, plain="id", about="Nobody.")

    assert await unregistered(owner, (*STORES, ghost)) == ["ghosts: registered, and not in the database"]


def test_no_column_stands_in_two_classes() -> None:
    twice = [(store.table, column) for store in STORES for column in store.columns if store.columns.count(column) > 1]

    assert twice == []
    assert len(BY_TABLE) == len(STORES)


def test_what_is_erased_can_be_reached_and_what_is_reached_is_erased() -> None:
    assert [store.table for store in ERASED if not store.reach] == []
    assert [store.table for store in STORES if store.reach and not store.is_erased] == []


def test_rows_that_go_leave_nothing_to_blank() -> None:
    assert [store.table for store in STORES if store.deleted and (store.blanked or store.stays)] == []


async def test_every_condition_is_sql_that_the_database_understands(owner: asyncpg.Connection) -> None:
    values = {
        "debtor": None,
        "mandates": [],
        "case_files": [],
        "keys": [],
        "agency": None,
        "reference": None,
        "addresses": [],
        "batches": [],
        "results": [],
    }
    for store in ERASED:
        sql, args = bound(f"SELECT count(*) FROM {store.table} WHERE {store.reach}", values)
        assert await owner.fetchval(sql, *args) == 0, store.table


def test_every_prefix_that_may_be_written_is_registered() -> None:
    registered = {prefix.prefix for prefix in PREFIXES if prefix.store == "files"}

    assert registered == set(storage.PREFIXES)


async def test_bytes_under_another_prefix_are_refused() -> None:
    storage.configure(MemoryStore())

    with pytest.raises(ValueError, match="no erasure would find"):
        await storage.put("portraits/1.png", b"a face")


def test_the_page_of_the_registry_is_the_one_that_it_makes() -> None:
    written = (ROOT / "docs/subsystems/personal-data.md").read_text(encoding="utf-8")

    assert page() == written, "run: python -m tandem.privacy.registry_page > docs/subsystems/personal-data.md"

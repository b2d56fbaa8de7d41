"""Holding the registry against a database: what is there and not registered, and what is registered and not there."""

from collections.abc import Iterable

import asyncpg

from tandem.privacy.personal_data import Store


async def unregistered(connection: asyncpg.Connection, stores: Iterable[Store]) -> list[str]:
    """One line for each difference, none when the registry is whole. Partitions stand with their parent."""
    registered = {store.table: set(store.columns) for store in stores}
    existing: dict[str, set[str]] = {}
    for table, column in await connection.fetch(_COLUMNS):
        existing.setdefault(table, set()).add(column)
    found = [f"{table}: no store is registered for this table" for table in existing.keys() - registered.keys()]
    found += [f"{table}: registered, and not in the database" for table in registered.keys() - existing.keys()]
    for table in registered.keys() & existing.keys():
        found += [f"{table}.{column}: not registered" for column in existing[table] - registered[table]]
        found += [
            f"{table}.{column}: registered, and not in the database" for column in registered[table] - existing[table]
        ]
    return sorted(found)


_COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
WHERE c.table_schema = 'public' AND NOT EXISTS (
    SELECT FROM pg_inherits i WHERE i.inhrelid = format('%I.%I', c.table_schema, c.table_name)::regclass)
"""

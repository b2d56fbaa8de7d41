"""Holding destroyed keys against the erasures: a key that no erasure destroyed was taken away to hide something."""

from collections.abc import AsyncIterator

import asyncpg


async def key_faults(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """Every destroyed key that no carried-out erasure names, on the owner's connection.

    What is sealed under a destroyed key is passed over by all that opens seals, so this is what keeps it honest.
    """
    for row in await connection.fetch(_UNEXPLAINED):
        yield (
            f"key {row['id']} of debtor {row['debtor_id']} under mandate {row['mandate_id']}: "
            "it is destroyed, and no erasure destroyed it"
        )


_UNEXPLAINED = """
SELECT key.id, key.debtor_id, key.mandate_id FROM timeline_keys key
WHERE key.wrapped IS NULL AND NOT EXISTS (
    SELECT FROM erasures erasure, unnest(erasure.key_ids) AS destroyed (id)
    WHERE erasure.state = 'erased' AND destroyed.id = key.id)
ORDER BY key.id
"""

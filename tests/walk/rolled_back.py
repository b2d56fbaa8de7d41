"""Doing something for a moment: in a transaction of the web role that is rolled back whatever happens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.transactions import in_transaction


@asynccontextmanager
async def rolled_back() -> AsyncIterator[None]:
    """All that is written inside is gone afterwards; what is inside reads it."""
    transaction = in_transaction()
    connection = await transaction.__aenter__()
    try:
        yield
    finally:
        await connection.rollback()
        await transaction.__aexit__(None, None, None)

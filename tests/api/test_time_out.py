"""An operation that takes too long: it is stopped, and in PostgreSQL nothing of it goes on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import connection
from tandem_graphql.ids import global_id
from tandem_graphql.limits import DEFAULT
from tandem_graphql.schema import schema
from tandem_graphql.terms import Terms
from tests.api.asking import context_of
from tests.support.builders import make_case
from tests.support.services import Template, renamed

WAITING = """SELECT l.relation::regclass::text AS relation FROM pg_stat_activity a JOIN pg_locks l USING (pid)
    WHERE a.datname = current_database() AND a.wait_event_type = 'Lock' AND NOT l.granted"""
# One reads its rows by itself, one through a loader, whose reading is a task of its own; one writes.
CASE = "query ($id: ID!) { caseFile(id: $id) { stage } }"
PARTS = "query ($id: ID!) { caseFile(id: $id) { stage documents { id } } }"
READ = """mutation ($id: ID!) { markTimelineRead(input: {caseFileId: $id, heights: [{chain: PARTIES, sequence: 1}]}) {
    userErrors { code } } }"""


@contextlib.asynccontextmanager
async def _locked(urls: DatabaseUrls, template: Template, table: str) -> AsyncIterator[asyncpg.Connection]:
    """The table is somebody else's meanwhile, so that whoever reads it waits; yields a connection that watches."""
    database = urlsplit(urls.owner).path[1:]
    owner, watching = await asyncpg.connect(urls.owner), await asyncpg.connect(renamed(template.superuser, database))
    try:
        async with owner.transaction():
            await owner.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield watching
    finally:
        await owner.close()
        await watching.close()


async def _waiting(watching: asyncpg.Connection, number: int) -> list[Any]:
    """The statements that wait, once there are so many of them."""
    async with asyncio.timeout(20):
        while len(found := await watching.fetch(WAITING)) != number:  # noqa: ASYNC110 - PostgreSQL signals nobody
            await asyncio.sleep(0.02)
    return list(found)


@pytest.mark.parametrize(
    ("document", "table"),
    [(CASE, "case_files"), (PARTS, "documents"), (READ, "timeline_readings")],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_what_it_was_waiting_for_ends_too(
    served: DatabaseUrls, template: Template, document: str, table: str, streamed: bool
) -> None:
    made = await make_case()
    asked = {"id": global_id("CaseFile", made.case_file.id)}
    context = replace(context_of(actor_of_cast("awa", "lenoir")), terms=Terms(replace(DEFAULT, seconds=4.0)))
    async with _locked(served, template, table) as watching:
        running = asyncio.create_task(_run(document, asked, context, streamed))
        begun = await _waiting(watching, 1)
        codes = await running
        left = await _waiting(watching, 0)
    again = await _run(document, asked, context_of(actor_of_cast("awa", "lenoir")), streamed)

    assert (codes, again) == (["perhaps_done" if document == READ else "too_slow"], [])
    assert [one["relation"] for one in begun] == [table]
    assert left == []


async def _run(document: str, asked: dict[str, Any], context: Any, streamed: bool) -> list[str]:
    if not streamed:
        result = await schema.execute(document, asked, context)
    else:
        results = await schema.stream(document, asked, context)
        result = [one async for one in results][-1]
    return [str((error.extensions or {}).get("reason")) for error in result.errors or ()]


async def test_postgresql_ends_a_statement_by_itself(served: DatabaseUrls, template: Template) -> None:
    made = await make_case()
    asked = {"id": global_id("CaseFile", made.case_file.id)}
    connection.configure(0.3)
    try:
        async with _locked(served, template, "case_files"):
            result = await schema.execute(CASE, asked, context_of(actor_of_cast("awa", "lenoir")))
    finally:
        connection.configure(None)

    extensions = (result.errors or [])[0].extensions
    assert extensions == {"code": "UNAVAILABLE", "reason": "statement_ended"}

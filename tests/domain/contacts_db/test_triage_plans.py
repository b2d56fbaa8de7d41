"""What triage looks through to suggest case files, on tables whose size and statistics are this test's own."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from tandem.casefiles import access as casefiles
from tandem.contacts.incoming import triage
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import reading
from tests.domain.contacts_db.steps import AWA, call_back
from tests.domain.contacts_db.test_triage import unknown_text, waiting
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed


@pytest.fixture
async def own_database(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own as the worker role, with real commits."""
    async with database_of(template) as urls, orm(urls.worker):
        yield urls


def _scans(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(one for inner in plan.get("Plans", ()) for one in _scans(inner))]


async def test_suggestions_look_into_an_index_and_not_through_the_agencys_addresses(
    own_database: DatabaseUrls,
):
    made = await make_case()
    connection = await asyncpg.connect(own_database.owner)
    await connection.execute("DROP INDEX one_open_case_file")  # as if each were another debtor's
    for many, told in (
        ("case_files", "'reference', 'X-' || n"),
        ("contact_points", "'value', '+3361' || lpad(n::text, 7, '0')"),
    ):
        await connection.execute(
            f"INSERT INTO {many} SELECT (jsonb_populate_record(one, jsonb_build_object("
            f"'id', gen_random_uuid(), {told}))).* FROM {many} one, generate_series(1, 3000) n WHERE one.id = $1",
            made.case_file.id if many == "case_files" else made.phone.id,
        )
    await connection.execute("ANALYZE contact_points, case_files, inbound_messages, contact_attempts")
    await connection.close()
    await call_back(unknown_text("1"))
    [message] = await waiting()
    reach = casefiles.reach(AWA)
    async with reading(AWA):
        await database.execute("SET LOCAL enable_bitmapscan = off")
        [row] = await database.rows(
            f"EXPLAIN (FORMAT JSON) {triage._suggestions(reach.sql, len(reach.args) + 1)}", *reach.args, [message.id]
        )

    told = row["QUERY PLAN"]
    scans = _scans((orjson.loads(told) if isinstance(told, str) else told)[0]["Plan"])
    [points] = [one for one in scans if one.get("Relation Name") == "contact_points"]
    assert points["Index Name"] == "contact_points_by_value"
    assert "value" in points["Index Cond"]
    assert "sender" in points["Index Cond"]
    # One at a time, from a message: no look at all case files.
    assert "cf.id" not in points.get("Filter", "")
    [cases] = [one for one in scans if one.get("Alias") == "cf"]
    assert "Index Cond" in cases

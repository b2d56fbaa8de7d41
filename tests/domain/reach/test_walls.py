"""What hangs on a case file is seen with it: row-level security alone, as the web role, with no query that asks."""

import pytest

from tandem.entrypoints.demo import cast_id
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.models import CaseScope
from tests.domain.reach.confined import case_of, collector, team_of

PARTS = (
    "parties",
    "contact_points",
    "claims",
    "holds",
    "documents",
    "payments",
    "claim_interruptions",
    "directives",
    "notes",
    "contact_attempts",
    "delivery_reports",
    "evidence_bundles",
    "timeline_heads",
    "timeline_events",
    "timeline_entries",
    "timeline_readings",
)


@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("INSERT INTO teams (id, agency_id, name) VALUES (gen_random_uuid(), tandem_organization(), 'X')", "row-level"),
        (
            "INSERT INTO team_members (id, agency_id, team_id, membership_id) "
            "SELECT gen_random_uuid(), agency_id, id, tandem_membership() FROM teams",
            "row-level",
        ),
        ("UPDATE organizations SET case_scope = 'all' WHERE id = tandem_organization()", "does not choose"),
    ],
)
async def test_who_is_confined_decides_about_nobodys_reach(db, sql, refusal):
    await team_of("marc")
    async with transaction(System(cast_id("lenoir"))):
        await database.execute("UPDATE organizations SET case_scope = 'assigned' WHERE id = $1", cast_id("lenoir"))

    with pytest.raises(Exception, match=refusal):
        async with transaction(collector(CaseScope.ASSIGNED)):
            await database.execute(sql)


async def test_who_is_confined_changes_and_ends_no_team(db):
    team = await team_of("awa")

    async with transaction(collector(CaseScope.TEAM, team.id)):
        for sql in ("UPDATE teams SET name = 'X'", "DELETE FROM team_members", "DELETE FROM teams"):
            assert await database.execute(sql) == 0


async def test_a_confined_collector_sees_the_rows_of_what_is_theirs_and_of_nothing_else(db):
    team = await team_of("awa")
    own, theirs, others = await case_of(assignee="awa"), await case_of(team=team), await case_of(assignee="marc")

    async def seen(scope: CaseScope) -> dict[str, set[object]]:
        async with reading(collector(scope, team.id)):
            return {
                table: {row["id"] for row in await database.rows(f"SELECT {key} AS id FROM {table}")}
                for table, key in {**dict.fromkeys(PARTS, "case_file_id"), "case_files": "id"}.items()
            }

    everything, of_team, assigned = [await seen(scope) for scope in CaseScope]
    assert {own.case_file.id, theirs.case_file.id, others.case_file.id} <= everything["case_files"]
    for reached, wanted in (
        (of_team, {own.case_file.id, theirs.case_file.id}),
        (assigned, {own.case_file.id}),
    ):
        assert reached["case_files"] == wanted
        for table in ("parties", "contact_points", "claims"):
            assert reached[table] == wanted
        assert all(ids <= wanted for ids in reached.values())

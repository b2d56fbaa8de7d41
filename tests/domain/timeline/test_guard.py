"""The guard: DDL that would take away what protects timeline and audit log is refused, other DDL is not."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.migrate import install_guard
from tandem.timeline import guard
from tests.domain.timeline.conftest import settings_of
from tests.support.services import Template, database_of, renamed


@dataclass
class Guarded:
    urls: DatabaseUrls
    owner: asyncpg.Connection
    superuser: asyncpg.Connection


@pytest.fixture(scope="module")
async def guarded(template: Template) -> AsyncIterator[Guarded]:
    """A database with the guard; its owner, and the server's administrator."""
    async with database_of(template) as urls:
        superuser = await asyncpg.connect(renamed(template.superuser, urls.owner.rpartition("/")[2]))
        owner = await asyncpg.connect(urls.owner)
        assert await guard.install(superuser)
        try:
            yield Guarded(urls, owner, superuser)
        finally:
            await owner.close()
            await superuser.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE timeline_events DETACH PARTITION timeline_events_07",
        "ALTER TABLE timeline_events DETACH PARTITION timeline_events_07 CONCURRENTLY",
        "DROP TABLE timeline_events_07",
        "DROP TABLE timeline_events",
        "DROP TABLE timeline_events CASCADE",
        "ALTER TABLE timeline_events RENAME TO elsewhere",
        "ALTER TABLE timeline_events SET SCHEMA tandem_guard",
        "ALTER TABLE timeline_events_07 DISABLE TRIGGER append_only_rows",
        "ALTER TABLE timeline_events_07 DISABLE TRIGGER ALL",
        "ALTER TABLE timeline_events DISABLE TRIGGER append_only_table",
        "ALTER TABLE timeline_events_07 ENABLE TRIGGER append_only_rows",
        "ALTER TABLE timeline_events_07 ENABLE REPLICA TRIGGER append_only_table",
        "DROP TRIGGER append_only_rows ON timeline_events_07",
        "ALTER TRIGGER append_only_table ON timeline_events RENAME TO other",
        "CREATE OR REPLACE TRIGGER append_only_rows BEFORE DELETE ON timeline_events_07 FOR EACH ROW "
        "EXECUTE FUNCTION timeline_is_append_only()",
        "DROP FUNCTION timeline_is_append_only() CASCADE",
        "CREATE OR REPLACE FUNCTION timeline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION timeline_is_append_only() RENAME TO other",
        "DROP TABLE audit_events CASCADE",
        "ALTER TABLE audit_events DISABLE TRIGGER append_only_rows",
        "DROP TRIGGER append_only_table ON audit_events",
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    ],
)
async def test_what_would_unprotect_the_timeline_is_refused_even_to_a_superuser(
    guarded: Guarded, statement: str
) -> None:
    for connection in (guarded.owner, guarded.superuser):
        with pytest.raises((asyncpg.RestrictViolationError, asyncpg.InsufficientPrivilegeError)) as refused:
            await connection.execute(statement)
    assert isinstance(refused.value, asyncpg.RestrictViolationError)

    assert await guard.weaknesses(guarded.owner) == []
    assert await guarded.owner.fetchval("SELECT count(*) FROM pg_inherits WHERE inhdetachpending") == 0


async def test_dropping_everything_that_somebody_owns_is_refused(guarded: Guarded) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        await guarded.superuser.execute("DROP OWNED BY tandem_owner CASCADE")


async def test_other_changes_of_the_schema_pass(guarded: Guarded) -> None:
    await guarded.owner.execute(
        "ALTER TABLE timeline_events ADD COLUMN later text; CREATE INDEX later ON timeline_events (later); "
        "CREATE TABLE others (id uuid); ALTER TABLE others ADD COLUMN name text; DROP TABLE others; "
        "GRANT SELECT ON timeline_events TO tandem_worker"
    )

    assert await guard.weaknesses(guarded.owner) == []


async def test_nobody_but_a_superuser_switches_the_guard_off_or_rewrites_it(guarded: Guarded) -> None:
    for statement in (
        "ALTER EVENT TRIGGER tandem_timeline_kept DISABLE",
        "DROP EVENT TRIGGER tandem_timeline_kept",
        "DROP SCHEMA tandem_guard CASCADE",
        "CREATE OR REPLACE FUNCTION tandem_guard.keep_timeline() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await guarded.owner.execute(statement)


async def test_a_migration_that_must_does_it_while_an_administrator_has_the_guard_off(guarded: Guarded) -> None:
    await guarded.superuser.execute("ALTER EVENT TRIGGER tandem_timeline_kept DISABLE")
    await guarded.owner.execute("ALTER TABLE timeline_events_07 DISABLE TRIGGER append_only_rows")
    assert not await guard.is_installed(guarded.owner)
    assert await guard.weaknesses(guarded.owner) == [
        "the trigger append_only_rows on timeline_events_07 is missing, off or altered"
    ]
    await guarded.owner.execute("ALTER TABLE timeline_events_07 ENABLE ALWAYS TRIGGER append_only_rows")
    await guarded.superuser.execute("ALTER EVENT TRIGGER tandem_timeline_kept ENABLE ALWAYS")

    assert await guard.is_installed(guarded.owner)
    assert await guard.weaknesses(guarded.owner) == []


async def test_the_owner_says_that_the_guard_is_missing_and_finds_it_once_it_is_there(
    template: Template, committed: DatabaseUrls
) -> None:
    assert not await install_guard(committed.owner)

    assert await install_guard(renamed(template.superuser, committed.owner.rpartition("/")[2]))
    assert await install_guard(committed.owner)


async def test_a_partition_that_is_away_is_a_weakness(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("ALTER TABLE timeline_events DETACH PARTITION timeline_events_07")

    assert await guard.weaknesses(owner) == ["31 of the 32 partitions of timeline_events are attached"]
    await owner.close()


async def test_the_working_roles_own_nothing_and_pass_by_nothing(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    owned = await owner.fetch(
        "SELECT deptype, classid::regclass, objid FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid "
        "WHERE rolname LIKE 'tandem\\_w%' AND deptype = 'o'"
    )
    roles = await owner.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'tandem\\_w%' "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    names = {row[0] for row in await owner.fetch("SELECT rolname FROM pg_roles WHERE rolname LIKE 'tandem\\_w%'")}
    for url in (committed.web, committed.worker):
        working = await asyncpg.connect(url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await working.execute("ALTER TABLE timeline_events_07 DISABLE TRIGGER append_only_rows")
        for statement in (
            "UPDATE timeline_events SET kind = ''",
            "DELETE FROM timeline_events",
            "TRUNCATE timeline_events",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await working.execute(statement)
        await working.close()
    await owner.close()

    assert {"tandem_web", "tandem_worker", "tandem_web_login", "tandem_worker_login"} <= names
    assert (owned, roles) == ([], [])


async def test_migrate_says_in_one_line_that_the_guard_is_missing(committed: DatabaseUrls, tmp_path: Path) -> None:
    migrating = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tandem.entrypoints.cli",
        "migrate",
        env={**os.environ, **settings_of(committed, tmp_path)},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await migrating.communicate()

    missing = "The timeline's guard is missing: an administrator of the database runs `tandem guard | psql …` once."
    assert printed.decode().splitlines() == [missing]
    assert migrating.returncode == 0

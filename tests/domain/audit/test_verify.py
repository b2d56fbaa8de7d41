"""What somebody with full access to the database could do to the log, and what `tandem verify` says of it."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise import Tortoise

from tandem import migrations
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.organizations.audit.encoding import AuditRecord, hash_of
from tandem.organizations.audit.expiring import expire_audit
from tandem.organizations.audit.verify import AuditTally, audit_faults
from tandem.privacy.personal_data import Kept
from tandem.privacy.rules import ANYWHERE, rule_of
from tandem.timeline import guard
from tests.domain.audit.chains import chain_of, told, unguarded
from tests.support.services import orm

INES, HELENE = actor_of_cast("ines"), actor_of_cast("helene")
SQL = Path(migrations.__file__).parent / "sql" / "0019"
MINE = f"organization_id = '{INES.organization_id}'"


async def faults(urls: DatabaseUrls) -> tuple[list[str], AuditTally]:
    owner = await asyncpg.connect(urls.owner)
    tally = AuditTally()
    try:
        return [f"{fault.sequence}: {fault.problem}" async for fault in audit_faults(owner, tally)], tally
    finally:
        await owner.close()


async def made(urls: DatabaseUrls) -> None:
    for actor in (INES, HELENE):
        for number in range(4):
            await told(actor, f"Équipe {number}")


async def test_what_was_written_is_right(committed: DatabaseUrls) -> None:
    await made(committed)

    found, tally = await faults(committed)

    assert found == []
    assert (tally.chains, tally.events) == (2, 8)


CHANGES = [
    ("kind", "'team_removed'"),
    ("actor_kind", "'system', membership_id = NULL"),
    ("person_name", "'Nobody'"),
    ("at", "at - interval '1 second'"),
    ("id", "gen_random_uuid()"),
    ("via", "'token'"),
    ("via_id", "gen_random_uuid()"),
    ("network", "'203.0.113.0/24'"),
    ("subject_type", "'role'"),
    ("subject_id", "gen_random_uuid()"),
    ("subject_label", "'Équipe 9'"),
    ("details", """'{ }'"""),
]


@pytest.mark.parametrize(("column", "value"), CHANGES, ids=[column for column, _ in CHANGES])
async def test_a_changed_field_is_found_where_it_is(committed: DatabaseUrls, column: str, value: str) -> None:
    await made(committed)
    async with unguarded(committed) as owner:
        await owner.execute(f"UPDATE audit_events SET {column} = {value} WHERE {MINE} AND sequence = 2")

    found, _ = await faults(committed)

    assert found == ["2: its contents do not give its hash: it was changed"]


async def exchanged(owner: asyncpg.Connection) -> None:
    """An event of other contents whose own hash fits."""
    row = dict(await owner.fetchrow(f"SELECT * FROM audit_events WHERE {MINE} AND sequence = 2"))
    record = {name: row[name] for name in AuditRecord.__dataclass_fields__} | {"subject_label": "Équipe 9"}
    await owner.execute(
        f"UPDATE audit_events SET subject_label = 'Équipe 9', hash = $1 WHERE {MINE} AND sequence = 2",
        hash_of(AuditRecord(**record)),
    )


async def moved(owner: asyncpg.Connection) -> None:
    """An event of another organization's log in place of the last one."""
    await owner.execute(f"DELETE FROM audit_events WHERE {MINE} AND sequence = 4")
    await owner.execute(f"UPDATE audit_events SET organization_id = '{INES.organization_id}' WHERE sequence = 4")


def runs(*statements: str) -> Callable[[asyncpg.Connection], Awaitable[None]]:
    async def run(owner: asyncpg.Connection) -> None:
        for statement in statements:
            await owner.execute(statement)

    return run


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(
            runs(f"DELETE FROM audit_events WHERE {MINE} AND sequence = 2"),
            ["3: event 2 is missing before it"],
            id="gap",
        ),
        pytest.param(
            runs(f"DELETE FROM audit_events WHERE {MINE} AND sequence = 1"),
            ["2: event 1 is missing before it"],
            id="beginning",
        ),
        pytest.param(
            runs(f"DELETE FROM audit_events WHERE {MINE} AND sequence > 2"),
            ["2: it is the last, and the kept head says 4: those after it are missing"],
            id="tail",
        ),
        pytest.param(
            runs(f"DELETE FROM audit_events WHERE {MINE}"),
            ["0: it is the last, and the kept head says 4: those after it are missing"],
            id="all",
        ),
        pytest.param(
            runs(f"DELETE FROM audit_heads WHERE {MINE}"),
            ["4: no head is kept of this chain: it was inserted, or the head deleted"],
            id="head",
        ),
        pytest.param(
            runs(f"UPDATE audit_heads SET sequence = 3 WHERE {MINE}"),
            ["4: the kept head says 3: it was inserted"],
            id="inserted",
        ),
        pytest.param(
            runs(f"UPDATE audit_heads SET hash = sha256('x') WHERE {MINE}"),
            ["4: it is the last, and the kept head has another hash: it was exchanged"],
            id="head's hash",
        ),
        pytest.param(
            runs(f"UPDATE audit_events SET encoding = 7 WHERE {MINE} AND sequence = 1"),
            ["1: its encoding 7 is not one that this release knows"],
            id="encoding",
        ),
        pytest.param(
            exchanged,
            ["3: it does not continue event 2: that one, or this one, was exchanged"],
            id="exchanged",
        ),
    ],
)
async def test_what_was_done_to_a_chain_is_named(
    committed: DatabaseUrls, tamper: Callable[[asyncpg.Connection], Awaitable[None]], expected: list[str]
) -> None:
    await made(committed)
    async with unguarded(committed) as owner:
        await tamper(owner)

    found, _ = await faults(committed)

    assert found == expected


async def test_an_event_of_another_organization_is_found_in_both_chains(committed: DatabaseUrls) -> None:
    await made(committed)
    async with unguarded(committed) as owner:
        await moved(owner)

    found, _ = await faults(committed)

    assert sorted(found) == [
        "3: it is the last, and the kept head says 4: those after it are missing",
        "4: it does not continue event 3: that one, or this one, was exchanged",
        "4: it is the last, and the kept head has another hash: it was exchanged",
        "4: its contents do not give its hash: it was changed",
    ]


async def test_a_trigger_that_is_off_is_named(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    assert await guard.weaknesses(owner) == []

    await owner.execute("ALTER TABLE audit_events ENABLE TRIGGER append_only_rows")
    await owner.execute("DROP TRIGGER append_only_table ON audit_events")

    assert sorted(await guard.weaknesses(owner)) == [
        "the trigger append_only_rows on audit_events is missing, off or altered",
        "the trigger append_only_table on audit_events is missing, off or altered",
    ]
    await owner.close()


async def test_the_search_of_an_event_cannot_be_changed_apart(committed: DatabaseUrls) -> None:
    await told(INES)

    async with unguarded(committed) as owner:
        with pytest.raises(asyncpg.GeneratedAlwaysError):
            await owner.execute("UPDATE audit_events SET search = ' '")

    assert len(await chain_of(committed, INES.organization_id)) == 1


async def test_what_is_older_than_three_years_goes_and_the_rest_still_verifies(committed: DatabaseUrls) -> None:
    await made(committed)
    rows = await chain_of(committed, INES.organization_id)
    async with unguarded(committed) as owner:
        await _aged(owner, rows, old=2)
    kept = (await chain_of(committed, INES.organization_id))[2:]

    await Tortoise.close_connections()
    async with orm(committed.worker):
        gone = [await expire_audit() for _ in range(2)]

    assert gone == [2, 0]
    assert await chain_of(committed, INES.organization_id) == kept
    found, tally = await faults(committed)
    assert (found, tally.events) == ([], 6)


def test_the_database_removes_what_the_rule_says() -> None:
    rule = rule_of(Kept.AUDIT, ANYWHERE, date(2026, 11, 22))

    written = (SQL / "1_chain.sql").read_text() + (SQL / "2_writing.sql").read_text()
    assert set(re.findall(r"interval '(\d+) months'", written)) == {str(rule.months)}


async def _aged(owner: asyncpg.Connection, rows: list[dict[str, Any]], *, old: int) -> None:
    """The chain made anew with its first events three years and a day ago."""
    previous = rows[0]["previous_hash"]
    for number, row in enumerate(rows):
        at = await owner.fetchval("SELECT now() - interval '36 months 1 day'") if number < old else row["at"]
        told_ = {name: row[name] for name in AuditRecord.__dataclass_fields__} | {
            "at": at,
            "previous_hash": previous,
        }
        digest = hash_of(AuditRecord(**told_))
        await owner.execute(
            f"UPDATE audit_events SET at = $1, previous_hash = $2, hash = $3 WHERE {MINE} AND sequence = $4",
            at,
            previous,
            digest,
            row["sequence"],
        )
        previous = digest
    await owner.execute(f"UPDATE audit_heads SET hash = $1 WHERE {MINE}", previous)

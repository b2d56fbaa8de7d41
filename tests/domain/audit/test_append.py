"""One gapless chain an organization, written by one function, told by whoever acts."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.search import search_key
from tandem.organizations import audit
from tandem.organizations.actor import System
from tandem.organizations.audit import AuditKind, CommandLine, Door, Subject, SubjectType
from tandem.organizations.audit.encoding import AuditRecord, genesis, hash_of
from tests.domain.audit.chains import chain_of, told

INES, HELENE = actor_of_cast("ines"), actor_of_cast("helene")
COVERED = AuditRecord.__dataclass_fields__.keys()


async def test_a_chain_begins_with_its_own_genesis_and_python_gives_the_same_hashes(committed: DatabaseUrls) -> None:
    await told(INES, "Équipe Nantes")
    await told(INES, "Équipe Œuvre & Straße")

    first, second = await chain_of(committed, INES.organization_id)

    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert first["previous_hash"] == genesis(INES.organization_id)
    assert second["previous_hash"] == first["hash"]
    for row in (first, second):
        assert row["hash"] == hash_of(AuditRecord(**{name: row[name] for name in COVERED}))
    assert second["search"] == " " + search_key(f"{INES.person_name} Équipe Œuvre & Straße")


async def test_an_event_tells_who_acted_by_what_from_which_network_and_when(committed: DatabaseUrls) -> None:
    before = datetime.now(UTC)
    with audit.coming_from("203.0.113.77"):
        event_id = await told(INES)

    (row,) = await chain_of(committed, INES.organization_id)

    assert (row["id"], row["kind"], row["actor_kind"]) == (event_id, "team_created", "person")
    assert (row["membership_id"], row["person_name"]) == (INES.membership_id, INES.person_name)
    assert (row["via"], row["via_id"], row["network"]) == ("session", INES.session_id, "203.0.113.0/24")
    assert (row["subject_type"], row["subject_id"], row["subject_label"]) == ("team", None, "Équipe Nantes")
    assert before <= row["at"] <= datetime.now(UTC)
    # A UUIDv7 of that very millisecond.
    assert (row["id"].version, row["id"].variant) == (7, UUID(int=0x8 << 60).variant)
    made_at = datetime.fromtimestamp((row["id"].int >> 80) / 1000, UTC)
    assert abs(made_at - row["at"]) <= timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", ""),
        (None, ""),
    ],
)
async def test_of_an_address_the_network_alone_is_kept(
    committed: DatabaseUrls, address: str | None, network: str
) -> None:
    with audit.coming_from(address):
        await told(INES)

    (row,) = await chain_of(committed, INES.organization_id)

    assert row["network"] == network


async def test_twenty_who_write_at_once_leave_no_gap(committed: DatabaseUrls) -> None:
    await asyncio.gather(*(told(INES, f"Équipe {number}") for number in range(20)))

    rows = await chain_of(committed, INES.organization_id)

    assert [row["sequence"] for row in rows] == list(range(1, 21))
    assert [row["previous_hash"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert {row["subject_label"] for row in rows} == {f"Équipe {number}" for number in range(20)}


async def test_what_is_undone_leaves_no_event_and_no_gap(committed: DatabaseUrls) -> None:
    await told(INES)

    async def undone() -> None:
        async with transaction(INES):
            await audit.record(INES, AuditKind.TEAM_CREATED)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await undone()
    await told(INES)

    assert [row["sequence"] for row in await chain_of(committed, INES.organization_id)] == [1, 2]


async def test_an_act_whose_event_cannot_be_written_fails_with_it(committed: DatabaseUrls) -> None:
    with pytest.raises(ValueError, match=r"invitation_sent is told with \['role'\]"):
        async with transaction(INES):
            await audit.record(INES, AuditKind.INVITATION_SENT, details={"role": "collector", "name": "Dupont"})

    assert await chain_of(committed, INES.organization_id) == []


async def test_a_door_tells_of_a_known_person_or_of_nobody(committed: DatabaseUrls) -> None:
    subject = Subject(SubjectType.MEMBERSHIP, INES.membership_id, INES.person_name)
    for door in (Door(INES.organization_id), Door(INES.organization_id, INES.membership_id, INES.session_id)):
        async with transaction(door):
            await audit.record(door, AuditKind.SIGN_IN_FAILED, subject)

    nobody, known = await chain_of(committed, INES.organization_id)

    assert (nobody["actor_kind"], nobody["membership_id"], nobody["person_name"]) == ("nobody", None, "")
    assert (known["actor_kind"], known["membership_id"], known["via"]) == ("person", INES.membership_id, "session")


async def test_worker_and_command_line_are_nobody_in_person(committed: DatabaseUrls) -> None:
    for acting in (System(INES.organization_id, membership_id=INES.membership_id), CommandLine(INES.organization_id)):
        async with transaction(acting):
            await audit.record(acting, AuditKind.ERASURE_CARRIED_OUT)

    rows = await chain_of(committed, INES.organization_id)

    assert [(row["actor_kind"], row["membership_id"]) for row in rows] == [("system", None), ("command_line", None)]


async def test_nobody_acts_as_a_member_of_another_organization(committed: DatabaseUrls) -> None:
    door = Door(INES.organization_id, HELENE.membership_id)

    with pytest.raises(Exception, match="knows no such member"):
        async with transaction(door):
            await audit.record(door, AuditKind.SIGNED_IN)

    assert await chain_of(committed, INES.organization_id) == []


APPEND = "SELECT audit_append($1, 'team_created', 'system', NULL, NULL, '', NULL, '', '{}')"


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize("acting", ["lemanique", "atlas", "energie", None])
async def test_no_other_organization_writes_into_a_chain(
    committed: DatabaseUrls, role: str, acting: str | None
) -> None:
    connection = await asyncpg.connect(getattr(committed, role))
    await connection.execute(
        "SELECT set_config('tandem.organization_id', $1, false)", str(cast_id(acting)) if acting else ""
    )

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(APPEND, INES.organization_id)
    await connection.close()

    assert await chain_of(committed, INES.organization_id) == []


REFUSED = [
    "INSERT INTO audit_events SELECT * FROM audit_events",
    "UPDATE audit_events SET person_name = 'Nobody'",
    "DELETE FROM audit_events",
    "TRUNCATE audit_events",
]


@pytest.mark.parametrize("sql", [*REFUSED, "UPDATE audit_heads SET sequence = 0", "DELETE FROM audit_heads"])
@pytest.mark.parametrize("role", ["web", "worker"])
async def test_the_working_roles_write_no_row(committed: DatabaseUrls, role: str, sql: str) -> None:
    await told(INES)
    before = await chain_of(committed, INES.organization_id)
    connection = await asyncpg.connect(getattr(committed, role))

    with pytest.raises(asyncpg.PostgresError):
        await connection.execute(sql)
    await connection.close()

    assert await chain_of(committed, INES.organization_id) == before


@pytest.mark.parametrize("sql", REFUSED[1:])
@pytest.mark.parametrize("setting", ["SELECT 1", "SET session_replication_role = replica"])
async def test_the_owner_and_the_administrator_change_nothing_either(
    committed: DatabaseUrls, superuser: str, sql: str, setting: str
) -> None:
    await told(INES)
    before = await chain_of(committed, INES.organization_id)

    for url in (committed.owner,) if setting == "SELECT 1" else (superuser,):
        connection = await asyncpg.connect(url)
        await connection.execute(setting)
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await connection.execute(sql)
        await connection.close()

    assert await chain_of(committed, INES.organization_id) == before


@pytest.mark.parametrize("name", ["audit_write", "audit_by", "audit_bank_view", "audit_hash"])
@pytest.mark.parametrize("role", ["tandem_web", "tandem_worker"])
async def test_what_writes_any_chain_is_called_by_no_working_role(
    committed: DatabaseUrls, role: str, name: str
) -> None:
    owner = await asyncpg.connect(committed.owner)

    may = await owner.fetchval(
        "SELECT bool_or(has_function_privilege($1, oid, 'EXECUTE')) FROM pg_proc WHERE proname = $2", role, name
    )
    await owner.close()

    assert may is False


async def test_what_an_organization_reads_is_its_own_chain(committed: DatabaseUrls) -> None:
    await told(INES)
    await told(HELENE)
    web = await asyncpg.connect(committed.web)

    async with web.transaction():
        await web.execute("SELECT set_config('tandem.organization_id', $1, true)", str(HELENE.organization_id))
        events = {row["organization_id"] for row in await web.fetch("SELECT organization_id FROM audit_events")}
        heads = {row["organization_id"] for row in await web.fetch("SELECT organization_id FROM audit_heads")}
    await web.close()

    assert events == heads == {HELENE.organization_id}

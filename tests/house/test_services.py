"""The embedded servers: they start, keep, lock, and never outlive the process that started them."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from tandem.entrypoints.embedded import DataFolderRefused, Services, embedded_services
from tandem.entrypoints.roles import LoginRoleMissing, ensure_login_roles
from tests.support.folders import server_folder

HOLD = """
import sys, time
from pathlib import Path
from tandem.entrypoints.embedded import embedded_services
with embedded_services(Path(sys.argv[1]), durable=False):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that the servers may reach."""
    with server_folder() as path:
        yield path


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    """Both servers, for tests that only talk to them."""
    with server_folder() as path, embedded_services(path, durable=False) as running:
        yield running


def running_processes() -> dict[int, int]:
    """The parent of every process that is not a zombie."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(path.parent.name)] = int(parent)
    return parents


async def test_the_owner_connects_and_is_no_superuser(services: Services) -> None:
    connection = await asyncpg.connect(services.database.owner)
    try:
        assert await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert await connection.fetchval("SELECT upper('é') || lower('Œ')") == "Éœ"
    finally:
        await connection.close()


async def test_valkey_answers_with_its_password_and_refuses_without(services: Services) -> None:
    async with Redis.from_url(services.redis_url) as known:
        assert await known.ping()
    async with Redis.from_url(f"redis://{services.redis_url.rpartition('@')[2]}") as stranger:
        with pytest.raises(Exception, match="Authentication required"):
            await stranger.ping()


def test_secrets_are_read_by_their_owner_alone(services: Services) -> None:
    secrets = list((services.folder / "secrets").iterdir())

    assert len(secrets) >= 5
    assert {oct(path.stat().st_mode & 0o777) for path in secrets} == {"0o600"}


def test_a_second_run_in_the_same_folder_is_refused_in_one_line(services: Services) -> None:
    with (
        pytest.raises(DataFolderRefused, match=f"is in use by process {os.getpid()}"),
        embedded_services(services.folder),
    ):
        pass


async def test_login_roles_are_made_once_and_repaired_when_the_password_changes(services: Services) -> None:
    urls = services.database
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("CREATE ROLE tandem_web NOLOGIN; CREATE ROLE tandem_worker NOLOGIN")
    changed = urls.web.replace("@", "0@")

    for web in (urls.web, urls.web, changed):
        await ensure_login_roles(urls.owner, web, urls.worker)
        connection = await asyncpg.connect(web)
        assert await connection.fetchval("SELECT pg_has_role(current_user, 'tandem_web', 'USAGE')")
        await connection.close()

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(urls.web)
    await owner.close()


async def test_an_owner_who_may_not_make_roles_gets_the_sql_without_the_password(services: Services) -> None:
    owner = await asyncpg.connect(services.database.owner)
    await owner.execute("CREATE ROLE modest LOGIN PASSWORD 'modest'")
    await owner.close()
    place = services.database.owner.rpartition("@")[2]

    with pytest.raises(LoginRoleMissing) as missing:
        await ensure_login_roles(
            f"postgresql://modest:modest@{place}",
            f"postgresql://new_web:hush@{place}",
            f"postgresql://new_worker:hush@{place}",
        )

    assert missing.value.statements[1] == 'GRANT "tandem_web" TO "new_web"'
    assert "SCRAM-SHA-256$" in missing.value.statements[0]
    assert "hush" not in str(missing.value)


async def test_one_role_for_two_uses_is_refused(services: Services) -> None:
    with pytest.raises(ValueError, match="three different roles"):
        await ensure_login_roles(services.database.owner, services.database.owner, services.database.worker)


def test_a_second_start_keeps_data_ports_and_secrets(folder: Path) -> None:
    async def write(url: str) -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        await connection.close()

    async def read(url: str) -> int:
        connection = await asyncpg.connect(url)
        try:
            return int(await connection.fetchval("SELECT answer FROM kept"))
        finally:
            await connection.close()

    with embedded_services(folder) as first:
        asyncio.run(write(first.database.owner))
    with embedded_services(folder) as second:
        assert second == first
        assert asyncio.run(read(second.database.owner)) == 42


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of a parent's death on Linux only")
def test_a_killed_parent_leaves_nothing_behind_and_the_folder_free(folder: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    running = running_processes()
    servers = {pid for pid, its_parent in running.items() if its_parent == parent.pid}
    family = servers | {pid for pid, its_parent in running.items() if its_parent in servers}
    assert len(servers) == 2
    assert len(family) > 4

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    deadline = time.monotonic() + 20
    while family & running_processes().keys() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert family & running_processes().keys() == set()
    with embedded_services(folder):
        pass

"""The servers of a run, each of which may be ended: PostgreSQL and Valkey, sandbox, web process, and the workers."""

import asyncio
import base64
import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx2
from redis.asyncio import Redis

from tandem.entrypoints import children, demo
from tandem.entrypoints.embedded import Services, kept_key
from tandem.entrypoints.embedded.binaries import postgres_programs
from tandem.entrypoints.embedded.postgres import port_of_running_server
from tandem.entrypoints.migrate import migrate
from tandem.entrypoints.roles import ensure_login_roles
from tandem_channels.sandbox.signing import webhook_public_key
from tests.support.ports import free_port

# Tuesday, 10:30 in Paris: nothing is put off by hours or holidays.
NOON = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
READY_WITHIN = 180.0
PACE = "2"  # seconds between two steps of a message or call: whoever sends again blindly does so before it is told


async def prepare(services: Services) -> None:
    """The schema, its roles, the cast's organizations, and a place for printers."""
    urls = services.database
    await migrate(urls.owner)
    await ensure_login_roles(urls.owner, urls.web, urls.worker)
    owner = await asyncpg.connect(urls.owner)
    await demo.write_organizations(owner)
    await owner.close()
    printers_of(services).mkdir()


def printers_of(services: Services) -> Path:
    """The folder that printers share with this installation."""
    return services.folder / "printers"


@dataclass(slots=True)
class Servers:
    """What runs, and what was done to it."""

    services: Services
    environment: dict[str, str]
    web: str
    sandbox: str
    # When PostgreSQL went and when it was there again, by this machine's clock.
    restarts: list[tuple[datetime, datetime]] = field(default_factory=list)
    flushes: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """What all processes print."""
        return self.services.folder / "processes.log"

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Run a Python program of ours until the end of the run."""
        with self.log.open("ab") as log:
            process = children.start(
                [sys.executable, *arguments], output=log, environment=self.environment | dict(environment or {})
            )
        self.processes.append(process)
        return process

    async def restart_postgres(self) -> None:
        """`pg_ctl restart -m immediate`, in two steps so that the new server, too, ends with us.

        Nothing is written out: what was not committed is gone, the rest comes back from the log.
        """
        began = datetime.now(UTC)
        folder, user = self.services.folder, children.unprivileged_user()
        programs, cluster = postgres_programs(folder, user), folder / "postgres"
        # As it was started: the server itself keeps its command line there.
        command = shlex.split((cluster / "postmaster.opts").read_text())
        stop = [programs / "pg_ctl", "stop", "-D", cluster, "-m", "immediate", "-w"]
        stopping = await asyncio.create_subprocess_exec(
            *map(str, stop),
            stdout=asyncio.subprocess.DEVNULL,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
        )
        if await stopping.wait():
            raise RuntimeError("PostgreSQL did not stop")
        with (folder / "postgres.log").open("ab") as log:
            self.processes.append(children.start(command, output=log, stop_signal=signal.SIGINT, user=user))
        async with asyncio.timeout(READY_WITHIN):
            while port_of_running_server(folder) is None:  # noqa: ASYNC110 - nothing signals it
                await asyncio.sleep(0.02)
        self.restarts.append((began, datetime.now(UTC)))

    async def flush_redis(self) -> None:
        """Redis forgets everything, at once."""
        async with Redis.from_url(self.services.redis_url) as redis:
            await redis.flushall()
        self.flushes += 1


def environment_of(services: Services, lost_after: int) -> tuple[dict[str, str], str, str]:
    """The settings of all processes, and the addresses of web process and sandbox."""
    port = free_port()
    web, sandbox = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    key = base64.b64encode(bytes(range(32))).decode()
    shift = (NOON - datetime.now(UTC)).total_seconds()
    settings = {
        "WEB_DATABASE_URL": services.database.web,
        "WORKER_DATABASE_URL": services.database.worker,
        "REDIS_URL": services.redis_url,
        "MASTER_KEY": key,
        "SECRET_KEY": key,
        "ANCHOR_KEY": kept_key(services.folder, "anchor_key"),
        "DATA": str(services.folder),
        "PORT": str(port),
        "PUBLIC_URL": web,
        "SANDBOX_URL": sandbox,
        "TWILIO_API_URL": sandbox,
        "TWILIO_ACCOUNT_SID": "AC" + "7" * 32,
        "TWILIO_AUTH_TOKEN": "chaos-token",
        "SENDGRID_API_URL": sandbox,
        "SENDGRID_API_KEY": "SG.chaos",
        "SENDGRID_WEBHOOK_PUBLIC_KEY": webhook_public_key(services.folder / "sendgrid.pem"),
        "INBOUND_DOMAIN": "answers.example",
        "INBOUND_SECRET": "chaos-inbound-secret",
        "CLOCK": f"{shift:+.0f}",
        "LOST_AFTER": str(lost_after),
        "PRINTER_FOLDER": str(printers_of(services)),
    }
    return {f"TANDEM_{name}": value for name, value in settings.items()}, web, sandbox


@contextlib.asynccontextmanager
async def serving(services: Services, environment: dict[str, str], web: str, sandbox: str) -> AsyncIterator[Servers]:
    """Sandbox and web process, ready; the workers are started by whoever wants some."""
    servers = Servers(
        services, {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)} | environment, web, sandbox
    )
    files = ["--data", str(services.folder / "sandbox.sqlite"), "--key", str(services.folder / "sendgrid.pem")]
    try:
        servers.start("-m", "tandem_channels.sandbox", "--port", sandbox.rpartition(":")[2], "--pace", PACE, *files)
        servers.start("-m", "tandem.entrypoints.cli", "web")
        async with httpx2.AsyncClient() as client, asyncio.timeout(READY_WITHIN):
            for address in (f"{sandbox}/sandbox/api/stats", f"{web}/readyz"):
                while not await _answers(client, address):  # noqa: ASYNC110 - nothing signals it
                    await asyncio.sleep(0.1)
        yield servers
    finally:
        # The workers before what they use; PostgreSQL, if it was started again, last.
        for process in sorted(servers.processes, key=lambda one: "postgres" in str(one.args)):
            children.stop(process, signal.SIGINT if "postgres" in str(process.args) else signal.SIGTERM)


async def _answers(client: httpx2.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).status_code == 200
    except httpx2.HTTPError:
        return False

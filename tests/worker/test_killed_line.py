"""A collector's open line while a process is killed: callbacks settle it, and the next process goes on from its row.

The worker dies while the provider takes the request to ring the collector: nobody here reads its answer. The web
process dies in the middle of a call, and is there again before the end.
"""

import asyncio
import base64
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tandem.contacts import channels as contact_channels
from tandem.contacts.calling import lines
from tandem.contacts.calling.commands import open_line
from tandem.contacts.calling.lines import Line, LineState
from tandem.contacts.channels import Channels
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.commands.record_call_outcome import Told, tell_call_outcome
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.organizations.sign_in import actor_of
from tests.api.watching import sign_in
from tests.support.builders import make_case
from tests.support.ports import free_port
from tests.support.services import MASTER_KEY, Template

# Tuesday, 10:30 in Paris: nothing is put off by hours or holidays.
NOON = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PATIENCE = 120.0


@pytest.fixture
def at_noon() -> Iterator[None]:
    """A lawful hour on a working day, for this process; the others get it by TANDEM_CLOCK."""
    clock.configure(NOON - datetime.now(UTC))
    contact_channels.configure(Channels(voice=Anything()))  # type: ignore[arg-type]
    yield
    clock.configure(timedelta(0))
    contact_channels.configure(Channels())


class Anything:
    """Says that calls are on, so that this process can plan; it never dials."""

    async def send(self, message: object) -> Any:
        raise AssertionError(f"only the worker dials: {message}")


@dataclass
class Running:
    """The processes by name, each of which may be killed and started again."""

    commands: dict[str, list[str]]
    environment: dict[str, str]
    log: Path
    sandbox: httpx2.AsyncClient
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *self.commands[name]], env=self.environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait(PATIENCE)

    async def legs(self, *, desk: bool) -> list[dict[str, Any]]:
        answer = await self.sandbox.get("/sandbox/api/calls")
        return [leg for leg in answer.json()["calls"] if bool(leg["desk"]) is desk]

    async def debtor(self, sid: str, action: str) -> None:
        assert (await self.sandbox.post(f"/sandbox/api/calls/{sid}/{action}")).status_code == 204


@contextlib.asynccontextmanager
async def running(urls: DatabaseUrls, template: Template, folder: Path) -> AsyncIterator[Running]:
    """Sandbox, web process and worker."""
    web_port = free_port()
    sandbox_port = web_port + 1
    web, sandbox = f"http://127.0.0.1:{web_port}", f"http://127.0.0.1:{sandbox_port}"
    key = base64.b64encode(MASTER_KEY).decode()
    environment = os.environ | {
        "TANDEM_WEB_DATABASE_URL": urls.web,
        "TANDEM_WORKER_DATABASE_URL": urls.worker,
        "TANDEM_REDIS_URL": template.redis_url,
        "TANDEM_MASTER_KEY": key,
        "TANDEM_SECRET_KEY": key,
        "TANDEM_ANCHOR_KEY": key,
        "TANDEM_DATA": str(folder),
        "TANDEM_PORT": str(web_port),
        "TANDEM_PUBLIC_URL": web,
        "TANDEM_SANDBOX_URL": sandbox,
        "TANDEM_TWILIO_API_URL": sandbox,
        "TANDEM_TWILIO_ACCOUNT_SID": "AC" + "7" * 32,
        "TANDEM_TWILIO_AUTH_TOKEN": "kill-test-token",
        "TANDEM_CLOCK": f"{(clock.now() - datetime.now(UTC)).total_seconds():+.0f}",
    }
    data = str(folder / "sandbox.sqlite")
    commands = {
        "sandbox": ["-m", "tandem_channels.sandbox", "--port", str(sandbox_port), "--data", data, "--app-url", web],
        "web": ["-m", "tandem.entrypoints.cli", "web"],
        "worker": ["-m", "tandem.entrypoints.cli", "worker"],
    }
    async with httpx2.AsyncClient(base_url=sandbox) as client, httpx2.AsyncClient(base_url=web) as page:
        made = Running(commands, environment, folder / "processes.log", client)
        for name in commands:
            made.start(name)
        try:
            await until(lambda: answers(client))
            await until(lambda: answers(page))
            yield made
        finally:
            for process in made.processes.values():
                process.kill()
                process.wait(PATIENCE)


async def answers(client: httpx2.AsyncClient) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        return (await client.get("/healthz")).status_code == 200
    return False


async def until(so: Callable[[], Awaitable[Any]]) -> Any:
    """What it gives, once it gives something."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await so()):  # noqa: ASYNC110 -- other processes, which tell nobody
            await asyncio.sleep(0.1)
    return found


async def line_in(actor: Actor, *states: LineState) -> Line | None:
    async with reading(actor):
        line = await lines.newest_line_of(actor.membership_id)
    return line if line and line.state in states else None


async def attempt_in(actor: Actor, attempt: ContactAttempt, status: str) -> ContactAttempt | None:
    async with reading(actor):
        found = await ContactAttempt.get(id=attempt.id)
    return found if found.provider_status == status else None


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("killed worker")
@pytest.mark.usefixtures("at_noon")
async def test_a_line_outlives_the_worker_that_asked_for_it_and_the_web_process_of_its_call(
    committed: DatabaseUrls, template: Template, tmp_path: Path
) -> None:
    made = await make_case(name="Ligne ouverte")
    actor = await actor_of((await sign_in("awa@lenoir.example")).secret)
    assert actor
    async with running(committed, template, tmp_path) as processes:
        # The worker dies after it has asked the provider to ring, before it reads that it does.
        fault = {"kind": "delay", "value": "4", "channel": "voice", "times": 1}
        assert (await processes.sandbox.post("/sandbox/api/faults", json=fault)).status_code == 201
        await open_line(actor)

        async def is_asked() -> bool:
            left = (await processes.sandbox.get("/sandbox/api/faults")).json()["faults"]
            return left == []

        await until(is_asked)
        # Open already where the machine is slower than that delay.
        assert await line_in(actor, LineState.RINGING, LineState.OPEN)
        processes.kill("worker")
        opened = await until(lambda: line_in(actor, LineState.OPEN))
        processes.start("worker")
        [desk] = await processes.legs(desk=True)
        assert opened.provider_id == desk["sid"]

        # The next one dials a debtor from the same line; the collector is not rung again.
        attempt = await plan_contact(
            actor,
            made.case_file.id,
            made.phone.id,
            channel=Channel.VOICE,
            template_id=None,
            send_at=None,
            idempotency_key="killed-line",
        )
        await until(lambda: attempt_in(actor, attempt, "ringing"))
        [leg] = await processes.legs(desk=False)
        await processes.debtor(leg["sid"], "pick_up")
        await until(lambda: attempt_in(actor, attempt, "in-progress"))
        assert len(await processes.legs(desk=True)) == len(await processes.legs(desk=False)) == 1
        assert await line_in(actor, LineState.OPEN)

        # The web process dies while they talk: the conversation goes on, and its end settles it once it is there again.
        processes.kill("web")
        [talking] = await processes.legs(desk=False)
        assert talking["status"] == "in-progress"
        assert await line_in(actor, LineState.OPEN)
        processes.start("web")
        async with httpx2.AsyncClient(base_url=processes.environment["TANDEM_PUBLIC_URL"]) as page:
            await until(lambda: answers(page))
        await processes.debtor(leg["sid"], "hang_up")
        ended = await until(lambda: attempt_in(actor, attempt, "completed"))
        assert ended.state is AttemptState.DELIVERED
        assert ended.disposition is None
        told = await tell_call_outcome(actor, attempt.id, Told(outcome="reached"))
        assert told.disposition is Disposition.REACHED
        # The collector's own leg and the line are there for the next call.
        assert await line_in(actor, LineState.OPEN)
        assert [one["status"] for one in await processes.legs(desk=True)] == ["in-progress"]

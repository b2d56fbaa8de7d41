"""The worker killed before `sending`, after its commit, and between POST and receipt: at most once, never lost."""

import asyncio
import base64
import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tandem.casefiles.models import ContactPoint
from tandem.contacts import channels as contact_channels
from tandem.contacts.channels import Bounds, Channels
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.database import reading
from tests.support.builders import make_case
from tests.support.ports import free_port
from tests.support.services import MASTER_KEY, Template
from tests.worker.killed_worker import POINTS

CASES = 42
AT_LEAST = 10
LOST_AFTER = 30  # seconds: a slow machine looks a message up at the provider well before
PATIENCE = 120  # seconds, for a process to end
ENDS = {AttemptState.ACCEPTED, AttemptState.DELIVERED, AttemptState.NEEDS_PERSON}
# Tuesday, 10:30 in Paris: nothing is put off by hours or holidays.
NOON = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def at_noon() -> Iterator[None]:
    """A lawful hour on a working day, for this process; the others get it by TANDEM_CLOCK."""
    clock.configure(NOON - datetime.now(UTC))
    yield
    clock.configure(timedelta(0))
    contact_channels.configure(Channels())


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("killed worker")
async def test_nothing_is_lost_and_nothing_is_sent_twice(
    at_noon: None, committed: DatabaseUrls, template: Template, tmp_path: Path
) -> None:
    contact_channels.configure(Channels(sms=Anything(), bounds=Bounds.within(LOST_AFTER)))  # type: ignore[arg-type]
    attempts = [await planned(number) for number in range(CASES)]

    kills, stop = tmp_path / "kills", tmp_path / "stop"
    async with killing(committed, template, tmp_path, kills, stop) as sandbox:
        states = await settled(attempts)
        messages = (await sandbox.get("/sandbox/api/messages")).json()

    hit = Counter(kills.read_text().split())
    sent = Counter(message["attempt_id"] for message in received(messages))
    print(f"kills {dict(hit)}, ends {dict(Counter(states.values()))}, posts {sum(sent.values())}")
    assert all(hit[point] >= AT_LEAST for point in POINTS), hit
    assert set(states.values()) <= ENDS, states
    assert max(sent.values()) == 1, sent
    # What the provider took is known here as taken, and only what it never had waits on a person.
    assert {attempt_id for attempt_id in attempts if states[attempt_id] is not AttemptState.NEEDS_PERSON} == set(sent)


class Anything:
    """Says that SMS is on, so that this process can plan; it never sends."""

    async def send(self, message: object) -> Any:
        raise AssertionError(f"only the worker sends: {message}")


async def planned(number: int) -> str:
    """One reminder by SMS to a debtor of its own."""
    made = await make_case(name=f"Témoin {number}")
    attempt = await plan_contact(
        actor_of_cast("awa"),
        made.case_file.id,
        made.phone.id,
        channel=Channel.SMS,
        template_id="sms_reminder.fr",
        send_at=None,
        idempotency_key=f"kill-test-{number}",
    )
    assert isinstance(made.phone, ContactPoint)
    return str(attempt.id)


async def settled(attempts: list[str]) -> dict[str, AttemptState]:
    """The state of each attempt once none is on its way any more."""
    awa = actor_of_cast("awa")
    for _ in range(800):
        async with reading(awa):
            found = {str(row.id): row.state for row in await ContactAttempt.filter(id__in=attempts)}
        if set(found.values()) <= ENDS:
            return found
        await asyncio.sleep(0.5)
    return found


def received(answer: Any) -> list[dict[str, Any]]:
    """The sandbox's list, whatever it is wrapped in."""
    return answer if isinstance(answer, list) else answer["messages"]


@contextlib.asynccontextmanager
async def killing(
    urls: DatabaseUrls, template: Template, folder: Path, kills: Path, stop: Path
) -> AsyncIterator[httpx2.AsyncClient]:
    """Web process, sandbox, and the worker that dies; the sandbox's HTTP client."""
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
        "TANDEM_DATA": str(folder),
        "TANDEM_PORT": str(web_port),
        "TANDEM_PUBLIC_URL": web,
        "TANDEM_SANDBOX_URL": sandbox,
        "TANDEM_TWILIO_API_URL": sandbox,
        "TANDEM_TWILIO_ACCOUNT_SID": "AC" + "7" * 32,
        "TANDEM_TWILIO_AUTH_TOKEN": "kill-test-token",
        "TANDEM_CLOCK": f"{(clock.now() - datetime.now(UTC)).total_seconds():+.0f}",
        "TANDEM_LOST_AFTER": str(LOST_AFTER),
        "TANDEM_TEST_KILLS": str(kills),
        "TANDEM_TEST_STOP": str(stop),
    }
    kills.touch()
    commands = (
        [
            "-m",
            "tandem_channels.sandbox",
            "--port",
            str(sandbox_port),
            "--data",
            str(folder / "sandbox.sqlite"),
            "--app-url",
            web,
            "--pace",
            "0.05",
        ],
        ["-m", "tandem.entrypoints.cli", "web"],
        ["-m", "tests.worker.killed_worker"],
    )
    log = (folder / "processes.log").open("wb")
    processes = [
        subprocess.Popen([sys.executable, *command], env=environment, stdout=log, stderr=log) for command in commands
    ]
    try:
        async with httpx2.AsyncClient(base_url=sandbox) as client:
            yield client
    finally:
        stop.touch()
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(PATIENCE)
        log.close()

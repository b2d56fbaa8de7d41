"""One run of the proof: servers, contacts, faults, kills, restarts and flushes, until every contact has ended."""

import asyncio
import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from tandem.contacts.provider_lists import TELL
from tandem.entrypoints.composition import close, configure, running
from tandem.entrypoints.embedded import Services
from tandem.entrypoints.settings import load_settings
from tandem.kit import clock
from tests.chaos.before import equip, first_texts, planned_for, who_plans
from tests.chaos.ends import (
    Blows,
    End,
    Ending,
    Span,
    attempts_of,
    ending_of,
    ends_of,
    history,
    is_settled,
    recordings_of,
)
from tests.chaos.incoming import refuses, writes
from tests.chaos.people import EQUIPPED, Asked, Plan, ask, debtors, holds_line, persistently, phone_of, who_rang
from tests.chaos.printer import Printer
from tests.chaos.servers import READY_WITHIN, Servers, environment_of, prepare, printers_of, serving
from tests.chaos.storm import BY_EMAIL, FOREVER, HEARD_FIRST, RINGS_COLLECTOR, Kind, Storm, wishes
from tests.chaos.workers import begin_file

LARGE = 200  # contacts, from which on a twentieth is a number that means something
# What struck workers may take along in a small run, where that is counted apart; measured: one or none.
TAKEN_ALONG = 3
AT_ONCE = 4  # contacts that are planned at the same time
# Seconds beyond TANDEM_LOST_AFTER in which no further contact may end before nothing is waited for any more: a backlog,
# callbacks repeated for half a minute, and killed workers' leases, on a busy machine.
SLACK = 300.0


@dataclass(slots=True)
class Outcome:
    """What a run showed."""

    storm: Storm
    ends: list[End]
    killed: int
    ended_by_themselves: int
    restarts: int
    flushes: int
    seconds: float
    histories: list[str] = field(default_factory=list)

    @property
    def duplicates(self) -> int:
        """Requests that the sandbox took beyond the first of a contact."""
        return sum(max(0, end.requests - 1) for end in self.ends)

    @property
    def delivered(self) -> tuple[int, int]:
        """How many are delivered, and how many the sandbox could deliver: all that nothing switched on forbids.

        In a small run, in which one is more than a twentieth, without those that a killed worker took with it, and
        calls that a restart of PostgreSQL left without words: how many of them it meets is the machine's.
        """
        small = len(self.ends) < LARGE
        could = [end for end in self.ends if end.could_be_delivered and not (small and _is_taken_along(end))]
        return sum(end.ending is Ending.DELIVERED for end in could), len(could)

    @property
    def recorded(self) -> tuple[int, int]:
        """Of how many conversations with who may be recorded the recording is ours, and how many there were."""
        conversations = [end for end in self.ends if end.is_conversation]
        return sum(end.is_recorded for end in conversations), len(conversations)

    @property
    def on_their_line(self) -> tuple[int, int]:
        """Of how many delivered calls from a line that was open it is the line that they were made on, of how many."""
        calls = [one for one in self.ends if one.asked.wish.kind is Kind.LINE and one.ending is Ending.DELIVERED]
        return sum(one.attempt.line_id is not None for one in calls), len(calls)

    @property
    def never_left(self) -> int:
        """How many a killed worker took with it, reserved and not sent: they wait on a person."""
        return sum(end.never_left for end in self.ends)

    @property
    def complaints(self) -> list[str]:
        """What speaks against the product; nothing when the run proves what it should."""
        wrong = Counter(what for end in self.ends for what in end.wrong)
        found = [f"{how_many} × {what}" for what, how_many in wrong.items()]
        delivered, could = self.delivered
        if delivered < 0.95 * could:
            found.append(f"only {delivered} of {could} that the sandbox could deliver are delivered")
        recorded, conversations = self.recorded
        if len(self.ends) >= LARGE and recorded < 0.8 * conversations:
            found.append(f"only {recorded} of {conversations} conversations are recorded")
        on_line, from_line = self.on_their_line
        if on_line < 0.8 * from_line:
            found.append(f"only {on_line} of {from_line} calls were made on the line that was open")
        blows = self.killed + self.restarts
        most = blows if len(self.ends) >= LARGE else min(blows, TAKEN_ALONG)
        if self.never_left > most:
            found.append(f"{self.never_left} never left, of {blows} that were struck")
        if not could:
            found.append("nothing that the sandbox could deliver was asked for")
        done = {
            "workers killed": (self.killed, self.storm.kills),
            "restarts of PostgreSQL": (self.restarts, self.storm.restarts),
            "flushes of Redis": (self.flushes, self.storm.flushes),
        }
        found += [f"{what}: {was} of {wanted}" for what, (was, wanted) in done.items() if was < wanted]
        if self.ended_by_themselves:
            found.append(f"{self.ended_by_themselves} workers ended that nobody killed")
        return found


def _is_taken_along(end: End) -> bool:
    return (end.never_left and end.struck) or (end.silenced and end.ending is not Ending.DELIVERED)


async def run(storm: Storm, services: Services) -> Outcome:
    """Run it on these servers; configures this process as a web process of theirs."""
    began = time.monotonic()
    await prepare(services)
    environment, web, sandbox_url = environment_of(services, storm.lost_after)
    wanted = wishes(storm)
    administrator, collectors = await who_plans(services.database.owner, wanted)
    os.environ.update(environment)
    settings = load_settings()
    channels = configure(settings)
    async with (
        serving(services, environment, web, sandbox_url) as servers,
        running(settings, settings.web_database_url or settings.needs("web_database_url"), pool=10),
        httpx2.AsyncClient(base_url=sandbox_url, timeout=30) as sandbox,
    ):
        await equip(administrator)
        plans = [await planned_for(wish, who) for wish, who in zip(wanted, collectors, strict=True)]
        log = services.folder / "kills.jsonl"
        await _start_workers(storm, servers, log)
        await _at_work(storm, services.database.owner)
        await first_texts(plans)
        await _switch_on(plans, sandbox)
        begin_file(log).touch()
        printer = Printer(printers_of(services) / str(EQUIPPED.collector.organization_id), storm.seed)
        on_lines = [plan.collector for plan in plans if plan.wish.kind is Kind.LINE]
        async with _beside(debtors(sandbox, storm.seed), who_rang(on_lines), printer.at_work()):
            async with asyncio.TaskGroup() as group:
                group.create_task(_restarting(storm, servers))
                group.create_task(_flushing(storm, servers))
                planning = group.create_task(_planning(storm, plans, sandbox))
            asked = planning.result()
            await _settled(asked, services.database.owner, storm.lost_after + SLACK)
        noted = [json.loads(line) for line in log.read_text().splitlines()]
        notes = Counter(note["what"] for note in noted)
        ends = await ends_of(asked, sandbox, printer, _blows(storm, noted, servers))
        outcome = Outcome(
            storm,
            ends,
            notes["killed"],
            notes["ended by itself"],
            len(servers.restarts),
            servers.flushes,
            time.monotonic() - began,
        )
        for end in ends:
            missed = end.could_be_delivered and end.ending is not Ending.DELIVERED
            if end.wrong or (outcome.complaints and missed):
                outcome.histories += await history(end, sandbox)
    await close(channels)
    return outcome


def _blows(storm: Storm, noted: list[dict[str, Any]], servers: Servers) -> Blows:
    """Kills and restarts, by the product's clock."""
    shift = clock.now() - datetime.now(UTC)
    kills = [datetime.fromtimestamp(note["time"], UTC) + shift for note in noted if note["what"] == "killed"]
    restarts: list[Span] = [(began + shift, over + shift) for began, over in servers.restarts]
    return Blows(list(zip(kills, kills, strict=True)), restarts, storm.lease)


@contextlib.asynccontextmanager
async def _beside(*people: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Have them at work until the block ends; whatever ends one of them ends the run."""
    tasks = [asyncio.create_task(one) for one in people]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(ended, asyncio.CancelledError):
                raise RuntimeError("somebody who takes part stopped") from ended


async def _switch_on(plans: list[Plan], sandbox: httpx2.AsyncClient) -> None:
    """Each contact's fault, by the address that its request names: of a bridge call the collector's."""
    for plan in plans:
        wish = plan.wish
        if wish.fault is None:
            continue
        kind, value = wish.fault
        address = plan.made.email.value if wish.kind in BY_EMAIL else plan.made.phone.value
        if wish.kind in RINGS_COLLECTOR and kind not in FOREVER | {"fail_delivery"}:
            address = phone_of(wish.number)
        wanted = {"channel": "any", "kind": kind, "value": value, "recipient": address}
        wanted |= {} if kind in FOREVER else {"times": 1}
        answer = await sandbox.post("/sandbox/api/faults", json=wanted)
        answer.raise_for_status()


async def _start_workers(storm: Storm, servers: Servers, log: Path) -> None:
    instants = ",".join(str(instant) for instant in storm.instants("kills", storm.kills))
    lease = ["--lease", str(storm.lease)] if storm.lease else []
    servers.start(
        *("-m", "tests.chaos.workers", "--workers", str(storm.workers), "--kill-at", instants),
        *("--seed", str(storm.seed), "--log", str(log), *lease),
    )
    async with asyncio.timeout(READY_WITHIN):
        while not log.exists():  # noqa: ASYNC110 - nothing signals it
            await asyncio.sleep(0.05)


async def _at_work(storm: Storm, owner_url: str) -> None:
    """Wait for each worker's first sign of life."""
    owner = await asyncpg.connect(owner_url)
    async with asyncio.timeout(READY_WITHIN):
        while await owner.fetchval("SELECT count(*) FROM worker_beats") < storm.workers:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await owner.close()


async def _planning(storm: Storm, plans: list[Plan], sandbox: httpx2.AsyncClient) -> list[Asked]:
    """Plan them all, spread over the storm."""
    started, room = time.monotonic(), asyncio.Semaphore(AT_ONCE)

    async def planned(place: int, plan: Plan) -> Asked:
        await asyncio.sleep(max(0.0, started + storm.lasts * place / len(plans) - time.monotonic()))
        wrote = await writes(plan, sandbox) if plan.wish.kind in HEARD_FIRST else 0
        if plan.wish.kind is Kind.LINE:
            await holds_line(plan.collector)
        async with room:
            asked = await ask(plan, wrote)
        if plan.wish.refuses:
            await refuses(plan, sandbox)
        return asked

    return await asyncio.gather(*(planned(place, plan) for place, plan in enumerate(plans)))


async def _restarting(storm: Storm, servers: Servers) -> None:
    started = time.monotonic()
    for instant in storm.instants("restarts", storm.restarts):
        await asyncio.sleep(max(0.0, started + instant - time.monotonic()))
        await servers.restart_postgres()


async def _flushing(storm: Storm, servers: Servers) -> None:
    started = time.monotonic()
    for instant in storm.instants("flushes", storm.flushes):
        await asyncio.sleep(max(0.0, started + instant - time.monotonic()))
        await servers.flush_redis()


async def _settled(asked: list[Asked], owner_url: str, seconds: float) -> None:
    """Until every contact has ended and nothing waits in the outbox; or until none has ended for so many `seconds`."""
    left, until = len(asked) + 1, time.monotonic() + seconds
    while time.monotonic() < until:
        found = await persistently(lambda: attempts_of(asked))
        waiting = await persistently(lambda: _in_the_outbox(owner_url))
        recordings = await persistently(lambda: recordings_of(asked))
        standing = sum(ending_of(attempt) is Ending.NONE for attempt in found.values())
        standing += sum(not is_settled(one) for one in recordings.values())
        if not waiting and not standing:
            return
        if standing < left:
            left, until = standing, time.monotonic() + seconds
        await asyncio.sleep(0.5)


async def _in_the_outbox(owner_url: str) -> int:
    """Messages that are neither done nor given up; a provider is told who refuses texts ten minutes after."""
    connection = await asyncpg.connect(owner_url)
    try:
        waiting = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND topic <> $1"
        return int(await connection.fetchval(waiting, TELL))
    finally:
        await connection.close()

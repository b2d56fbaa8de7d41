"""The pace of a sender with two worker processes: what both send together keeps to it, and everything leaves once."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from tandem.contacts import channels as contact_channels
from tandem.contacts.channels import Channels
from tandem.contacts.models import Channel
from tandem.entrypoints.embedded import DatabaseUrls, Services
from tandem.kit import clock
from tandem_channels.segments import count_segments
from tests.chaos.people import Plan, ask
from tests.chaos.servers import NOON, READY_WITHIN, Servers, environment_of, serving
from tests.chaos.storm import Kind, Wish
from tests.domain.contacts_db.steps import AWA
from tests.support.builders import make_case
from tests.support.services import Template

TEXTS = 40
A_SECOND = 20.0  # segments


class Anything:
    """Says that texts are on, so that this process can plan; it never sends."""

    async def send(self, message: object) -> Any:
        raise AssertionError(f"only the workers send: {message}")


@pytest.fixture
def at_noon() -> Iterator[None]:
    """A lawful hour for this process; the others get it by TANDEM_CLOCK."""
    clock.configure(NOON - datetime.now(UTC))
    contact_channels.configure(Channels(sms=Anything(), public_url="https://app.example"))  # type: ignore[arg-type]
    yield
    clock.configure(timedelta(0))
    contact_channels.configure(Channels())


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("killed worker")
async def test_what_two_workers_send_together_keeps_to_the_pace_of_their_sender(
    at_noon: None, committed: DatabaseUrls, template: Template, tmp_path: Path
) -> None:
    services = Services(committed, template.redis_url, tmp_path)
    environment, web, sandbox_url = environment_of(services, 600)
    await paced(committed.owner)
    made = [await make_case(name=f"Témoin {number}") for number in range(TEXTS)]
    async with serving(services, environment, web, sandbox_url) as servers, httpx2.AsyncClient() as client:
        # Planned before anybody sends: what is measured is the pace of the workers, not of who plans.
        asked = await asyncio.gather(
            *(ask(Plan(Wish(number, Kind.SMS, None, False), one, AWA)) for number, one in enumerate(made))
        )
        await two_workers(servers, tmp_path / "workers.jsonl")
        messages = await arrived(client, sandbox_url)

    assert Counter(one["attempt_id"] for one in messages) == Counter(str(one.attempt_id) for one in asked)
    size = {one["attempt_id"]: count_segments(one["body"]).segments for one in messages}
    given, begun = await turns_of(committed.owner), await reserved_at(committed.owner)
    # The instants that were given to whoever had to wait keep to the pace by themselves, whoever gave them; where a
    # machine is slower than the pace, nobody had to.
    assert exceeding([(at, size[attempt_id]) for attempt_id, at in given.items()], slack=1.0) == []
    assert [one for one, at in given.items() if begun[one] < at] == []
    # What the provider has at any time is no more than the pace allows since the first was reserved. A slow machine
    # brings it later, and never earlier; its record knows whole seconds.
    first = min(begun.values())
    taken = [(datetime.fromisoformat(one["created_at"]), size[one["attempt_id"]]) for one in messages]
    assert [spent for spent in since(first, taken) if spent[1] > A_SECOND * (spent[0] + 2) + max(size.values())] == []


async def paced(owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute("UPDATE senders SET per_second = $1 WHERE channel = $2", A_SECOND, Channel.SMS.value)
    await owner.close()


async def two_workers(servers: Servers, log: Path) -> None:
    servers.start("-m", "tests.chaos.workers", "--workers", "2", "--log", str(log))
    owner = await asyncpg.connect(servers.services.database.owner)
    async with asyncio.timeout(READY_WITHIN):
        while await owner.fetchval("SELECT count(*) FROM worker_beats") < 2:  # noqa: ASYNC110 - nothing signals it
            await asyncio.sleep(0.1)
    await owner.close()
    assert [json.loads(line)["what"] for line in log.read_text().splitlines()] == ["ready"]


async def arrived(client: httpx2.AsyncClient, sandbox_url: str) -> list[dict[str, Any]]:
    """All texts, once the provider has as many as were planned; a moment longer, for one too many."""
    async with asyncio.timeout(480):
        while True:
            found: list[dict[str, Any]] = (await client.get(f"{sandbox_url}/sandbox/api/messages")).json()["messages"]
            if len(found) >= TEXTS:
                await asyncio.sleep(1)
                return list((await client.get(f"{sandbox_url}/sandbox/api/messages")).json()["messages"])
            await asyncio.sleep(0.2)


async def turns_of(owner_url: str) -> dict[str, datetime]:
    """The instant at which each message that found its sender taken was to leave; none of what was tried again."""
    owner = await asyncpg.connect(owner_url)
    rows = await owner.fetch(
        "SELECT payload ->> 'attempt_id' AS attempt_id, max(available_at) AS at FROM outbox "
        "WHERE topic = 'contacts.dispatch' GROUP BY 1 HAVING count(*) = 2 AND max(attempts) = 1"
    )
    await owner.close()
    return {row["attempt_id"]: row["at"] for row in rows}


async def reserved_at(owner_url: str) -> dict[str, datetime]:
    owner = await asyncpg.connect(owner_url)
    rows = await owner.fetch("SELECT id::text, sending_at FROM contact_attempts WHERE sending_at IS NOT NULL")
    await owner.close()
    return {row["id"]: row["sending_at"] for row in rows}


def since(first: datetime, taken: list[tuple[datetime, int]]) -> list[tuple[float, int]]:
    """After each arrival: the seconds since the beginning, and how much had arrived by then."""
    return [
        ((now - first).total_seconds(), sum(size for at, size in taken if at <= now)) for now in {at for at, _ in taken}
    ]


def exceeding(left: list[tuple[datetime, int]], *, slack: float) -> list[tuple[datetime, datetime, int]]:
    """The spans of time in which more left than the pace allows, each with how much."""
    largest = max(size for _, size in left)
    spans = [
        (start, end, sum(size for at, size in left if start <= at <= end))
        for start, _ in left
        for end, _ in left
        if end >= start
    ]
    return [
        (start, end, sent)
        for start, end, sent in spans
        if sent > A_SECOND * ((end - start).total_seconds() + slack) + largest
    ]

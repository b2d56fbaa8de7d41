"""How the installation does: real states from real places, and for the operator's people alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from obstore.store import MemoryStore

from tandem.contacts import channels
from tandem.contacts.channels import Channels
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.health.queries import Check, Finding, State, health_for
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.kit.wakeups import listener
from tandem.organizations.errors import NotPermitted
from tandem.outbox import beats
from tandem.privacy import journal
from tests.support.services import orm


@pytest.fixture(autouse=True)
def stores() -> None:
    journal.configure(MemoryStore())
    channels.configure(Channels())


@pytest.fixture
async def owner(committed: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(committed.owner)
    yield connection
    await connection.close()


async def findings() -> dict[Check, Finding]:
    seen = await health_for(actor_of_cast("omar"))
    return {one.check: one for one in seen.findings}


async def _wait(owner: asyncpg.Connection, *, since: timedelta, failed: bool = False) -> None:
    now = clock.now()
    await owner.execute(
        "INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts, failed_at) "
        "VALUES ($1, $2, 'notes.publish', '{}', $3, $3, 0, $4)",
        new_id(),
        cast_id("lenoir"),
        now - since,
        now if failed else None,
    )


async def test_each_check_is_told_once_in_its_order(committed: DatabaseUrls) -> None:
    assert list(await findings()) == list(Check)


async def test_without_workers_and_listener_it_says_so(committed: DatabaseUrls) -> None:
    found = await findings()

    assert {check: found[check].state for check in (Check.LIVE, Check.WORKERS, Check.REDIS, Check.ANCHORS)} == (
        dict.fromkeys((Check.LIVE, Check.WORKERS, Check.REDIS, Check.ANCHORS), State.BAD)
    )
    assert found[Check.MIGRATIONS].state is State.GOOD
    assert found[Check.SMS].state is State.OFF


async def test_a_worker_that_gives_a_sign_of_life_is_seen_and_one_that_fell_silent_is_missed(
    committed: DatabaseUrls, owner: asyncpg.Connection
) -> None:
    worker_id, started = new_id(), clock.now()
    async with orm(committed.worker):
        await beats.beat(worker_id, "0.1.0", started)
        await beats.beat(worker_id, "0.1.0", started)
    async with orm(committed.web), listener.run(committed.web):
        seen = await findings()
        await owner.execute("UPDATE worker_beats SET seen_at = seen_at - interval '2 minutes'")
        silent = await findings()

    assert seen[Check.WORKERS].state is State.GOOD
    assert seen[Check.WORKERS].values == {"count": 1}
    assert seen[Check.LIVE].state is State.GOOD
    assert silent[Check.WORKERS].state is State.BAD


async def test_redis_is_as_the_workers_see_it(committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beats, "_redis_seen_at", clock.now())
    async with orm(committed.worker):
        await beats.beat(new_id(), "0.1.0", clock.now())
    async with orm(committed.web):
        answered = await findings()
    monkeypatch.setattr(beats, "_redis_seen_at", clock.now() - timedelta(minutes=5))
    async with orm(committed.worker):
        await database.execute("DELETE FROM worker_beats")
        await beats.beat(new_id(), "0.1.0", clock.now())
    async with orm(committed.web):
        stopped = await findings()

    assert answered[Check.REDIS].state is State.GOOD
    assert stopped[Check.REDIS].state is State.BAD
    assert stopped[Check.WORKERS].state is State.GOOD


async def test_the_backlog_and_its_oldest_are_told_and_what_was_given_up(
    committed: DatabaseUrls, owner: asyncpg.Connection
) -> None:
    before = await findings()
    await _wait(owner, since=timedelta(seconds=5))
    fresh = await findings()
    await _wait(owner, since=timedelta(minutes=10))
    await _wait(owner, since=timedelta(minutes=20), failed=True)
    late = await findings()

    assert (before[Check.BACKLOG].state, before[Check.BACKLOG].values) == (State.GOOD, {"count": 0})
    assert (fresh[Check.BACKLOG].state, fresh[Check.BACKLOG].values) == (State.GOOD, {"count": 1})
    assert (late[Check.BACKLOG].state, late[Check.BACKLOG].values) == (State.ATTENTION, {"count": 2})
    assert late[Check.BACKLOG].since is not None
    assert clock.now() - late[Check.BACKLOG].since > timedelta(minutes=9)
    assert late[Check.GIVEN_UP].values == {"count": 1}


async def test_anchors_that_are_late_are_to_be_looked_at(committed: DatabaseUrls, owner: asyncpg.Connection) -> None:
    await owner.execute(
        "INSERT INTO timeline_anchors (number, made_at, looked_at, leaves, sha256, stamp) "
        "VALUES (1, $1, $1, 0, decode(repeat('00', 32), 'hex'), 'none')",
        clock.now(),
    )
    made = await findings()
    await owner.execute("UPDATE timeline_anchors SET looked_at = looked_at - interval '2 days'")
    late = await findings()

    assert made[Check.ANCHORS].state is State.GOOD
    assert late[Check.ANCHORS].state is State.ATTENTION


async def test_a_journal_that_knows_more_than_the_database_is_told(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def more() -> set[Any]:
        return {new_id()}

    async def unreadable() -> set[Any]:
        raise OSError("the store is gone")

    agreed = await findings()
    monkeypatch.setattr(journal, "names", more)
    apart = await findings()
    monkeypatch.setattr(journal, "names", unreadable)
    gone = await findings()

    assert agreed[Check.ERASURES].state is State.GOOD
    assert (apart[Check.ERASURES].state, apart[Check.ERASURES].values) == (State.ATTENTION, {"count": 1})
    assert gone[Check.ERASURES].state is State.BAD


async def test_a_database_of_another_release_is_told(committed: DatabaseUrls, owner: asyncpg.Connection) -> None:
    await owner.execute("DELETE FROM tortoise_migrations WHERE name = (SELECT max(name) FROM tortoise_migrations)")

    assert (await findings())[Check.MIGRATIONS].state is State.ATTENTION


@pytest.mark.parametrize("person", ["awa", "ines", "claire", "helene", "yann"])
async def test_nobody_but_the_operator_is_told(committed: DatabaseUrls, person: str) -> None:
    actor = actor_of_cast(person)

    with pytest.raises(NotPermitted):
        await health_for(actor)
    async with reading(actor):
        behind = await database.rows("SELECT * FROM door_health($1, '{}')", clock.now())

    assert behind == []


async def test_the_door_wants_a_membership_of_the_operator_and_not_its_word(committed: DatabaseUrls) -> None:
    pretending = replace(actor_of_cast("awa"), organization_id=cast_id("exploitation"))

    async with reading(pretending):
        behind = await database.rows("SELECT * FROM door_health($1, '{}')", clock.now())

    assert behind == []

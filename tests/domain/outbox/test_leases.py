"""How long a claimed row is its worker's alone, and that a failure is tried again."""

import pytest

from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit, relay, tasks
from tests.support.services import orm

SCOPE = System(cast_id("lenoir"))


async def fails(scope: System | None, job: Job) -> None:
    raise ValueError(job.id)


async def is_early(scope: System | None, job: Job) -> None:
    raise RetryLater(60)


TASKS = {
    "test.short": tasks.Task("test.short", fails, timeout=20.0, attempts=2),
    "test.long": tasks.Task("test.long", is_early, timeout=300.0, attempts=2),
}


async def test_a_lease_lasts_as_long_as_its_own_task_may(
    committed: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "TASKS", TASKS)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for topic in TASKS:
                await emit(SCOPE, topic, {})

        claimed = await relay.claim()

        leases = await database.rows(
            "SELECT topic, extract(epoch FROM leased_until - dispatched_at)::int AS seconds FROM outbox ORDER BY topic"
        )
        assert [(row["topic"], row["seconds"]) for row in leases] == [("test.long", 310), ("test.short", 30)]
        assert [attempt for _, attempt in claimed] == [1, 1]
        assert await relay.claim() == []


async def test_a_failure_is_tried_again_until_it_is_given_up_and_an_early_one_does_not_count(
    committed: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for topic, known in TASKS.items():
        monkeypatch.setitem(tasks.TASKS, topic, known)
    async with orm(committed.worker):
        async with transaction(SCOPE):
            for topic in TASKS:
                await emit(SCOPE, topic, {})
        for _ in range(2):
            for row_id, _ in await relay.claim():
                await tasks.run(row_id)
            await database.execute("UPDATE outbox SET available_at = now() - interval '1 second'")

        rows = await database.rows(
            "SELECT topic, attempts, failed_at IS NOT NULL AS given_up, last_error FROM outbox ORDER BY topic"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("test.long", 0, False, None),
            ("test.short", 2, True, "ValueError"),
        ]

"""What fails for good: on a list that somebody sees, told on its case, tried again or let go."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID, uuid4

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tandem.outbox import emit, tasks
from tandem.outbox.given_up import GivenUp, MessageSettled, given_up_for, let_go, try_again
from tandem.outbox.tasks import LOST_WORKERS, TASKS, Job, task
from tests.support.services import orm

INES = actor_of_cast("ines")
OMAR = actor_of_cast("omar")
AGENCY = System(INES.organization_id)
TOPIC = "tests.poison"


class PoisonError(Exception):
    """Quotes what no list may show."""


@pytest.fixture
def handled() -> Iterator[list[str]]:
    """A topic that always fails after two tries; its handler and its last words leave a trace."""
    trace: list[str] = []

    async def last_words(_: System | None, job: Job) -> None:
        trace.append(f"given up {job.payload['subject']}")

    @task(TOPIC, timeout=5, attempts=2, given_up=last_words)
    async def fail(_: System | None, job: Job) -> None:
        trace.append("tried")
        raise PoisonError(f"the number of {job.payload['subject']} is +33600000000")

    yield trace
    del TASKS[TOPIC]


@pytest.fixture
async def owner(committed: object) -> AsyncIterator[None]:
    """Real commits, and the worker's role for the relay's side of things."""
    async with orm(committed.worker):  # type: ignore[attr-defined]
        yield


async def emitted(topic: str = TOPIC, acting: System | None = AGENCY) -> UUID:
    async with transaction(AGENCY):
        return await emit(acting, topic, {"subject": "Mme Nobody"})


async def begun_before(row_id: UUID, times: int) -> None:
    """As those leave it that began with it and did not end it."""
    await database.execute("UPDATE outbox SET attempts = $2 WHERE id = $1", row_id, times)


async def on_list(*names: str) -> dict[str, list[GivenUp]]:
    return {name: await given_up_for(actor_of_cast(name), 50) for name in names}


async def failed_message() -> UUID:
    row_id = await emitted()
    await begun_before(row_id, 1)
    await tasks.run(row_id)
    return row_id


@pytest.mark.usefixtures("owner")
async def test_after_its_tries_it_is_on_the_list_and_says_its_last_words_once(handled: list[str]):
    row_id = await failed_message()
    await tasks.run(row_id)

    assert handled == ["tried", "given up Mme Nobody"]
    row = await database.row("SELECT failed_at, done_at, last_error FROM outbox WHERE id = $1", row_id)
    assert row is not None
    assert row["failed_at"] is not None
    assert (row["done_at"], row["last_error"]) == (None, "PoisonError")


@pytest.mark.usefixtures("owner")
async def test_what_kills_its_workers_again_and_again_is_given_up_unrun(handled: list[str]):
    row_id = await emitted()
    await begun_before(row_id, 2 + LOST_WORKERS)

    await tasks.run(row_id)

    assert handled == ["given up Mme Nobody"]
    row = await database.row("SELECT last_error FROM outbox WHERE id = $1", row_id)
    assert row == {"last_error": "WorkerLost"}


@pytest.mark.usefixtures("owner")
async def test_a_topic_that_nobody_knows_does_not_loop():
    row_id = await emitted("tests.of_another_release")

    await tasks.run(row_id)

    row = await database.row("SELECT last_error, failed_at FROM outbox WHERE id = $1", row_id)
    assert row is not None
    assert (row["last_error"], row["failed_at"] is not None) == ("UnknownTopic", True)


async def test_each_sees_their_own_and_nobody_sees_whom_it_is_about(committed: object, handled: list[str]):
    async with orm(committed.worker):  # type: ignore[attr-defined]
        row_id = await failed_message()
        unowned = await emitted(acting=None)
        await begun_before(unowned, 1)
        await tasks.run(unowned)
    async with orm(committed.web):  # type: ignore[attr-defined]
        seen = await on_list("ines", "omar")
        for name in ("awa", "marc", "helene", "yann"):
            with pytest.raises(NotPermitted):
                await given_up_for(actor_of_cast(name), 50)

    assert [one.id for one in seen["ines"]] == [row_id]
    assert seen["ines"][0].organization_name is None
    assert {one.id for one in seen["omar"]} == {row_id, unowned}
    assert {one.organization_name is None for one in seen["omar"]} == {True, False}
    assert "Nobody" not in str(seen)
    assert "+33600000000" not in str(seen)
    assert handled


async def test_tried_again_it_begins_anew_and_let_go_it_ends(committed: object, handled: list[str]):
    async with orm(committed.worker):  # type: ignore[attr-defined]
        again, gone = await failed_message(), await failed_message()
    async with orm(committed.web):  # type: ignore[attr-defined]
        for name in ("awa", "marc", "helene"):
            with pytest.raises(NotPermitted):
                await try_again(actor_of_cast(name), again)
        with pytest.raises(MessageSettled):
            await try_again(INES, uuid4())
        await try_again(INES, again)
        await let_go(OMAR, gone)
        with pytest.raises(MessageSettled):
            await let_go(INES, again)
        with pytest.raises(MessageSettled):
            await try_again(INES, gone)
        assert (await on_list("ines"))["ines"] == []
        async with reading(INES):
            told = await database.rows(
                "SELECT kind, subject_label FROM audit_events WHERE organization_id = $1 AND kind LIKE 'message_%'",
                INES.organization_id,
            )
    async with orm(committed.worker):  # type: ignore[attr-defined]
        rows = await database.rows("SELECT id, attempts, failed_at IS NULL AS live, done_at FROM outbox")

    by_id = {row["id"]: row for row in rows}
    assert (by_id[again]["attempts"], by_id[again]["live"], by_id[again]["done_at"]) == (0, True, None)
    assert by_id[gone]["done_at"] is not None
    assert told == [{"kind": "message_tried_again", "subject_label": TOPIC}]
    assert len(handled) == 4

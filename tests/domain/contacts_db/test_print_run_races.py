"""Two people at once, and a worker that dies in the middle: one run, nothing lost, nothing twice. Real commits."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tandem.casefiles.models import Stage
from tandem.contacts.models import Channel
from tandem.contacts.post import making, posting, queries
from tandem.contacts.post.commands import make_print_run, post_print_run, print_run_file
from tandem.contacts.post.errors import NothingToPrint
from tandem.contacts.post.runs import PrintRun, RunState
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.outbox import Job
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, told, work
from tests.support.builders import MadeCase, make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
MARC = actor_of_cast("marc")


@pytest.fixture(autouse=True)
async def own_database(template: Template) -> AsyncIterator[None]:
    """A database of the test's own as the worker role, with real commits."""
    async with database_of(template) as urls, orm(urls.worker):
        yield


class Killed(Exception):
    """What a test throws where a process would die."""


async def letters(count: int) -> list[MadeCase]:
    made = []
    for _ in range(count):
        made.append(await make_case(stage=Stage.ACCEPTED))
        await plan(made[-1], Channel.LETTER)
    await work()
    return made


async def test_two_people_at_once_make_one_run():
    await letters(3)

    asked = [make_print_run(who, duplex=True, idempotency_key=f"race-{uuid4()}") for who in (AWA, MARC)]
    answers = await asyncio.gather(*asked, return_exceptions=True)

    runs = [one for one in answers if isinstance(one, PrintRun)]
    assert [run.letters for run in runs] == [3]
    assert sum(isinstance(one, NothingToPrint) for one in answers) == 1


async def test_a_worker_that_dies_while_it_makes_the_file_begins_again(monkeypatch):  # type: ignore[no-untyped-def]
    await letters(2)
    run = await make_print_run(AWA, duplex=True, idempotency_key="dies-in-the-middle")

    async def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(making, "_keep", die)
        with pytest.raises(Killed):
            await making.make_file(AGENCY, run.id, await _job("contacts.print_run", run))
    await work()

    found = await queries.print_run_for(AWA, run.id)
    assert found
    assert (found.state, found.done, found.letters) == (RunState.READY, 2, 2)


async def test_a_worker_that_dies_while_it_posts_goes_on_with_the_rest(monkeypatch):  # type: ignore[no-untyped-def]
    made = await letters(3)
    run = await make_print_run(AWA, duplex=True, idempotency_key="dies-while-posting")
    await work()
    await print_run_file(AWA, run.id)
    await post_print_run(AWA, run.id, posted_on=MORNING.date())
    real, calls = posting.post_letter, 0

    async def die_at_the_second(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed
        await real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(posting, "post_letter", die_at_the_second)
        with pytest.raises(Killed):
            await posting.post_letters(AGENCY, run.id, await _job("contacts.post_print_run", run))
    halfway = await queries.print_run_for(AWA, run.id)
    await work()

    done = await queries.print_run_for(AWA, run.id)
    assert halfway
    assert done
    assert (halfway.posted, halfway.is_posting, done.posted, done.is_posting) == (1, True, 3, False)
    for case in made:
        assert len([entry for entry in await told(case) if entry.kind == "letter_posted"]) == 1


async def _job(topic: str, run: PrintRun) -> Job:
    row = await database.row("SELECT id FROM outbox WHERE topic = $1 AND done_at IS NULL", topic)
    assert row
    return Job(row["id"], {"run_id": str(run.id)}, 1)

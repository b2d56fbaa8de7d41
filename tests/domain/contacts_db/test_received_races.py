"""Two real connections at once about a call to us: one truth, told once, and nobody waits for ever."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import asyncpg
import pytest
import time_machine

from tandem.casefiles.access import case_file_for_update
from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import Closed
from tandem.contacts.calling.overdue import TELL_WITHIN, settle_once
from tandem.contacts.calling.received import tell_received_call
from tandem.contacts.calling.receiving import Through, left
from tandem.contacts.commands.record_call_outcome import Told
from tandem.kit.database import transaction
from tandem_channels.contract import CallStatus
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, told
from tests.domain.contacts_db.test_overdue_calls import ended, put
from tests.domain.contacts_db.test_put_through import ring, waiting
from tests.support.builders import MadeCase, make_case
from tests.support.locks import until_waiting
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed


@pytest.fixture(autouse=True)
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own as the worker role, with real commits; its owner looks on."""
    async with database_of(template) as urls, orm(urls.worker):
        looking = await asyncpg.connect(urls.owner)
        yield looking
        await looking.close()


@asynccontextmanager
async def at_work(act: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Somebody else did this, uncommitted yet: what needs the same rows waits, in the order in which it came."""
    done, go_on = asyncio.Event(), asyncio.Event()

    async def holds() -> None:
        async with transaction(AGENCY):
            await act()
            done.set()
            await go_on.wait()

    # A task of its own: one that begins inside a transaction is a part of it.
    holding = asyncio.create_task(holds())
    await done.wait()
    yield
    go_on.set()
    await holding


async def kept(owner: asyncpg.Connection, through: Through) -> tuple[bool, bool, bool]:
    """Whether the call has ended, was told of, and waits on the list."""
    row = await owner.fetchrow(
        "SELECT ended_at IS NOT NULL, told_at IS NOT NULL, overdue_at IS NOT NULL FROM incoming_calls WHERE id = $1",
        through.call_id,
    )
    return row[0], row[1], row[2]


async def kinds(made: MadeCase) -> list[str]:
    return [one.kind for one in await told(made)]


async def test_a_callback_and_the_sweep_at_once_end_a_call_once(
    morning: time_machine.Traveller, fakes: Fakes, owner: asyncpg.Connection
) -> None:
    made = await make_case()
    through = await put(made)
    fakes.voice.stands["CA-theirs"] = [ended(CallStatus.COMPLETED, 2)]
    morning.shift(timedelta(minutes=4))

    await asyncio.gather(settle_once(), left(through.call_id, None), settle_once())
    morning.shift(TELL_WITHIN)
    await settle_once()

    # Whoever was first said since when it is over: two seconds after it began, or now.
    missed = await kinds(made) == ["call_put_through", "inbound_message_received"]
    waits = await kinds(made) == ["call_put_through"]
    assert (missed, waits) in {(True, False), (False, True)}
    assert await kept(owner, through) == (True, missed, waits)


async def test_two_workers_that_sweep_one_call_ask_once_and_tell_once(
    morning: time_machine.Traveller, fakes: Fakes, owner: asyncpg.Connection
) -> None:
    made = await make_case()
    through = await put(made)
    fakes.voice.stands["CA-theirs"] = [ended(CallStatus.CANCELED)]
    morning.shift(timedelta(minutes=4))

    await asyncio.gather(*[settle_once() for _ in range(4)])

    assert fakes.voice.asked.count("CA-theirs") == 1
    assert await kinds(made) == ["call_put_through", "inbound_message_received"]
    assert await kept(owner, through) == (True, True, False)


async def test_an_outcome_told_while_the_callback_arrives_stands_and_the_call_is_over(
    owner: asyncpg.Connection,
) -> None:
    made = await make_case()
    through = await put(made)

    async with at_work(partial(case_file_for_update, AGENCY, made.case_file.id)):
        telling = asyncio.create_task(tell_received_call(AWA, through.call_id, Told(outcome="reached")))
        await until_waiting(owner, 1)
        await left(through.call_id, None)
    await asyncio.gather(telling, left(through.call_id, None))

    assert await kept(owner, through) == (True, True, False)
    assert await kinds(made) == ["call_put_through", "call_received"]


@pytest.mark.parametrize("first", ["the person", "the sweep"])
async def test_an_outcome_told_while_the_sweep_looks_is_told_once(
    morning: time_machine.Traveller, owner: asyncpg.Connection, first: str
) -> None:
    made = await make_case()
    through = await put(made)
    morning.shift(timedelta(minutes=3))
    await left(through.call_id, None)
    morning.shift(TELL_WITHIN)
    acts = [lambda: tell_received_call(AWA, through.call_id, Told(outcome="reached")), settle_once]
    waiting_for: list[asyncio.Task[object]] = []

    async with at_work(partial(case_file_for_update, AGENCY, made.case_file.id)):
        for place, act in enumerate(acts if first == "the person" else acts[::-1], 1):
            waiting_for.append(asyncio.create_task(act()))
            await until_waiting(owner, place)
    await asyncio.gather(*waiting_for)

    assert await kept(owner, through) == (True, True, first == "the sweep")
    assert await kinds(made) == ["call_put_through", "call_received"]


async def test_a_line_that_closes_while_a_call_is_put_through_to_it_is_given_none(owner: asyncpg.Connection) -> None:
    line, made = await waiting(AWA), await make_case()

    async with at_work(partial(lines.close, AGENCY, line.id, Closed.ASKED)):
        ringing = asyncio.create_task(ring(made))
        await until_waiting(owner, 1)

    assert await ringing is None
    assert await owner.fetchval("SELECT count(*) FROM incoming_calls") == 0
    assert await kinds(made) == []

"""Live updates: listen first, read the database after one's own position, then follow the wake-ups.

A stream holds no database connection while it waits. Once it listens, at a wake-up about the sign-in, and at least
every minute it asks again who its credentials stand for; when they stand for nobody or somebody else any more, it ends.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

from tandem.kit.wakeups import Wakeup, listener
from tandem_graphql.context import Context

T = TypeVar("T")
CHECK_EVERY = 60.0  # seconds between two looks at the sign-in
LOOK_EVERY = 5.0  # seconds between two looks at a timeline: a process may die between its commit and its wake-up
_ABOUT_REACH = frozenset({"access", "grant"})
_MOST = 1_000  # wake-ups taken at once


async def wakeups(
    context: Context, *keys: UUID, whole_side: bool = False, look_every: float | None = None
) -> AsyncGenerator[frozenset[Wakeup], None]:
    """Yields at once when it listens, then the wake-ups about `keys` (subjects or organizations), together; with
    `whole_side` also all those about the reader's organization, and the organizations below it.

    An empty set means: read again from your own position, also every minute for what nobody is woken for, such as a
    day that ends, or after `look_every` quiet seconds. Ends when the sign-in no longer stands.
    """
    while True:
        actor = context.actor
        heard_for = {*actor.creditor_ids, *keys}  # a bank listens to the creditors that opened something to it
        side = actor.creditor_ids if whole_side else ()
        with listener.listening(*keys, *side, actor.session_id, actor.membership_id, actor.person_id) as queue:
            # What changed before it listened woke nobody here.
            if not await context.check():
                return
            checked = monotonic()
            yield frozenset()
            # An entity that joined the group, or left it, is listened to from then on, or no longer.
            while context.actor.creditor_ids == actor.creditor_ids:
                due = checked + CHECK_EVERY - monotonic()
                received = await _next(queue, max(0.0, due if look_every is None else min(due, look_every)))
                heard = [one for one in received if one is None or _is_for(one, heard_for)]
                if received and not heard:
                    continue
                missed = None in heard
                overdue = monotonic() >= checked + CHECK_EVERY
                if missed or overdue or any(one.topic in _ABOUT_REACH for one in heard if one):
                    if not await context.check():
                        return
                    checked = monotonic()
                context.refresh()
                yield frozenset() if missed else frozenset(one for one in heard if one)


def _is_for(wakeup: Wakeup, organizations: set[UUID]) -> bool:
    """What happened on the other side's own chain of a case file wakes nobody of this one."""
    return not wakeup.organizations or not organizations.isdisjoint(wakeup.organizations)


async def _next(queue: "asyncio.Queue[Wakeup | None]", seconds: float) -> list[Wakeup | None]:
    """What waits in the queue, at least one unless the time is over."""
    try:
        async with asyncio.timeout(seconds):  # not wait_for: it forgets a cancellation that comes with a wake-up
            heard = [await queue.get()]
    except TimeoutError:
        return []
    while len(heard) < _MOST and not queue.empty():
        heard.append(queue.get_nowait())
    return heard


_shared: dict[Hashable, "asyncio.Task[Any]"] = {}


async def read_once(key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
    """One reading for everybody who asks for the same before it starts: the watchers that one wake-up woke.

    Who comes later gets a later reading, so nobody misses what it was woken for. `key` names all the answer depends
    on, the organization first.
    """
    task = _shared.get(key)
    if task is None:

        async def start() -> T:
            await asyncio.sleep(0)
            del _shared[key]
            return await read()

        task = _shared[key] = asyncio.create_task(start())
    answer: T = await asyncio.shield(task)
    return answer

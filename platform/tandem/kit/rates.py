"""How much may be spent in a minute, by whom: counted in this process, told to the others through Redis every second.

Nobody waits for Redis. While it is away each process holds its own count to the limits, so that with three processes
three times as much may pass, and never nothing. While it is there, what passes too much is what the others spend within
the second. The minute slides: of the minute before counts the share that still lies within the last sixty seconds.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from math import ceil
from time import time
from typing import NamedTuple

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tandem.kit.ending import ended

_MINUTE = 60
_EVERY = 1.0  # seconds between two exchanges
_PATIENCE = 0.5  # seconds for one of them
log = structlog.get_logger()


class Budget(NamedTuple):
    """Whose points, and how many of them a minute has."""

    key: str
    points: int


class Standing(NamedTuple):
    """How the scarcest of one's budgets stands after an attempt to spend; `reset` in seconds."""

    allowed: bool
    limit: int
    remaining: int
    reset: int


@dataclass(slots=True)
class _Spent:
    minute: int
    now: int = 0
    before: int = 0
    untold: int = 0
    is_known: bool = False  # whether the others' minute before this one has been asked for


class Rates:
    """The budgets that this process has seen spent within the last two minutes."""

    def __init__(self, clock: Callable[[], float] = time) -> None:
        self._clock = clock
        self._spent: dict[str, _Spent] = {}
        self._minute = 0
        self._is_away = False

    def spend(self, budgets: Sequence[Budget], points: int) -> Standing:
        """Take points from all the budgets, or from none when one of them lacks them."""
        now = self._clock()
        minute, elapsed = int(now // _MINUTE), now % _MINUTE
        if minute != self._minute:
            self._forget_before(minute - 1)
            self._minute = minute
        found = [self._of(budget.key, minute) for budget in budgets]
        share = 1 - elapsed / _MINUTE
        left = [
            budget.points - spent.now - ceil(spent.before * share) for budget, spent in zip(budgets, found, strict=True)
        ]
        allowed = points <= min(left)
        taken = points if allowed else 0
        for spent in found:
            spent.now += taken
            spent.untold += taken
        scarcest = min(range(len(left)), key=left.__getitem__)
        return Standing(allowed, budgets[scarcest].points, max(0, left[scarcest] - taken), ceil(_MINUTE - elapsed))

    def give_back(self, budget: Budget, points: int) -> None:
        """Points that were spent this minute, and not for what they are taken for."""
        spent = self._spent.get(budget.key)
        if spent is not None and spent.now >= points:
            spent.now -= points
            spent.untold -= points

    def _forget_before(self, minute: int) -> None:
        self._spent = {key: spent for key, spent in self._spent.items() if spent.minute >= minute}

    def _of(self, key: str, minute: int) -> _Spent:
        spent = self._spent.get(key)
        if spent is None:
            spent = self._spent[key] = _Spent(minute)
        elif spent.minute != minute:
            spent.before = spent.now if spent.minute == minute - 1 else 0
            # What was not told of the minute that ended stays untold: the others lose a second of it.
            spent.minute, spent.now, spent.untold = minute, 0, 0
        return spent

    @contextlib.asynccontextmanager
    async def shared(self, url: str | None) -> AsyncIterator[None]:
        """Exchange counts with the other processes while inside, as often as Redis is there."""
        if url is None:
            yield
            return
        redis = Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
        task = asyncio.create_task(self._exchange_for_ever(redis), name="rates.exchange")
        try:
            yield
        finally:
            try:
                await ended(task)
            finally:
                await redis.aclose()

    async def _exchange_for_ever(self, redis: Redis) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.exchange(redis)
                self._is_away = False
            except (RedisError, OSError, TimeoutError) as error:
                if not self._is_away:
                    log.warning("rates.redis_away", error=type(error).__name__)
                self._is_away = True

    async def exchange(self, redis: Redis) -> None:
        """Tell what was spent since the last exchange, and take over what all have spent. Raises RedisError."""
        minute = int(self._clock() // _MINUTE)
        self._forget_before(minute - 1)
        active = [(key, spent) for key, spent in self._spent.items() if spent.minute == minute]
        if not active:
            return
        told = [spent.untold for _, spent in active]
        async with redis.pipeline(transaction=False) as pipe:
            for (key, spent), points in zip(active, told, strict=True):
                pipe.incrby(_name(key, minute), points)
                pipe.expire(_name(key, minute), 3 * _MINUTE)
                if not spent.is_known:
                    pipe.get(_name(key, minute - 1))
            answers = iter(await pipe.execute())
        for (_, spent), points in zip(active, told, strict=True):
            total, _ = next(answers), next(answers)
            before = None if spent.is_known else next(answers)
            if spent.minute != minute:
                continue
            spent.untold -= points
            spent.now = int(total) + spent.untold
            if not spent.is_known:
                spent.before, spent.is_known = max(spent.before, int(before or 0)), True


def _name(key: str, minute: int) -> str:
    return f"tandem:rate:{key}:{minute}"

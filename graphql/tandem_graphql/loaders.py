"""Data loaders, one for each function `<things>_by_<key>` of the domain, made when first asked for.

Such a function takes the actor and keys and answers a mapping in one query; the actor keeps it inside the tenant.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from strawberry.dataloader import DataLoader

from tandem.organizations.actor import Actor

K = TypeVar("K")
V = TypeVar("V")
ByKey = Callable[[Actor, Iterable[K]], Awaitable[Mapping[K, V]]]


class Loaders:
    """The loaders of one operation and one actor."""

    def __init__(self, actor: Actor | None) -> None:
        self._actor = actor
        self._made: dict[Any, DataLoader[Any, Any]] = {}
        self._reading: set[asyncio.Task[Any]] = set()
        self._is_stopped = False

    async def load(self, things_by_key: ByKey[K, V], key: K) -> V | None:
        """What `things_by_key` knows of `key`, read together with the other keys asked for in this turn."""
        loader = self._made.get(things_by_key)
        if loader is None:
            loader = self._made[things_by_key] = DataLoader(self._reader(things_by_key))
        # Whoever is cancelled takes the answer from nobody who waits for it, too, or asks for it again.
        found: V | None = await asyncio.shield(loader.load(key))
        return found

    async def need(self, things_by_key: ByKey[K, V], key: K) -> V:
        """Like `load`, for what a row that was reached refers to. Raises LookupError: then the data is broken."""
        found = await self.load(things_by_key, key)
        if found is None:
            raise LookupError(f"{things_by_key.__name__} has no {key}")
        return found

    def stop(self) -> None:
        """Cancel what is being read, and read nothing more: nobody waits for it."""
        self._is_stopped = True
        for task in self._reading:
            task.cancel()

    def _reader(self, things_by_key: ByKey[K, V]) -> Callable[[list[K]], Awaitable[list[V | None]]]:
        async def read(keys: list[K]) -> list[V | None]:
            if self._actor is None or self._is_stopped:
                return [None] * len(keys)
            # A loader reads in a task of its own, which does not end with the operation that asked.
            task = cast("asyncio.Task[Any]", asyncio.current_task())
            self._reading.add(task)
            try:
                found = await things_by_key(self._actor, keys)
            finally:
                self._reading.discard(task)
            return [found.get(key) for key in keys]

        return read

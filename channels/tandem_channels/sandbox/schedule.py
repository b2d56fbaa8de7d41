"""What is to happen later, kept in the store, so that a restart resumes every life cycle and callback."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tandem_channels.sandbox.store import Store

logger = logging.getLogger(__name__)

Action = Callable[..., Awaitable[None]]


class Schedule:
    """Runs each due row as a task of its own: a slow webhook holds up nothing else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._actions: dict[str, Action] = {}
        self._running: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()

    def learn(self, **actions: Action) -> None:
        """The functions that rows may name; each takes the row's argument as keywords."""
        self._actions.update(actions)

    def later(self, seconds: float, action: str, **argument: Any) -> None:
        """Run `action` in `seconds`."""
        self._store.insert("due", at=time.time() + seconds, action=action, argument=argument)
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled: start what is due, sleep until the next."""
        try:
            while True:
                self._woken.clear()
                wait = self._start_due()
                # Not wait_for: it forgets a cancellation that comes with a wake-up.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._woken.wait()
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _start_due(self) -> float | None:
        """Seconds until the next row, None when there is none."""
        now = time.time()
        for row in self._store.rows("SELECT * FROM due ORDER BY at, number LIMIT 1000"):
            if row["number"] in self._running:
                continue
            if row["at"] > now:
                return float(row["at"]) - now
            self._running[row["number"]] = asyncio.create_task(self._perform(row))
        return None

    async def _perform(self, row: dict[str, Any]) -> None:
        try:
            await self._actions[row["action"]](**json.loads(row["argument"]))
        except Exception:
            logger.exception("sandbox.action_failed %s", row["action"])
        self._store.execute("DELETE FROM due WHERE number = ?", row["number"])
        del self._running[row["number"]]
        self._woken.set()

"""The sandbox's schedule ends when it is told to, also in the instant in which it is woken."""

import asyncio
from pathlib import Path

from tandem_channels.sandbox.schedule import Schedule
from tandem_channels.sandbox.store import Store


async def test_a_schedule_that_is_ended_while_it_is_woken_ends(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite")
    schedule = Schedule(store)
    for _ in range(20):
        running = asyncio.create_task(schedule.run())
        await asyncio.sleep(0.001)
        schedule.later(60, "nothing")  # wakes it
        await asyncio.sleep(0)
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=20)

        assert done == {running}
        assert running.cancelled()
    store.close()

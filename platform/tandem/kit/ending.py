"""Ending a background task without forgetting that one is ended oneself; ending oneself with nothing left half done."""

import asyncio
from collections.abc import Coroutine


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancel a task and wait until it is over. Raises what it failed with before.

    Not `suppress(CancelledError)` around `await task`: that swallows the cancellation of the waiting task too, which
    then goes on as if nobody had asked it to stop.
    """
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()


async def whole(work: Coroutine[None, None, None]) -> None:
    """Do it to its end, whoever is cancelled meanwhile: that is heard afterwards. Cancelled again, it is cut."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
        raise

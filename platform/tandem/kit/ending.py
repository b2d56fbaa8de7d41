"""Ending a background task without forgetting that one is ended oneself."""

import asyncio


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancel a task and wait until it is over. Raises what it failed with before.

    Not `suppress(CancelledError)` around `await task`: that swallows the cancellation of the waiting task too, which
    then goes on as if nobody had asked it to stop.
    """
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()

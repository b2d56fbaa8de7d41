"""A worker that kills itself by SIGKILL at named points, again and again; run as a program by its test.

A parent forks a worker, waits for its death, and forks the next one, until a file named in TANDEM_TEST_STOP appears.
Each point counts how often it was reached, across all workers; at every second or third a worker dies.
"""

import asyncio
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tandem.contacts import dispatch
from tandem.contacts.channels import channels
from tandem.entrypoints import worker
from tandem.entrypoints.settings import load_settings
from tandem.outbox import relay, tasks

# How often each point must be reached before a worker dies there.
EVERY = {"before_sending": 3, "after_commit": 3, "after_post": 2}
POINTS = tuple(EVERY)
LEASE = 2.0  # seconds: a killed worker's rows come back after this, not after the product's half minute

_counts = mmap.mmap(-1, 8 * len(POINTS))


def reached(point: str) -> None:
    """Count a point, and die here when its turn has come."""
    place = 8 * POINTS.index(point)
    count = struct.unpack_from("q", _counts, place)[0] + 1
    struct.pack_into("q", _counts, place, count)
    if count % EVERY[point] == 1:
        with Path(os.environ["TANDEM_TEST_KILLS"]).open("a", encoding="ascii") as file:
            file.write(f"{point}\n")
            file.flush()
            os.fsync(file.fileno())
        os.kill(os.getpid(), signal.SIGKILL)


def arm() -> None:
    """Put the points into this process: the product itself has none."""
    judge, send = dispatch.verdict_for, dispatch._send

    def judging(*arguments: Any) -> Any:
        reached("before_sending")
        return judge(*arguments)

    async def sending(*arguments: Any) -> None:
        reached("after_commit")
        await send(*arguments)

    dispatch.verdict_for, dispatch._send = judging, sending
    for channel in (channels().sms, channels().email):
        if channel is not None:
            channel.send = answered(channel.send)  # type: ignore[method-assign]


def answered(post: Callable[[Any], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
    """The provider has taken it, and nobody here has read its answer yet."""

    async def posting(message: Any) -> Any:
        receipt = await post(message)
        reached("after_post")
        return receipt

    return posting


def main() -> None:
    """Fork, wait, fork again."""
    stop = Path(os.environ["TANDEM_TEST_STOP"])
    relay.MARGIN = 0.0
    tasks.TASKS["contacts.dispatch"] = tasks.Task(
        "contacts.dispatch", tasks.TASKS["contacts.dispatch"].handler, timeout=LEASE, attempts=1_000
    )
    for known in list(tasks.TASKS.values()):
        tasks.TASKS[known.topic] = tasks.Task(known.topic, known.handler, LEASE, 1_000)
    worker.JOBS = 2
    configure = worker.configure

    def configured(settings: Any) -> Any:
        made = configure(settings)
        arm()
        return made

    worker.configure = configured
    child = 0

    def stopping(*_: object) -> None:
        if child:
            os.kill(child, signal.SIGKILL)
        sys.exit(0)

    signal.signal(signal.SIGTERM, stopping)
    while not stop.exists():
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            asyncio.run(worker.work(load_settings()))
            os._exit(0)
        while not stop.exists() and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.02)
    os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()

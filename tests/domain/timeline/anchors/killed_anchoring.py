"""Makes an anchor and kills itself by SIGKILL at one point of it; run as a program by its test.

Forks one child for each point given: a number of files written, or `commit`, when all files are there and the
database's transaction is not over. A last child makes an anchor and lives.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from tandem.entrypoints.orm import orm_config
from tandem.timeline.anchors import Anchoring, configure, index, make_anchor, store
from tandem.timeline.anchors.signing import private_key


def die() -> None:
    """At once, as by a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Put the point into this process: the product itself has none."""
    put, written = store.put_new, 0

    async def putting(*arguments: Any) -> bool:
        nonlocal written
        if str(written) == point:
            die()
        written += 1
        return await put(*arguments)

    async def covering(*_: Any) -> None:
        die()

    store.put_new = putting
    if point == "commit":
        index.covered = covering  # type: ignore[assignment]


async def make(url: str, folder: str, seed: str) -> None:
    """One anchor on a connection of its own; a killed child's lock may take a moment to go."""
    configure(Anchoring(store.opened(folder), private_key(bytes.fromhex(seed))))
    await Tortoise.init(config=orm_config(url, pool=2), _enable_global_fallback=True)
    while await make_anchor() is None:  # noqa: ASYNC110 (it is another process that ends)
        await asyncio.sleep(0.05)
    await Tortoise.close_connections()


def main(url: str, folder: str, seed: str, report: str, *points: str) -> None:
    """Fork, wait, write how it ended, fork again."""
    endings = []
    for point in (*points, "none"):
        child = os.fork()
        if child == 0:
            arm(point)
            asyncio.run(make(url, folder, seed))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        endings.append(f"{point} {os.waitstatus_to_exitcode(status)} {Path(folder, '00000001/anchor.txt').exists()}")
    Path(report).write_text("\n".join(endings))


if __name__ == "__main__":
    main(*sys.argv[1:])

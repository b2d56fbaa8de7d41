"""Workers that are killed by SIGKILL at instants told beforehand; a program, run by `running`.

It loads the product once and forks each worker, so that the next one stands there a moment after the last was killed.
What a worker does is the product's, to the letter; it alone decides in the middle of what it is killed.
"""

import argparse
import asyncio
import json
import os
import signal
import time
import traceback
from dataclasses import replace
from pathlib import Path
from random import Random

from tandem.entrypoints import children, worker
from tandem.entrypoints.settings import load_settings
from tandem.outbox import relay, tasks


def main() -> None:
    """Fork the workers, kill one at each instant, fork again whatever ended, until told to stop."""
    given = _arguments()
    if given.lease:
        relay.MARGIN = 0.0
        tasks.TASKS.update({topic: replace(known, timeout=given.lease) for topic, known in tasks.TASKS.items()})
        worker.SCHEDULES = tuple(replace(one, seconds=min(one.seconds, given.lease)) for one in worker.SCHEDULES)
    chance = Random(f"{given.seed}:workers")
    running: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: _end(running))
    running.extend(_forked() for _ in range(given.workers))
    _note(given.log, "ready", 0.0, 0)
    # Nothing is proved by killing what has not begun to work.
    while given.kill_at and not begin_file(given.log).exists():
        time.sleep(0.01)
    begun = time.monotonic()
    instants = [float(instant) for instant in given.kill_at.split(",") if instant]
    while True:
        now = time.monotonic() - begun
        if instants and now >= instants[0]:
            instants.pop(0)
            victim = chance.choice(running)
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            _note(given.log, "killed", now, victim)
            running[running.index(victim)] = _forked()
        for place, child in enumerate(running):
            if os.waitpid(child, os.WNOHANG) != (0, 0):
                _note(given.log, "ended by itself", now, child)
                running[place] = _forked()
        time.sleep(0.01)


def begin_file(log: Path) -> Path:
    """Whoever runs the workers makes it once they work: the instants of the kills count from there."""
    return log.with_suffix(".begin")


def _forked() -> int:
    child = os.fork()
    if child:
        return child
    children.die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        asyncio.run(worker.work(load_settings()))
    finally:
        # Not back into the parent's loop, whatever it was that ended a worker which should run on.
        traceback.print_exc()
        os._exit(1)


def _end(running: list[int]) -> None:
    for child in running:
        os.kill(child, signal.SIGKILL)
    os._exit(0)


def _note(log: Path, what: str, at: float, pid: int) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"what": what, "at": round(at, 3), "pid": pid, "time": time.time()}) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument(
        "--kill-at", default="", help="seconds after the first workers stand there, with commas between"
    )
    parser.add_argument("--seed", default="")
    parser.add_argument("--lease", type=float)
    parser.add_argument("--log", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()

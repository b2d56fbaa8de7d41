"""Keeps the processes of one machine together: a log each, one ending for all."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Never

from tandem.entrypoints import children

LOOK_EVERY = 0.1
GRACE = 40.0  # seconds, longer than a process takes to end what is under way
LAST_LINES = 30


class StopRequested(BaseException):
    """Ctrl-C, a signal or the end of our parent asks for an orderly end."""


class ChildEnded(Exception):
    """A process that should run on has ended; carries its last output."""

    def __init__(self, name: str, status: int, log: Path | None) -> None:
        ending = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        super().__init__(f"{name} ended with {ending}" + (f"; the end of {log}:\n{last_lines(log)}" if log else ""))


@dataclass
class Supervisor:
    """What runs, in the order of its start; `logs` None lets the children write to our terminal."""

    logs: Path | None
    running: dict[str, tuple[subprocess.Popen[bytes], Path | None]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        """Start a process that shall run until the end."""
        log = self.logs / f"{name}.log" if self.logs else None
        with open(log or os.devnull, "wb") as file:
            process = children.start(command, output=file if log else None, environment=environment)
        self.running[name] = (process, log)

    def check(self) -> None:
        """Raise ChildEnded when one of the processes is gone."""
        for name, (process, log) in self.running.items():
            if (status := process.poll()) is not None:
                raise ChildEnded(name, status, log)

    def watch(self) -> Never:
        """Look after the processes until one ends (ChildEnded) or we are asked to stop (StopRequested)."""
        while True:
            self.check()
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """End all processes together, last started first told; those that do not hear are killed."""
        for process, _ in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
        for process, _ in self.running.values():
            children.stop(process, grace=GRACE)


def run_step(name: str, command: Sequence[str | Path], environment: Mapping[str, str], logs: Path) -> str:
    """Run a process to its end and return what it printed; raises ChildEnded when it fails."""
    log = logs / f"{name}.log"
    with log.open("wb") as file:
        process = children.start(command, output=file, environment=environment)
    try:
        if status := process.wait():
            raise ChildEnded(name, status, log)
    finally:
        children.stop(process)
    return log.read_text(errors="replace")


@contextlib.contextmanager
def stopping_on_signals(*, with_parent: bool = False) -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into StopRequested, once: an ending that has begun is not interrupted.

    `with_parent` also asks the kernel for SIGTERM when the process that started us dies.
    """
    caught = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def request_stop(_signal: int, _frame: FrameType | None) -> None:
        for each in caught:
            signal.signal(each, signal.SIG_IGN)
        raise StopRequested

    before = {each: signal.signal(each, request_stop) for each in caught}
    if with_parent:
        children.die_with_parent(signal.SIGTERM)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def last_lines(log: Path) -> str:
    """The end of a log, for a report."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])

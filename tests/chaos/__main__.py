"""`python -m tests.chaos`: the proof in full, or as CI runs it; ends with 1 when the product did not hold."""

import argparse
import asyncio
import logging
import secrets
import shutil
import sys
from pathlib import Path

from rich.console import Console

from tandem.entrypoints.embedded import embedded_services
from tests.chaos.report import show
from tests.chaos.running import run
from tests.chaos.storm import full, short
from tests.support.folders import server_folder


def main() -> int:
    """Run it once on servers of its own."""
    given = _arguments()
    make = short if given.short else full
    storm = make(given.seed, given.contacts) if given.contacts else make(given.seed)
    console = Console(highlight=False, width=160)
    console.print(f"{storm}")
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # of connections that a restart cut, at length
    with server_folder() as folder, embedded_services(folder) as services:
        try:
            outcome = asyncio.run(run(storm, services))
        finally:
            if given.log:
                shutil.copy(folder / "processes.log", given.log)
    show(console, outcome)
    return 1 if outcome.complaints else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    add = parser.add_argument
    add("--seed", type=int, default=secrets.randbelow(10_000), help="what is drawn follows from it (default: chance)")
    add("--contacts", type=int, help="how many contacts (default: 500, in short 40)")
    add("--short", action="store_true", help="as CI runs it: a minute or two, with shorter time limits")
    add("--log", type=Path, help="keep what the processes print in this file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

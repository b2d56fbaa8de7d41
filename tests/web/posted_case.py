"""Writes case files whose opening letter was posted into a running product, in a process of its own."""

import asyncio
import base64
import subprocess
import sys
from datetime import date
from pathlib import Path

from tandem.entrypoints.embedded import running_database
from tandem.entrypoints.embedded.folder import kept_key
from tandem.kit import clock
from tandem.timeline import sealing
from tandem_channels.sandbox.settings import clock_shift
from tandem_graphql.ids import global_id
from tests.support.builders import make_case, number_from
from tests.support.services import orm
from tests.web.product import CLOCK

POSTED_ON = date(2026, 11, 10)
# More than five years before any day of the tests (C. com. L110-4).
BARRED = date(2019, 3, 1)


async def _write(folder: Path, first: int, due_on: date | None, names: list[str]) -> str:
    urls = running_database(folder)
    if urls is None:
        raise RuntimeError(f"no database runs over {folder}")
    # The product's clock, not the machine's: nothing that follows on the case file may come before this.
    clock.configure(clock_shift(CLOCK))
    sealing.configure(base64.b64decode(kept_key(folder, "master_key")))
    number_from(first)
    async with orm(urls.web):
        made = [await make_case(name=name, due_on=due_on, letter_posted_on=POSTED_ON) for name in names]
    return "\n".join(f"{global_id('CaseFile', one.case_file.id)} {one.claims[0].document_number}" for one in made)


def written_into(folder: Path, first: int, *names: str, due_on: date | None = None) -> dict[str, tuple[str, str]]:
    """The identifier and the invoice's number of each new case file, by the name of its debtor.

    They are numbered from `first`: other processes write, too.
    """
    command = [sys.executable, "-m", "tests.web.posted_case", str(folder), str(first), str(due_on or ""), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    told = [line.split(" ", 1) for line in done.stdout.splitlines()]
    return {name: (case, number) for name, (case, number) in zip(names, told, strict=True)}


if __name__ == "__main__":
    at, number, due, *debtors = sys.argv[1:]
    sys.stdout.write(asyncio.run(_write(Path(at), int(number), date.fromisoformat(due) if due else None, debtors)))

"""Writes a case file with a long history into a running product, in a process of its own: `long_case FOLDER EVENTS`."""

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
from tests.support.builders import make_case
from tests.support.long_timeline import write_history
from tests.support.services import orm
from tests.web.product import CLOCK

FIRST_DAY = date(2026, 3, 16)
DEBTOR = "Longue Histoire SARL"


async def _write(folder: Path, events: int) -> str:
    urls = running_database(folder)
    if urls is None:
        raise RuntimeError(f"no database runs over {folder}")
    # The product's clock, not the machine's: nothing that follows on the case file may come before this.
    clock.configure(clock_shift(CLOCK))
    sealing.configure(base64.b64decode(kept_key(folder, "master_key")))
    async with orm(urls.web):
        made = await make_case(name=DEBTOR)
        await write_history(made, events, first_day=FIRST_DAY)
    return global_id("CaseFile", made.case_file.id)


def written_into(folder: Path, events: int) -> str:
    """The identifier of the new case file."""
    command = [sys.executable, "-m", "tests.web.long_case", str(folder), str(events)]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    ).stdout.strip()


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(_write(Path(sys.argv[1]), int(sys.argv[2]))))

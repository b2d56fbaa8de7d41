"""Writes case files whose debtor called Awa yesterday, and nobody said how it went, in a process of its own."""

import asyncio
import base64
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import running_database
from tandem.entrypoints.embedded.folder import kept_key
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.timeline import sealing
from tandem_channels.sandbox.settings import clock_shift
from tandem_graphql.ids import global_id
from tests.support.builders import MadeCase, make_case, number_from
from tests.support.services import orm
from tests.web.product import CLOCK

_LINE = """
INSERT INTO phone_lines (id, agency_id, membership_id, session_id, device, caller_id, state, asked_at, used_at,
    closed_at, closed_because) VALUES ($1, $2, $3, $1, 'computer', '+33199001200', 'closed', $4, $4, $4, 'asked')
"""
_CALL = """
INSERT INTO incoming_calls (id, agency_id, creditor_id, case_file_id, party_id, contact_point_id, line_id,
    membership_id, provider_id, began_at, ended_at, overdue_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
"""


async def _write(folder: Path, first: int, names: list[str]) -> str:
    urls = running_database(folder)
    if urls is None:
        raise RuntimeError(f"no database runs over {folder}")
    clock.configure(clock_shift(CLOCK))
    sealing.configure(base64.b64decode(kept_key(folder, "master_key")))
    number_from(first)
    async with orm(urls.web):
        made = [await make_case(name=name) for name in names]
        for one in made:
            await _called(one)
    return "\n".join(global_id("CaseFile", one.case_file.id) for one in made)


async def _called(made: MadeCase) -> None:
    awa, line, began = actor_of_cast("awa"), new_id(), clock.now() - timedelta(days=1)
    case_file = made.case_file
    async with transaction(System(case_file.agency_id)):
        await database.execute(_LINE, line, case_file.agency_id, awa.membership_id, began)
        await database.execute(
            _CALL,
            new_id(),
            case_file.agency_id,
            case_file.creditor_id,
            case_file.id,
            made.party.id,
            made.phone.id,
            line,
            awa.membership_id,
            f"CA-{case_file.id}",
            began,
            began + timedelta(minutes=3),
        )


def called_into(folder: Path, first: int, *names: str) -> dict[str, str]:
    """The identifier of each new case file, by the name of its debtor; numbered from `first`: others write, too."""
    command = [sys.executable, "-m", "tests.web.untold_case", str(folder), str(first), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return dict(zip(names, done.stdout.split(), strict=True))


if __name__ == "__main__":
    at, number, *debtors = sys.argv[1:]
    sys.stdout.write(asyncio.run(_write(Path(at), int(number), debtors)))

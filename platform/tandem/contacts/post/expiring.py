"""Deleting the files of print runs that have run out: the letters stay, and the file can be made again from them."""

from datetime import datetime

from tandem.casefiles import storage
from tandem.contacts.post.making import folder_of
from tandem.contacts.post.runs import RunState, run_for_update
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System

# A sweep takes at most this many: the next one takes the rest.
BATCH = 100


async def expire_print_runs(now: datetime | None = None) -> int:
    """One sweep as of `now`; returns how many files ran out. Safe to run at any time, in any number."""
    found = await database.rows(
        "SELECT agency_id, run_id FROM door_print_runs_expired($1, $2)", now or clock.now(), BATCH
    )
    for row in found:
        async with transaction(System(row["agency_id"])):
            run = await run_for_update(row["agency_id"], row["run_id"])
            if run.state is not RunState.READY:
                continue
            # Files first: were the row to commit before, a crash would leave files that nobody looks for again.
            for key in await storage.keys_under(folder_of(run)):
                await storage.delete(key)
            await database.execute(
                "UPDATE print_runs SET state = 'expired', storage_key = NULL WHERE agency_id = $1 AND id = $2",
                run.agency_id,
                run.id,
            )
    return len(found)

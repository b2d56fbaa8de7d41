"""Telling banks of creditors with many claims (docs/subsystems/banker.md): the worker tells, no reader waits."""

from datetime import datetime

from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import System


async def tell_once(now: datetime | None = None) -> int:
    """One round as of `now`; returns of how many creditors something was told.

    Each creditor is told in one transaction: a round that is cut short leaves nothing half-told. Safe in any number.
    """
    at = now or clock.now()
    told = 0
    for due in await database.rows("SELECT door_creditors_to_tell($1) AS creditor_id", at):
        creditor_id = due["creditor_id"]
        async with transaction(System(creditor_id)):
            found = await database.row("SELECT door_tell($1) AS told", at)
            if found is not None and found["told"]:
                told += 1
                # Open dashboards of its banks read again.
                wake_after_commit(Wakeup("told", creditor_id, (creditor_id,)))
    return told

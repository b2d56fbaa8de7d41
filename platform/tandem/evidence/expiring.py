"""Deleting the files of bundles that have run out: the row and the event with the hashes stay."""

from datetime import datetime

from tandem.evidence import access, progress
from tandem.evidence.models import BundleState
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System

# A sweep takes at most this many: the next one takes the rest.
BATCH = 100


async def expire_once(now: datetime | None = None) -> int:
    """One sweep as of `now`; returns how many bundles ran out. Safe to run at any time, in any number."""
    at = now or clock.now()
    found = await database.rows("SELECT bundle_id, organization_id FROM door_evidence_expired($1, $2)", at, BATCH)
    for row in found:
        scope = System(row["organization_id"])
        async with transaction(scope):
            bundle = await access.bundle_for_update(scope, row["bundle_id"])
            if bundle.state is not BundleState.READY:
                continue
            # Files first: were the row to commit before, a crash would leave files that nobody looks for again.
            await progress.delete_files(bundle)
            bundle.state, bundle.pdf_key, bundle.zip_key = BundleState.EXPIRED, None, None
            await bundle.save(update_fields=["state", "pdf_key", "zip_key"])
            progress.wake(bundle)
    return len(found)

"""Removing what uploads left behind: bytes that no document and no placement names, because a process died or a person
gave up; an archive of invoices that nobody added among them.
"""

from datetime import timedelta
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.models import Document, Upload
from tandem.casefiles.publishing import PublicationState
from tandem.casefiles.uploads import folder_of
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System

# Long enough that nobody still waits for an answer; the address of an upload lives 15 minutes.
KEPT = timedelta(days=1)
_AT_ONCE = 100


async def sweep_uploads() -> int:
    """Remove the leftovers of uploads announced more than a day ago; returns how many were looked at.

    Every try of an upload is under its own folder, so what the document names stays and all else goes. Two workers at
    once remove the same; an upload that was swept can be neither received nor added any more.
    """
    due = await database.rows("SELECT * FROM door_uploads_to_sweep($1, $2)", clock.now() - KEPT, _AT_ONCE)
    for row in due:
        await _sweep(System(row["organization_id"]), row["upload_id"])
    return len(due)


async def _sweep(scope: System, upload_id: UUID) -> None:
    async with transaction(scope):
        upload = await Upload.filter(id=upload_id, swept_at=None).select_for_update().first()
        if upload is None or await _is_placed(upload):
            return
        upload.swept_at = clock.now()
        await upload.save(update_fields=["swept_at"])
        document = await Document.get_or_none(upload_id=upload.id)
        kept = document.storage_key if document and document.state is not PublicationState.WITHDRAWN else None
        # Before the commit: when removing fails, or the process dies, the next round finds the upload again.
        for key in await storage.keys_under(folder_of(upload)):
            if key != kept:
                await storage.delete(key)


async def _is_placed(upload: Upload) -> bool:
    """Whether a placement was made of the file meanwhile: it is the record of what was placed."""
    return bool(await database.rows("SELECT 1 FROM placement_batches WHERE upload_id = $1", upload.id))

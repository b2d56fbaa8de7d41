"""The outbox topic of notes."""

from uuid import UUID

from tandem.kit.database import transaction
from tandem.notes.commands import publish_note
from tandem.organizations.actor import System
from tandem.outbox import Job, task


@task("notes.publish", timeout=30, attempts=5)
async def publish(scope: System | None, job: Job) -> None:
    """Record a note to both parties once its ten seconds are over; acts for the author's organization."""
    if scope is None:
        raise ValueError("a note is published for its author's organization")
    async with transaction(scope):
        await job.done()
        await publish_note(scope, UUID(job.payload["note_id"]))

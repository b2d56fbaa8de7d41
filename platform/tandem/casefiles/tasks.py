"""The outbox topics of case files."""

from uuid import UUID

from tandem.casefiles.documents.commands import publish_document
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, task


@task("casefiles.publish_document", timeout=30, attempts=5)
async def publish(scope: System | None, job: Job) -> None:
    """Record a file for both parties once its ten seconds are over; acts for the author's organization."""
    if scope is None:
        raise ValueError("a file is published for its author's organization")
    async with transaction(scope):
        await job.done()
        await publish_document(scope, UUID(job.payload["document_id"]))

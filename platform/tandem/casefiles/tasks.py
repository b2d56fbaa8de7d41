"""The outbox topics of case files."""

from uuid import UUID

from tandem.casefiles.assigning import Left, tell_left
from tandem.casefiles.documents.commands import publish_document
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.organizations.teams.access import former_names
from tandem.outbox import Job, task


@task("casefiles.publish_document", timeout=30, attempts=5)
async def publish(scope: System | None, job: Job) -> None:
    """Record a file for both parties once its ten seconds are over; acts for the author's organization."""
    if scope is None:
        raise ValueError("a file is published for its author's organization")
    async with transaction(scope):
        await job.done()
        await publish_document(scope, UUID(job.payload["document_id"]))


@task("casefiles.tell_left", timeout=60, attempts=5)
async def tell_of_left(scope: System | None, job: Job) -> None:
    """Tell of some case files of somebody who left, or of a team that ended; acts for whoever ended it."""
    if scope is None:
        raise ValueError("case files are left in an organization")
    membership_id = UUID(job.payload["membership_id"])
    async with transaction(scope):
        await job.done()
        names = await former_names([membership_id])
        organization = await Organization.get(id=scope.organization_id)
        person = System(
            scope.organization_id,
            kind="person",
            name=names[membership_id],
            organization_name=organization.name,
            membership_id=membership_id,
        )
        # Jobs of the release before this one say nothing of it: they were of people.
        left = Left(job.payload.get("left", Left.PERSON))
        await tell_left(person, [UUID(one) for one in job.payload["case_file_ids"].split(",")], left)

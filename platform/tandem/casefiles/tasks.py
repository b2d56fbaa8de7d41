"""The outbox topics of case files."""

from uuid import UUID

from tandem.casefiles.assigning import tell_left
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
    """Tell some case files of somebody who left that they are nobody's; acts for whoever ended the membership."""
    if scope is None:
        raise ValueError("a membership ends in an organization")
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
        await tell_left(person, [UUID(one) for one in job.payload["case_file_ids"].split(",")])

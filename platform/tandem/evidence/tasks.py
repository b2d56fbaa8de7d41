"""The outbox topic of evidence bundles."""

import asyncio
from uuid import UUID

import structlog

from tandem.casefiles.exhibits import RecordsDisagree
from tandem.evidence import progress
from tandem.evidence.making import TooLarge, make
from tandem.evidence.models import UNDER_WAY, BundleProblem, EvidenceBundle
from tandem.kit.database import reading
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.outbox import Job, task

ATTEMPTS = 3
LIMIT = 120.0  # seconds: five hundred events take a few of them
_MARGIN = 10.0  # to say so when the time is over
log = structlog.get_logger()


@task("evidence.make", timeout=LIMIT + _MARGIN, attempts=ATTEMPTS)
async def make_bundle(scope: System | None, job: Job) -> None:
    """Make a bundle in the name of who asked; after the last attempt it says that it failed."""
    if scope is None:
        raise ValueError("a bundle belongs to the organization that asked for it")
    async with reading(scope):
        bundle = await EvidenceBundle.get_or_none(id=UUID(job.payload["bundle_id"]))
        organization = await Organization.get(id=scope.organization_id)
    if bundle is None or bundle.state not in UNDER_WAY:
        return
    # More attempts than handlers that ended: each time the process was killed.
    if job.attempt > ATTEMPTS:
        await progress.fail(scope, bundle, BundleProblem.UNEXPECTED)
        return
    asker = System(
        scope.organization_id,
        kind="person",
        name=bundle.requested_by,
        organization_name=organization.name,
        membership_id=bundle.membership_id,
    )
    try:
        async with asyncio.timeout(LIMIT):
            await make(asker, bundle, job)
    except TooLarge:
        await progress.fail(scope, bundle, BundleProblem.TOO_LARGE)
    except RecordsDisagree as wrong:
        log.error("evidence.records_disagree", bundle_id=str(bundle.id), problem=str(wrong))
        await progress.fail(scope, bundle, BundleProblem.RECORDS_DISAGREE)
    except Exception:
        if job.attempt >= ATTEMPTS:
            await progress.fail(scope, bundle, BundleProblem.UNEXPECTED)
        raise

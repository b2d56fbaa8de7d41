"""What the worker does for a placement: the dry run, the writing, and taking on a large batch."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog

from tandem.casefiles.assigning import give_to_team
from tandem.casefiles.storage import StoredFileMissing
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.organizations.roles.granting import hold_rights
from tandem.outbox import Job, task
from tandem.placements import checking, committing, progress
from tandem.placements.accepting import accept_case_files, submitted_case_files
from tandem.placements.models import PlacementBatch, PlacementState

ATTEMPTS = 3
LIMIT = 240.0  # seconds: a hundred thousand rows take a fifth of it
_MARGIN = 10.0  # to say so when the time is over
_ACCEPTED_AT_ONCE = 2_000
log = structlog.get_logger()

Work = Callable[[System, Job, PlacementBatch], Awaitable[None]]


@task("placements.check", timeout=LIMIT + _MARGIN, attempts=ATTEMPTS)
async def check(scope: System | None, job: Job) -> None:
    """Judge every row; acts for the creditor."""
    await _work_on(scope, job, PlacementState.CHECKING, checking.check)


@task("placements.commit", timeout=LIMIT + _MARGIN, attempts=ATTEMPTS)
async def commit(scope: System | None, job: Job) -> None:
    """Write the case files; acts for the creditor, in the name of who confirmed."""
    await _work_on(scope, job, PlacementState.COMMITTING, committing.commit)


@task("placements.accept", timeout=LIMIT + _MARGIN, attempts=ATTEMPTS)
async def accept(scope: System | None, job: Job) -> None:
    """Accept the case files of a large batch, some thousands a commit; acts for the agency."""
    if scope is None:
        raise ValueError("a placement belongs to somebody")
    batch = await _batch(scope, job)
    if batch is None:
        return
    manager = await _person(scope, job, batch.accepted_by)
    async with reading(scope):
        waiting = await submitted_case_files(scope, batch.id)
    team = job.payload.get("team_id")
    for start in range(0, len(waiting), _ACCEPTED_AT_ONCE):
        some = waiting[start : start + _ACCEPTED_AT_ONCE]
        async with transaction(scope):
            if team is not None:
                await hold_rights(scope.organization_id)  # before rows: the team stays until the commit
            await accept_case_files(manager, some)
            if team is not None:
                await give_to_team(manager, some, UUID(team))


async def _work_on(scope: System | None, job: Job, state: PlacementState, work: Work) -> None:
    """Run `work` on a batch in this state; after the last attempt the batch says that it failed."""
    if scope is None:
        raise ValueError("a placement belongs to somebody")
    batch = await _batch(scope, job)
    if batch is None or batch.state is not state:
        return
    # More attempts than handlers that ended: each time the process was killed.
    if job.attempt > ATTEMPTS:
        await progress.fail(scope, batch, progress.UNEXPECTED)
        return
    try:
        async with asyncio.timeout(LIMIT):
            await work(await _person(scope, job, batch.submitted_by), job, batch)
    except StoredFileMissing:
        await progress.fail(scope, batch, progress.FILE_MISSING)
        log.exception("placement.file_missing", batch_id=str(batch.id))
    except Exception:
        if job.attempt >= ATTEMPTS:
            await progress.fail(scope, batch, progress.UNEXPECTED)
        raise


async def _batch(scope: System, job: Job) -> PlacementBatch | None:
    async with reading(scope):
        return await PlacementBatch.get_or_none(id=UUID(job.payload["batch_id"]))


async def _person(scope: System, job: Job, name: str | None) -> System:
    """The person in whose name the job acts, where one asked for it."""
    membership_id = job.payload.get("membership_id")
    if name is None or membership_id is None:
        return scope
    async with reading(scope):
        organization = await Organization.get(id=scope.organization_id)
    return System(
        scope.organization_id,
        kind="person",
        name=name,
        organization_name=organization.name,
        membership_id=UUID(membership_id),
    )

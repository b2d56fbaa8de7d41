"""Telling each letter's case file that the run was handed to the post, in the name of who said so.

One transaction a letter, so that a thousand of them hold up nobody; killed in the middle, it goes on with the rest.
"""

from contextlib import suppress
from datetime import date
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.commands.record_letter_posting import post_letter
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.models import AttemptState
from tandem.contacts.post.errors import PrintRunNotFound
from tandem.contacts.post.labels import require_label
from tandem.contacts.post.runs import run_by_id, run_for_update
from tandem.contacts.printed import still_stands
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.outbox import Job

LIMIT = 600.0  # seconds: two thousand letters take a minute or two


async def post_letters(scope: System, run_id: UUID, job: Job) -> None:
    """Record the posting of every letter that is still in the pile; those that something stopped are left to people."""
    async with reading(scope):
        try:
            run = await run_by_id(scope.organization_id, run_id)
        except PrintRunNotFound:
            return
        said = await database.row(
            "SELECT posting_asked_by_id FROM print_runs WHERE agency_id = $1 AND id = $2", run.agency_id, run.id
        )
        organization = await Organization.get(id=scope.organization_id)
        left = await database.rows(_LEFT, run.agency_id, run.id)
    if not run.is_posting or run.posted_on is None or said is None:
        return
    teller = System(
        scope.organization_id,
        kind="person",
        name=run.posting_asked_by,
        organization_name=organization.name,
        membership_id=said["posting_asked_by_id"],
    )
    for row in left:
        await _post(scope, teller, row["attempt_id"], run.posted_on)
    async with transaction(scope):
        await job.done()
        await run_for_update(run.agency_id, run.id)
        await database.execute(
            "UPDATE print_runs SET posting_done_at = $3 WHERE agency_id = $1 AND id = $2",
            run.agency_id,
            run.id,
            clock.now(),
        )


async def given_up(scope: System | None, job: Job) -> None:
    """Not every letter could be told: the run says that it is not posting, and what is left in the pile is seen."""
    if scope is None:
        return
    async with transaction(scope):
        await database.execute(
            "UPDATE print_runs SET posting_done_at = $3 WHERE agency_id = $1 AND id = $2 AND posting_done_at IS NULL "
            "AND posting_asked_at IS NOT NULL",
            scope.organization_id,
            UUID(job.payload["run_id"]),
            clock.now(),
        )


async def _post(scope: System, teller: System, attempt_id: UUID, day: date) -> None:
    """Nothing for a letter that cannot have been posted on that day, nor for a registered one without its label: it
    stays in the pile, where people see it. What it says must stand: a person tells one by one which was posted before.
    """
    with suppress(ContactAttemptNotFound, InvalidInput):
        async with transaction(teller):
            reached = await access.attempt_for_update(teller, attempt_id)
            # Stopped since it was printed: it is out of the pile, unless a person who looked says otherwise.
            attempt = reached.attempt
            if attempt.posted_on is not None or attempt.state is not AttemptState.ACCEPTED:
                return
            if await still_stands(scope, reached):
                require_label(attempt)
                await post_letter(teller, reached.case_file, attempt, day)


_LEFT = """
SELECT l.attempt_id FROM print_run_letters l JOIN contact_attempts a ON a.id = l.attempt_id
WHERE l.agency_id = $1 AND l.run_id = $2 AND l.taken_out_at IS NULL AND a.posted_on IS NULL AND a.state = 'accepted'
ORDER BY l.place
"""

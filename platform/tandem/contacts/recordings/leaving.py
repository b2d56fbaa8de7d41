"""Somebody is in the conversation no more: by the star, or because it ended under them. The provider tells both alike.

The collector's own end is told apart from it, sooner or later: an objection is one that the line outlives. Until that
is known the person is asked to wait a moment; who hangs up meanwhile is judged a few seconds later, by the worker.
"""

from datetime import timedelta
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.calling.gone import close_line_if_left
from tandem.contacts.calling.lines import is_open
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.recordings.recording import ObjectedBy, object_to, recording_of
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, emit

TOPIC = "contacts.left_call"
# Longer than the provider takes to tell of two ends that came at once.
GRACE = timedelta(seconds=5)


async def settle_later(scope: System, attempt_id: UUID) -> None:
    """Have the worker look, should the person not wait for the answer. Inside the open transaction."""
    await emit(scope, TOPIC, {"attempt_id": str(attempt_id)}, available_at=clock.now() + GRACE)


async def settle_left(scope: System, attempt_id: UUID, job: Job) -> None:
    """The line is open still: they left by the star, so they object. Nothing when that was heard already."""
    await close_line_if_left(scope, attempt_id)
    async with transaction(scope):
        await job.done()
        try:
            attempt = (await access.attempt_for_update(scope, attempt_id)).attempt
        except ContactAttemptNotFound:
            return
        recording = await recording_of(attempt_id)
        if recording is not None and attempt.line_id is not None and await is_open(attempt.line_id):
            await object_to(scope, recording, ObjectedBy.PERSON)

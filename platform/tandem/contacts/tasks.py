"""Handlers of this capability's outbox topics: thin, repeatable, each one a call."""

from uuid import UUID

from tandem.contacts import dispatch, provider_events, regate
from tandem.contacts.models import Channel
from tandem.organizations.actor import System
from tandem.outbox import Job, task


@task("contacts.dispatch", timeout=30, attempts=5)
async def dispatch_attempt(scope: System | None, job: Job) -> None:
    """Send one attempt, if it is due and the gate allows it now. Payload: `attempt_id`."""
    await dispatch.dispatch(_known(scope), UUID(job.payload["attempt_id"]), job)


@task("contacts.regate", timeout=60, attempts=10)
async def regate_waiting(scope: System | None, job: Job) -> None:
    """Judge waiting attempts again. Payload: `case_file_id`, or `channel` and `address`.

    Emitted with every hold, directive, opt-out and payment, by whoever caused it.
    """
    if "case_file_id" in job.payload:
        await regate.regate_case_file(_known(scope), UUID(job.payload["case_file_id"]))
    else:
        await regate.regate_address(_known(scope), Channel(job.payload["channel"]), job.payload["address"])


@task("contacts.provider_event", timeout=30, attempts=10)
async def handle_provider_event(scope: System | None, job: Job) -> None:  # noqa: ARG001 - nobody's until it is read
    """Handle one stored callback. Payload: `event_id`, the row of `provider_events`."""
    await provider_events.handle(UUID(job.payload["event_id"]), job)


def _known(scope: System | None) -> System:
    if scope is None:
        raise ValueError("this topic acts for an organization")
    return scope

"""What the worker does for an erasure: the rows in one transaction, then the bytes, again until none is left."""

from uuid import UUID

from obstore.exceptions import BaseError

from tandem.casefiles.storage import StillStored
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, task
from tandem.privacy.commands.request_erasure import TOPIC
from tandem.privacy.destroying import destroy_files
from tandem.privacy.erasing import carry_out
from tandem.privacy.models import ErasureState

_UNDER_WAY = 15.0  # seconds until something that was being published, or packed, is looked at again
_AGAIN = 30.0  # seconds until a store that did not answer is asked again


@task(TOPIC, timeout=240, attempts=20)
async def erase(scope: System | None, job: Job) -> None:
    """Carry out an erasure and destroy its files; each part is skipped where an earlier try has done it."""
    if scope is None:
        raise ValueError("an erasure belongs to somebody")
    erasure_id = UUID(job.payload["erasure_id"])
    if (await carry_out(scope, erasure_id)).state is ErasureState.REQUESTED:
        raise RetryLater(_UNDER_WAY)
    try:
        await destroy_files(scope, erasure_id)
    except (BaseError, OSError, StillStored):
        raise RetryLater(_AGAIN) from None

"""What a call ended with that a message opened, where no key said so: once the provider has told who picked up.

It tells of the end and of who picked up separately, in either order: the same comes of both.
"""

from datetime import timedelta
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts import access
from tandem.contacts.calling.message import CONFIRMED, tell_outcome
from tandem.contacts.models import ContactAttempt, Disposition
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, emit
from tandem_channels.contract import AnsweredBy

TOPIC = "contacts.message_ended"
# After the end the provider's word of who picked up is waited for, which it may never send.
GRACE = timedelta(minutes=1)
# Whoever pressed no key did not say who they are.
_HEARD = {
    CONFIRMED: Disposition.REACHED,
    AnsweredBy.MACHINE.value: Disposition.VOICEMAIL,
    AnsweredBy.FAX.value: Disposition.VOICEMAIL,
}


async def message_ended(scope: System, case_file: CaseFile, attempt: ContactAttempt) -> None:
    """Tell the outcome of a call that is over, with its attempt locked; later where who picked up is not known yet."""
    if attempt.disposition is not None or attempt.line_id is not None:
        return
    if attempt.answered_by is None:
        await emit(scope, TOPIC, {"attempt_id": str(attempt.id)}, available_at=clock.now() + GRACE)
        return
    await tell_outcome(scope, case_file, attempt, _HEARD.get(attempt.answered_by, Disposition.NO_ANSWER))


async def settle_message(scope: System, attempt_id: UUID, job: Job) -> None:
    """The time to say who picked up is over: nobody said so, and nobody pressed a key."""
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.disposition is None and attempt.line_id is None:
            heard = _HEARD.get(attempt.answered_by or "", Disposition.NO_ANSWER)
            await tell_outcome(scope, reached.case_file, attempt, heard)

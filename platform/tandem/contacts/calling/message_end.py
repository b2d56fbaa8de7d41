"""What a call ended with that a message opened, where no key said so: once the provider has told who picked up.

It tells of the end, of who picked up and of a key that was pressed separately, in any order: the same comes of all.
"""

from datetime import timedelta
from uuid import UUID

from tandem.contacts import access
from tandem.contacts.calling.message import CONFIRMED, tell_outcome
from tandem.contacts.calling.said import is_unconfirmed
from tandem.contacts.calls_asked import asked_for_in
from tandem.contacts.models import ContactAttempt, Disposition
from tandem.contacts.states import tell
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, emit
from tandem_channels.contract import AnsweredBy

TOPIC = "contacts.message_ended"
# After the end the provider's word of who picked up is waited for, which it may never send.
GRACE = timedelta(minutes=1)
# Of whoever presses a key and hangs up it tells twice at once: the key counts, whichever comes first.
KEYS = timedelta(seconds=5)
# Whoever pressed no key did not say who they are.
_HEARD = {
    CONFIRMED: Disposition.REACHED,
    AnsweredBy.MACHINE.value: Disposition.VOICEMAIL,
    AnsweredBy.FAX.value: Disposition.VOICEMAIL,
}


async def message_ended(scope: System, attempt: ContactAttempt) -> None:
    """Have the outcome of a call told that is over, with its attempt locked; later where nobody said who picked up."""
    if attempt.disposition is None and attempt.line_id is None:
        wait = GRACE if attempt.answered_by is None else KEYS
        await emit(scope, TOPIC, {"attempt_id": str(attempt.id)}, available_at=clock.now() + wait)


async def settle_message(scope: System, attempt_id: UUID, job: Job) -> None:
    """The time to say who picked up, or to press a key, is over: what is known by now is the outcome."""
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.disposition is None and attempt.line_id is None:
            heard = _HEARD.get(attempt.answered_by or "", Disposition.NO_ANSWER)
            if heard is Disposition.REACHED and await asked_for_in(attempt.id):
                heard = Disposition.CALLBACK
            if is_unconfirmed(attempt):
                # Its worker died while the provider was asked to say something to a machine.
                await tell(scope, reached.case_file, attempt)
            await tell_outcome(scope, reached.case_file, attempt, heard)

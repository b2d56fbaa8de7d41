"""Has a number that an agency texts from by now told who refuses texts (`provider_consents.tell_new_sender`)."""

from datetime import timedelta
from uuid import UUID

from tandem.kit import clock
from tandem.organizations.actor import Actor
from tandem.outbox import emit

TOPIC = "contacts.tell_new_sender"
# In which a STOP is confirmed by text: five minutes at most (47 CFR 64.1200(a)(12)), and the queue before it. Told of
# the refusal before, the provider would not let that pass.
TO_CONFIRM = timedelta(minutes=10)
_FROM_THE_FIRST = str(UUID(int=0))


async def emit_new_sender(actor: Actor, address: str) -> None:
    """In the open transaction; `address` is a number that can be answered."""
    told = {"sender": address, "after": _FROM_THE_FIRST}
    await emit(actor, TOPIC, told, available_at=clock.now() + TO_CONFIRM)

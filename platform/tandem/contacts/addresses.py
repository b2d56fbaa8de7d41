"""Addresses that turned out dead, for every case file of the agency that has them."""

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import ContactAttempt
from tandem.kit import clock
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit


async def invalidate(acting: Actor | System, attempt: ContactAttempt, why: str) -> None:
    """Mark the attempt's address invalid wherever the agency has it, and have waiting attempts to it judged again."""
    touched = await ContactPoint.filter(agency_id=attempt.agency_id, value=attempt.to_address, invalid_at=None).update(
        invalid_at=clock.now(), invalid_reason=why
    )
    if touched:
        await emit(acting, "contacts.regate", {"channel": attempt.channel.value, "address": attempt.to_address})

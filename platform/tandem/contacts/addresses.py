"""Addresses that turned out dead.

The agency's gate knows a dead address from any of its case files (`fact_reading`), whoever the creditor is. The mark is
put only on case files of the creditor for whom it was tried: another one would learn of a case that is not theirs.
"""

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import ContactAttempt, Disposition
from tandem.contacts.returns.reasons import WRONG_ADDRESS
from tandem.kit import clock
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit

WRONG_NUMBER = "wrong_number"


async def invalidate(acting: Actor | System, attempt: ContactAttempt, why: str) -> None:
    """Mark the attempt's address invalid for its creditor, and have all waiting attempts to it judged again."""
    alike = ContactPoint.filter(
        agency_id=attempt.agency_id, creditor_id=attempt.creditor_id, value=attempt.to_address, invalid_at=None
    )
    touched = await alike.update(invalid_at=clock.now(), invalid_reason=why)
    if touched:
        await emit(acting, "contacts.regate", {"channel": attempt.channel.value, "address": attempt.to_address})


async def revive(acting: Actor | System, attempt: ContactAttempt) -> None:
    """Take back that the attempt's number is wrong, unless another call to it says so too."""
    calls = ContactAttempt.filter(
        agency_id=attempt.agency_id, to_address=attempt.to_address, disposition=Disposition.WRONG_NUMBER
    )
    if await calls.exclude(id=attempt.id).exists():
        return
    await _reopen(acting, attempt, WRONG_NUMBER)


async def letters_arrive(acting: Actor | System, attempt: ContactAttempt, why: str) -> None:
    """Take back that letters to the attempt's address come back, unless another letter from there says so too."""
    others = ContactAttempt.filter(
        agency_id=attempt.agency_id,
        creditor_id=attempt.creditor_id,
        to_address=attempt.to_address,
        return_reason__in=list(WRONG_ADDRESS),
    )
    if await others.exclude(id=attempt.id).exists():
        return
    await _reopen(acting, attempt, why)


async def _reopen(acting: Actor | System, attempt: ContactAttempt, why: str) -> None:
    dead = ContactPoint.filter(
        agency_id=attempt.agency_id, creditor_id=attempt.creditor_id, value=attempt.to_address, invalid_reason=why
    )
    touched = await dead.update(invalid_at=None, invalid_reason=None)
    if touched:
        await emit(acting, "contacts.regate", {"channel": attempt.channel.value, "address": attempt.to_address})

"""Addresses that turned out dead, and those of them that a person opens again.

The agency's gate knows a dead address from any of its case files (`fact_reading`), whoever the creditor is. The mark is
put only on case files of the creditor for whom it was tried: another one would learn of a case that is not theirs.
"""

from tortoise.expressions import Q

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import Channel, ContactAttempt, Disposition
from tandem.contacts.returns.reasons import WRONG_ADDRESS
from tandem.kit import clock
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit

WRONG_NUMBER = "wrong_number"
PROVIDER = "provider"
_OF_A_NUMBER = (Channel.VOICE, Channel.SMS)


def is_by_provider(why: str | None) -> bool:
    """Whether a provider said so; a person's word is taken back by other ways."""
    return (why or "").partition(" ")[0] == PROVIDER


async def invalidate(acting: Actor | System, attempt: ContactAttempt, why: str) -> None:
    """Mark the attempt's address invalid for its creditor, and have all waiting attempts to it judged again."""
    alike = ContactPoint.filter(
        agency_id=attempt.agency_id, creditor_id=attempt.creditor_id, value=attempt.to_address, invalid_at=None
    )
    if await alike.update(invalid_at=clock.now(), invalid_reason=why):
        await _judge_again(acting, attempt.channel, attempt.to_address)


async def invalidate_number(acting: Actor | System, point: ContactPoint, why: str) -> None:
    """The same of a number that somebody called us from."""
    alike = ContactPoint.filter(
        agency_id=point.agency_id, creditor_id=point.creditor_id, value=point.value, invalid_at=None
    )
    if await alike.update(invalid_at=clock.now(), invalid_reason=why):
        await _judge_again(acting, Channel.VOICE, point.value)


async def close_by_provider(
    acting: Actor | System, attempt: ContactAttempt, code: str | None, *, texts_only: bool
) -> None:
    """The same, told by a provider; `texts_only` where the number may still be called.

    What left before a person opened the address again says nothing of it since: its callback came late.
    """
    why = f"{PROVIDER} {code}" if code else PROVIDER
    ended = "texts_end" if texts_only else "invalid"
    alike = ContactPoint.filter(
        agency_id=attempt.agency_id,
        creditor_id=attempt.creditor_id,
        value=attempt.to_address,
        **{f"{ended}_at": None},
    )
    if attempt.sending_at is not None:
        alike = alike.filter(Q(reopened_at=None) | Q(reopened_at__lt=attempt.sending_at))
    if await alike.update(**{f"{ended}_at": clock.now(), f"{ended}_reason": why}):
        await _judge_again(acting, attempt.channel, attempt.to_address)


async def revive(acting: Actor | System, attempt: ContactAttempt) -> None:
    """Take back that the attempt's number is wrong, unless another call to it says so too."""
    calls = ContactAttempt.filter(
        agency_id=attempt.agency_id, to_address=attempt.to_address, disposition=Disposition.WRONG_NUMBER
    )
    if await calls.exclude(id=attempt.id).exists():
        return
    await _take_back(acting, attempt, WRONG_NUMBER)


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
    await _take_back(acting, attempt, why)


async def _take_back(acting: Actor | System, attempt: ContactAttempt, why: str) -> None:
    dead = ContactPoint.filter(
        agency_id=attempt.agency_id, creditor_id=attempt.creditor_id, value=attempt.to_address, invalid_reason=why
    )
    if await dead.update(invalid_at=None, invalid_reason=None):
        await _judge_again(acting, attempt.channel, attempt.to_address)


async def _judge_again(acting: Actor | System, channel: Channel, address: str) -> None:
    """A number is dead for calls and for texts, whichever of them told so."""
    for each in _OF_A_NUMBER if channel in _OF_A_NUMBER else (channel,):
        await emit(acting, "contacts.regate", {"channel": each.value, "address": address})

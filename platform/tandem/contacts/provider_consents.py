"""Refusals of texts at the provider: what holds here is told of each number that the agency texts from.

Twilio blocks a sender by itself where a person texts one of its own words to it, and no other sender (compliance, §4).
Its Consent Management API takes the rest: words that it does not know, what is said on the page, to a collector, by
e-mail; and that somebody wants texts again. An account without it is told so on its panel, once: the gate refuses
before sending all the same. The other direction are Twilio's words and error 21610 (`inbound`, `outcomes.act_on`).

A number that the agency texts from later is new to the provider: it is told every refusal in force, some at once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import structlog

from tandem.contacts.accounts import new_senders
from tandem.contacts.accounts.choosing import senders_in_use
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.consents import EntryKind, last_source
from tandem.contacts.models import Channel, OptOut
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit
from tandem_channels.contract import (
    Consent,
    ConsentRegister,
    ConsentSource,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
)

log = structlog.get_logger()
_TELL = "contacts.tell_provider"
_AWAY = 60.0  # seconds until a provider that did not answer is asked again
# Told a new number by one message: one request at Twilio, which takes a hundred a minute, other ones among them.
_AT_ONCE = 25
# That the account may tell none: it is not authenticated, or not permitted (https://www.twilio.com/docs/api/errors/20003,
# 20403). Any other code is of what was told.
_TAKES_NONE = frozenset({"20003", "20403"})
_PACE = timedelta(seconds=1)
_PAUSE = timedelta(minutes=1)  # until what was refused is told again, the first time
_SAID = (EntryKind.OPT_OUT, EntryKind.OPT_IN)
# How the ledger names where it was said; everything else is something else to the provider too.
_SOURCES = {
    "keyword": ConsentSource.TEXT,
    "sentence": ConsentSource.TEXT,
    "page": ConsentSource.WEBSITE,
    "told": ConsentSource.OFFLINE,
}


class ConsentsNotTaken(Exception):
    """The provider refuses to hold them for a new number."""


async def tell_provider(scope: System, number: str, job: Job) -> None:
    """Have the provider hold what holds here now of a number; telling it twice changes nothing.

    Raises RetryLater while the provider does not answer, or asks to wait.
    """
    async with reading(scope):
        senders = await _answered_senders(scope)
        consents = await _consents(scope, [number], senders, job.id)
    refused_with = await _told(scope, consents)
    async with transaction(scope):
        await database.execute(_REFUSED, scope.organization_id, refused_with)
        await job.done()


async def tell_new_sender(scope: System, sender: str, after: UUID, job: Job) -> None:
    """Have the provider refuse for a new number whoever refuses texts here: some of them, the next by another message.

    `after` is the opt-out that was told last. Who refuses texts since the number was added is told by the message of
    that refusal. Nothing is told of a number that was removed meanwhile. Where the provider does not take these, a
    message of their own goes on with them `alone`, and this one with the rest; an account that takes none is waited for
    here. Raises RetryLater as `tell_provider`, and ConsentsNotTaken: tried again ever more seldom, at last on the list
    of what was not carried out.
    """
    alone = "alone" in job.payload
    async with reading(scope):
        in_use = sender in await _answered_senders(scope)
        refused = await _refused_here(scope, after) if in_use else []
        consents = await _consents(scope, [one["address"] for one in refused], [sender], job.id)
    refused_with = await _told(scope, consents)
    if refused:
        async with transaction(scope):
            await database.execute(_REFUSED, scope.organization_id, refused_with)
    if refused_with is not None and (alone or refused_with in _TAKES_NONE):
        raise ConsentsNotTaken(refused_with)
    async with transaction(scope):
        for one in consents:
            if not await _is_refused(scope, one.address):  # taken back meanwhile: that may have been told before
                await emit(scope, _TELL, {"channel": Channel.SMS.value, "address": one.address})
        if refused_with is not None:
            again = {"sender": sender, "after": str(after), "alone": "yes"}
            await emit(scope, new_senders.TOPIC, again, available_at=clock.now() + _PAUSE)
        if len(refused) == _AT_ONCE and not alone:
            told = {"sender": sender, "after": str(refused[-1]["id"])}
            await emit(scope, new_senders.TOPIC, told, available_at=clock.now() + _PACE)
        await job.done()


async def _told(scope: System, consents: list[Consent]) -> str | None:
    """Tell them; the provider's code where it takes one or all of them not. Raises RetryLater."""
    register: object = (await channels_of(scope.organization_id)).sms
    if not consents or not isinstance(register, ConsentRegister):
        return None
    try:
        await register.tell_consents(consents)
    except RateLimited as limited:
        raise RetryLater(limited.retry_after or _AWAY) from None
    except (Unavailable, Unconfirmed):
        raise RetryLater(_AWAY) from None
    except Rejected as refusal:
        log.warning("contacts.consents_refused", agency_id=str(scope.organization_id), code=refusal.code)
        return refusal.code
    return None


async def _answered_senders(scope: System) -> list[str]:
    """Those that can be answered: from a name no STOP is known (compliance, §4)."""
    senders = await senders_in_use(scope.organization_id)
    return [one.address for one in senders if one.channel is Channel.SMS and one.two_way]


async def _consents(scope: System, numbers: Collection[str], senders: Collection[str], told_by: UUID) -> list[Consent]:
    """One of each number and sender; the message that tells them makes their names."""
    found: list[Consent] = []
    for number in numbers:
        refused = await _is_refused(scope, number)
        source = await last_source(scope.organization_id, Channel.SMS, number, _SAID)
        told_from = _SOURCES.get(source or "", ConsentSource.OTHER)
        found += [Consent(number, one, refused, told_from, uuid5(told_by, f"{number} {one}").hex) for one in senders]
    return found


async def _is_refused(scope: System, number: str) -> bool:
    return await OptOut.filter(
        agency_id=scope.organization_id, channel=Channel.SMS, address=number, lifted_at=None, provisional=False
    ).exists()


async def _refused_here(scope: System, after: UUID) -> Sequence[Mapping[str, Any]]:
    """The next opt-outs that hold, `id` and `address`; those of erased persons have no number to tell."""
    return await database.rows(
        "SELECT id, address FROM opt_outs WHERE agency_id = $1 AND channel = 'sms' AND lifted_at IS NULL "
        "AND NOT provisional AND address LIKE '+%' AND id > $2 AND recorded_at <= $3 ORDER BY id LIMIT $4",
        scope.organization_id,
        after,
        clock.now() - new_senders.TO_CONFIRM,
        _AT_ONCE,
    )


_REFUSED = "SELECT door_consents_refused($1, $2)"

"""Refusals of texts at the provider: what holds here is told of each number that the agency texts from.

Twilio blocks a sender by itself where a person texts one of its own words to it, and no other sender (compliance, §4).
Its Consent Management API takes the rest: words that it does not know, what is said on the page, to a collector, by
e-mail; and that somebody wants texts again. An account without it is told so on its panel, once: the gate refuses
before sending all the same. The other direction are Twilio's words and error 21610 (`inbound`, `outcomes.act_on`).
"""

from uuid import UUID, uuid5

import structlog

from tandem.contacts.accounts.choosing import senders_in_use
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.consents import EntryKind, last_source
from tandem.contacts.models import Channel, OptOut
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater
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
_AWAY = 60.0  # seconds until a provider that did not answer is asked again
_SAID = (EntryKind.OPT_OUT, EntryKind.OPT_IN)
# How the ledger names where it was said; everything else is something else to the provider too.
_SOURCES = {
    "keyword": ConsentSource.TEXT,
    "sentence": ConsentSource.TEXT,
    "page": ConsentSource.WEBSITE,
    "told": ConsentSource.OFFLINE,
}


async def tell_provider(scope: System, number: str, job: Job) -> None:
    """Have the provider hold what holds here now of a number; telling it twice changes nothing.

    Raises RetryLater while the provider does not answer, or asks to wait.
    """
    register: object = (await channels_of(scope.organization_id)).sms
    refused_with = None
    if isinstance(register, ConsentRegister):
        try:
            await register.tell_consents(await _consents(scope, number, job.id))
        except RateLimited as limited:
            raise RetryLater(limited.retry_after or _AWAY) from None
        except (Unavailable, Unconfirmed):
            raise RetryLater(_AWAY) from None
        except Rejected as refusal:
            refused_with = refusal.code
            log.warning("contacts.consents_refused", agency_id=str(scope.organization_id), code=refusal.code)
    async with transaction(scope):
        await database.execute(_REFUSED, scope.organization_id, refused_with)
        await job.done()


async def _consents(scope: System, number: str, told_by: UUID) -> list[Consent]:
    """One of each sender that can be answered: from a name no STOP is known (compliance, §4)."""
    async with reading(scope):
        agency_id = scope.organization_id
        refused = await OptOut.filter(
            agency_id=agency_id, channel=Channel.SMS, address=number, lifted_at=None, provisional=False
        ).exists()
        source = await last_source(agency_id, Channel.SMS, number, _SAID)
        senders = await senders_in_use(agency_id)
    told_from = _SOURCES.get(source or "", ConsentSource.OTHER)
    return [
        Consent(number, one.address, refused, told_from, uuid5(told_by, one.address).hex)
        for one in senders
        if one.channel is Channel.SMS and one.two_way
    ]


_REFUSED = "SELECT door_consents_refused($1, $2)"

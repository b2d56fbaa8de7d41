"""Opt-outs at the provider of e-mails, both ways: ours are told to its lists, and its lists are read on a schedule.

The lists are an account's, so an agency writes and reads only where the account serves nobody else: its own, or that of
an installation with one agency. An account whose lists were never read is new here: it is told every refusal in force,
and all that its lists say is read. Refusals of texts are told by `provider_consents`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.contacts import information
from tandem.contacts.accounts.serving import served
from tandem.contacts.channels import channels
from tandem.contacts.consents import ABOUT_INFORMATION
from tandem.contacts.email_groups import EmailGroup, group_of
from tandem.contacts.models import Channel, OptOut
from tandem.contacts.opt_outs import PROVIDER_LIST, opt_out
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit
from tandem_channels.contract import (
    ChannelError,
    Provider,
    RateLimited,
    RefusalLists,
    RefusedAddress,
    Rejected,
    Unavailable,
    Unconfirmed,
)

log = structlog.get_logger()
_AWAY = 60.0  # seconds until a provider that did not answer is asked again
_EVERY = timedelta(minutes=15)
# Read again each time: what came late into a list, and clocks that differ.
_OVERLAP = timedelta(hours=1)
TELL = "contacts.tell_provider"
# Between two refusals that a new account is told: SendGrid takes 600 requests a minute, other ones among them.
_PACE = timedelta(milliseconds=200)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one account. `name`: another one with each change of the account, since its key may be another's."""

    name: str
    provider: RefusalLists
    groups: Mapping[EmailGroup, int] = field(default_factory=dict)


async def tell_provider(scope: System, address: str, job: Job) -> None:
    """Have the provider's lists say of an address what holds here now; telling it twice changes nothing.

    Raises RetryLater while the provider does not answer.
    """
    lists = await lists_of(scope.organization_id)
    if lists is not None:
        async with reading(scope):
            refused = await OptOut.filter(
                agency_id=scope.organization_id,
                channel=Channel.EMAIL,
                address=address,
                lifted_at=None,
                provisional=False,
            ).exists()
        try:
            await (lists.provider.refuse(address) if refused else lists.provider.allow(address))
        except RateLimited as limited:
            raise RetryLater(limited.retry_after or _AWAY) from None
        except (Unavailable, Unconfirmed):
            raise RetryLater(_AWAY) from None
    async with transaction(scope):
        await job.done()


async def read_lists() -> int:
    """Read the lists of every agency whose turn it is; returns how many opt-outs were new. Twice is once.

    Whatever one agency's provider answers keeps no other's from being read; a key that may not read them is shown on
    the agency's account.
    """
    new = 0
    for row in await database.rows("SELECT door_organizations('agency') AS id"):
        scope = System(row["id"], kind="provider", name="sendgrid")
        try:
            lists = await lists_of(scope.organization_id)
            if lists is not None and await _is_due(scope, lists):
                new += await read_list(scope, lists)
                await database.execute(_REFUSED, scope.organization_id, None)
        except Rejected as refusal:
            await database.execute(_REFUSED, scope.organization_id, refusal.code)
            log.warning("contacts.lists_refused", agency_id=str(scope.organization_id), code=refusal.code)
        except ChannelError as error:
            log.warning("contacts.lists_not_read", agency_id=str(scope.organization_id), error=type(error).__name__)
        except Exception:
            log.exception("contacts.lists_not_read", agency_id=str(scope.organization_id))
    return new


async def read_list(scope: System, lists: Lists) -> int:
    """Take over who refused since the last reading, of those to whom this agency has an address on file.

    After the first reading of an account it is told who refuses here, one of them at once: a key that may read and not
    write shows on the account, not as many messages that fail. The first reading of a day is of whole lists: who
    refuses here and was taken off all of them is told again, since that may have been anybody, and only the person
    takes back a wish. Raises what `RefusalLists` raises; then nothing is marked as read.
    """
    begun = clock.now()
    read_to = await _read_to(scope, lists)
    whole = read_to is None or read_to.date() < begun.date()
    found = await lists.provider.refused_since(read_to - _OVERLAP if read_to and not whole else None)
    new = 0
    for one in found:
        new += await _take_over(scope, lists, one)
    refused: list[str] = []
    if read_to is None:
        refused = await _refused_here(scope, begun)
    elif whole:
        listed = {one.address for one in found if not _is_of_information(lists, one)}
        refused = [each for each in await _refused_here(scope, read_to - _OVERLAP) if each not in listed]
    for address in refused[:1]:
        await lists.provider.refuse(address)
    async with transaction(scope):
        first = await database.rows(_FIRST, scope.organization_id, lists.name, begun)
        if first or read_to is not None:
            # Each by a message of its own: by then what holds is told.
            for place, address in enumerate(refused):
                told = {"channel": Channel.EMAIL.value, "address": address}
                await emit(scope, TELL, told, available_at=begun + place * _PACE)
        if not first:
            await database.execute(_READ, scope.organization_id, lists.name, begun)
    return new


async def lists_of(agency_id: UUID) -> Lists | None:
    """The lists of the account that serves this agency alone; None when it has none, or shares it."""
    use, account = await served(agency_id, Provider.SENDGRID)
    provider: object = use.email
    if not isinstance(provider, RefusalLists):
        return None
    if use.email is channels().email and len(await database.rows("SELECT door_organizations('agency') AS id")) > 1:
        return None
    return Lists(
        f"account {account.id.hex[-12:]} {account.version}" if account else "installation", provider, use.email_groups
    )


async def _refused_here(scope: System, until: datetime) -> list[str]:
    """The addresses refused until then whose refusal holds; those of erased persons have no address to tell."""
    async with reading(scope):
        rows = await database.rows(
            "SELECT address FROM opt_outs WHERE agency_id = $1 AND channel = 'email' AND lifted_at IS NULL "
            "AND NOT provisional AND address LIKE '%@%' AND recorded_at <= $2 ORDER BY address",
            scope.organization_id,
            until,
        )
    return [row["address"] for row in rows]


async def _is_due(scope: System, lists: Lists) -> bool:
    read_to = await _read_to(scope, lists)
    return read_to is None or read_to <= clock.now() - _EVERY


async def _read_to(scope: System, lists: Lists) -> datetime | None:
    async with reading(scope):
        row = await database.row(
            "SELECT read_to FROM suppression_readings WHERE agency_id = $1 AND list = $2",
            scope.organization_id,
            lists.name,
        )
    return row["read_to"] if row else None


async def _take_over(scope: System, lists: Lists, one: RefusedAddress) -> bool:
    """An entry that somebody has answered since, here or at the provider, is an old one."""
    async with transaction(scope):
        of_information = _is_of_information(lists, one)
        known = await database.row(_KNOWN, scope.organization_id, one.address, _whole_second(one.at), of_information)
        if known is None or known["is_answered"]:
            return False
        if of_information:
            return await information.refuse(
                scope, scope.organization_id, one.address, source=PROVIDER_LIST, evidence=one.list, at=one.at
            )
        return await opt_out(
            scope,
            scope.organization_id,
            Channel.EMAIL,
            one.address,
            source=PROVIDER_LIST,
            evidence=one.list,
            at=one.at,
        )


def _is_of_information(lists: Lists, one: RefusedAddress) -> bool:
    return one.group_id is not None and group_of(one.group_id, lists.groups) is EmailGroup.INFORMATION


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


# Of two workers that read at once, one is the first.
_FIRST = """
INSERT INTO suppression_readings (agency_id, list, read_to) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true
"""
_READ = "UPDATE suppression_readings SET read_to = greatest(read_to, $3) WHERE agency_id = $1 AND list = $2"
_REFUSED = "SELECT door_lists_refused($1, $2)"
# The ledger is asked from the second of the entry on: the webhook of the same refusal has the same second.
# A word about receipts and notices answers no refusal of e-mails as such, nor the other way round.
_KNOWN = f"""
SELECT EXISTS (SELECT FROM consent_entries e WHERE e.agency_id = $1 AND e.channel = 'email' AND e.address = $2
               AND e.happened_at >= $3
               AND CASE WHEN $4 THEN {ABOUT_INFORMATION}
                   ELSE e.kind IN ('opt_out', 'asked_to_stop', 'opt_in') END) AS is_answered
FROM contact_points WHERE agency_id = $1 AND value = $2 LIMIT 1
"""

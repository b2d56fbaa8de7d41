"""Writes about the senders of an agency's own accounts.

A number or address is added only when the provider says that the account owns it: inbound messages find their agency
by it. Then the provider is told who refuses texts from it (`provider_consents`). Those on the installation's account
are given by whoever runs it.
"""

import re
from collections.abc import Collection
from uuid import UUID

import phonenumbers

from tandem.contacts.accounts.commands import ask_provider
from tandem.contacts.accounts.errors import (
    AccountRefused,
    AccountUnasked,
    DomainsNotReadable,
    SenderCountryTaken,
    SenderNotOwned,
    SenderTaken,
)
from tandem.contacts.accounts.new_senders import emit_new_sender
from tandem.contacts.accounts.rows import AccountRow, SenderRow, account_for_update, sender_for_update, senders_of
from tandem.contacts.models import Channel
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_channels.account_faults import UNKNOWN, AccountFault
from tandem_channels.contract import Provider
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

LONG_CODE, SHORT_CODE, ALPHANUMERIC, EMAIL = "long_code", "short_code", "alphanumeric", "email"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SHORT = re.compile(r"\d{3,8}")
# Eleven letters, digits and spaces, at least one of them a letter (compliance, §4).
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
_EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@([a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_FASTEST = 1000.0
_NOT_OWNED = frozenset({AccountFault.SENDER_NOT_OWNED, AccountFault.DOMAIN_NOT_AUTHENTICATED})


async def add_sender(
    actor: Actor,
    account_id: UUID,
    channel: Channel,
    address: str,
    *,
    countries: Collection[str] = (),
    per_second: float | None = None,
) -> SenderRow:
    """A number, name or address to write or call from; `countries` empty: wherever no other sender is.

    The provider is asked whether it is the account's. Raises NotPermitted, InvalidInput, ProviderAccountNotFound,
    SenderNotOwned, DomainsNotReadable, AccountUnasked, AccountRefused, SenderTaken, SenderCountryTaken.
    """
    authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
    async with reading(actor):
        account = await account_for_update(account_id)
    kind, address = kind_of(account.provider, channel, address)
    where, pace = _countries(countries), _pace(per_second)
    await _owned(account, address)
    async with transaction(actor):
        account = await account_for_update(account_id)
        await _free_countries(actor, account.id, channel, where)
        sender_id = new_id()
        added = await database.rows(
            "INSERT INTO senders (id, agency_id, account_id, channel, address, kind, countries, two_way, per_second) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
            sender_id,
            actor.organization_id,
            account.id,
            channel.value,
            address,
            kind,
            where,
            kind != ALPHANUMERIC,
            pace,
        )
        if not added:
            raise SenderTaken(field="address")
        await audit.record(actor, AuditKind.SENDER_ADDED, Subject(SubjectType.SENDER, sender_id, address))
        if channel is Channel.SMS and kind != ALPHANUMERIC:
            await emit_new_sender(actor, address)
        return await sender_for_update(actor.organization_id, sender_id)


async def change_sender(
    actor: Actor, sender_id: UUID, *, countries: Collection[str], per_second: float | None
) -> SenderRow:
    """Where it is used, and how fast. Raises NotPermitted, SenderNotFound, InvalidInput, SenderCountryTaken."""
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
        row = await sender_for_update(actor.organization_id, sender_id)
        where, pace = _countries(countries), _pace(per_second)
        await _free_countries(actor, row.account_id, row.channel, where, besides=row.id)
        await database.execute(
            "UPDATE senders SET countries = $3, per_second = $4 WHERE agency_id = $1 AND id = $2",
            actor.organization_id,
            row.id,
            where,
            pace,
        )
        await audit.record(actor, AuditKind.SENDER_CHANGED, Subject(SubjectType.SENDER, row.id, row.address))
        return await sender_for_update(actor.organization_id, sender_id)


async def remove_sender(actor: Actor, sender_id: UUID) -> None:
    """Write from it no more; what waits leaves by another sender, or waits on a person. Raises SenderNotFound."""
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
        row = await sender_for_update(actor.organization_id, sender_id)
        await database.execute("DELETE FROM senders WHERE agency_id = $1 AND id = $2", actor.organization_id, row.id)
        await audit.record(actor, AuditKind.SENDER_REMOVED, Subject(SubjectType.SENDER, row.id, row.address))


def kind_of(provider: Provider, channel: Channel, typed: str) -> tuple[str, str]:
    """What kind of sender was typed, and how it is written. Raises InvalidInput."""
    text = " ".join(typed.split())
    if channel is Channel.LETTER or (provider is Provider.SENDGRID) is not (channel is Channel.EMAIL):
        raise InvalidInput("channel", channel.value, "provider_channel")
    if channel is Channel.EMAIL:
        if not _EMAIL.fullmatch(text.lower()):
            raise InvalidInput("address", text, "email")
        return EMAIL, text.lower()
    digits = re.sub(r"[ .()-]", "", text)
    if _E164.fullmatch(digits) and phonenumbers.is_possible_number(phonenumbers.parse(digits)):
        return LONG_CODE, digits
    if channel is Channel.SMS and _SHORT.fullmatch(digits):
        return SHORT_CODE, digits
    if channel is Channel.SMS and _NAME.fullmatch(text):
        return ALPHANUMERIC, text
    raise InvalidInput("address", text, "sender_sms" if channel is Channel.SMS else "sender_voice")


async def _owned(account: AccountRow, address: str) -> None:
    faults = {one.fault for one in await ask_provider(account, [address])}
    if faults & _NOT_OWNED:
        raise SenderNotOwned(field="address", address=address)
    if AccountFault.DOMAINS_NOT_READABLE in faults:
        raise DomainsNotReadable(field="address")
    if faults & UNKNOWN:
        raise AccountUnasked(field="address")
    if faults:
        raise AccountRefused(field="accountId")


async def _free_countries(
    actor: Actor, account_id: UUID | None, channel: Channel, countries: list[str], besides: UUID | None = None
) -> None:
    """One sender a channel and country, and one for everywhere else: which one leaves is never left to chance."""
    for other in await senders_of(actor.organization_id):
        if other.id == besides or other.channel is not channel or other.account_id != account_id:
            continue
        shared = sorted(set(other.countries) & set(countries))
        if shared or (not other.countries and not countries):
            raise SenderCountryTaken(field="countries", country=", ".join(shared), sender=other.address)


def _countries(typed: Collection[str]) -> list[str]:
    found = sorted({one.strip().upper() for one in typed if one.strip()})
    for one in found:
        if one not in phonenumbers.SUPPORTED_REGIONS:
            raise InvalidInput("countries", one, "sender_country")
    return found


def _pace(per_second: float | None) -> float | None:
    if per_second is not None and not 0.01 <= per_second <= _FASTEST:
        raise InvalidInput("perSecond", per_second, "sender_pace")
    return per_second

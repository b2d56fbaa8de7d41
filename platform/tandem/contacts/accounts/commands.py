"""Writes about an agency's provider accounts: added, changed with or without new keys, tested, given up.

A change reaches every process by the wake-up "accounts"; nobody restarts anything. Keys go in and never come out.
"""

import re
import secrets as random
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

import orjson

from tandem.contacts.accounts.account import Account, Secrets
from tandem.contacts.accounts.errors import AccountIsAnother, AppNeedsKey, KeyNeeded, ProviderAccountNotFound
from tandem.contacts.accounts.new_senders import emit_new_sender
from tandem.contacts.accounts.reading import accounts_of_agency
from tandem.contacts.accounts.rows import AccountRow, account_for_update, accounts_in_use, senders_of
from tandem.contacts.accounts.sealing import sealed
from tandem.contacts.accounts.serving import TOPIC
from tandem.contacts.channels import channels
from tandem.contacts.models import Channel
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction, wake_after_commit
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

NAMES = {Provider.TWILIO: "Twilio", Provider.SENDGRID: "SendGrid", Provider.FILE_DROP: "Imprimeur / Printer"}
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_OF_SENDGRID = {"email_domain", "reply_domain"}
_SHAPES = {
    "account_sid": re.compile(r"AC[0-9a-f]{32}"),
    "api_key_sid": re.compile(r"SK[0-9a-f]{32}"),
    "twiml_app_sid": re.compile(r"AP[0-9a-f]{32}"),
    "region": re.compile(r"us1|ie1|au1|eu"),
    "edge": re.compile(r"[a-z-]{2,30}"),
    "email_domain": _DOMAIN,
    "reply_domain": _DOMAIN,
}
# What is stored as it was typed, in the order of the statements below.
_PLAIN = (
    *("account_sid", "api_key_sid", "region", "edge", "email_domain", "reply_domain", "twiml_app_sid"),
    *("demand_group", "information_group"),
)
_LONGEST = 500  # characters of a key
_LARGEST = 2**31 - 1  # number of a group


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed; a key that is empty stays as it is. The others are as they shall be from now on."""

    account_sid: str | None = None
    api_key_sid: str | None = None
    region: str | None = None
    edge: str | None = None
    email_domain: str | None = None
    reply_domain: str | None = None
    twiml_app_sid: str | None = None
    demand_group: int | None = None
    information_group: int | None = None
    secrets: Secrets = field(default_factory=Secrets, repr=False)


async def save_account(actor: Actor, provider: Provider, given: Given) -> AccountRow:
    """Add the agency's account at a provider, or change the one it has; new keys take the place of the former.

    Webhooks signed with the former are taken for `Channels.grace` more. Raises NotPermitted, InvalidInput, KeyNeeded,
    AccountIsAnother.
    """
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
        wanted = _shaped(provider, given)
        await _one_at_a_time(actor)
        known = [one for one in await accounts_in_use() if one.provider is provider]
        if known:
            account_id = await _change(actor, known[0], wanted)
        else:
            account_id = await _add(actor, provider, wanted)
        _wake(actor)
        return await account_for_update(account_id)


async def give_up_account(actor: Actor, account_id: UUID) -> None:
    """Use an account no more: its senders go with it, and the installation's own serves again where there is one.

    Raises NotPermitted, ProviderAccountNotFound.
    """
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
        row = await account_for_update(account_id)
        former = await _keys_of(row)
        now = clock.now()
        await database.execute("DELETE FROM senders WHERE agency_id = $1 AND account_id = $2", row.agency_id, row.id)
        await database.execute(
            "UPDATE provider_accounts SET ended_at = $2, sealed = NULL, former = $3, former_until = $4, "
            "version = version + 1 WHERE id = $1",
            row.id,
            now,
            sealed(row.id, former),
            now + channels().grace,
        )
        await audit.record(actor, AuditKind.PROVIDER_ACCOUNT_REMOVED, _subject(row.id, row.provider))
        if row.provider is Provider.TWILIO:
            await _tell_installation_refusals(actor)
        _wake(actor)


async def check_account(actor: Actor, account_id: UUID) -> AccountRow:
    """Ask the provider about the account and its senders, sending nothing; keeps and returns what was found.

    Raises NotPermitted, ProviderAccountNotFound.
    """
    authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
    async with reading(actor):
        row = await account_for_update(account_id)
        senders = [one.address for one in await senders_of(actor.organization_id) if one.account_id == row.id]
    found = await ask_provider(row, senders)
    async with transaction(actor):
        row = await account_for_update(account_id)
        # Nothing is told for a test: whether the account takes refusals of texts shows when there is one.
        found = [*found, *(one for one in row.faults if one.fault is AccountFault.CONSENTS_NOT_TAKEN)]
        await database.execute(
            "UPDATE provider_accounts SET checked_at = $2, faults = $3::text::jsonb WHERE id = $1",
            row.id,
            clock.now(),
            orjson.dumps([{"fault": one.fault, "about": one.about} for one in found]).decode(),
        )
        details = {"faults": len(found)}
        await audit.record(actor, AuditKind.PROVIDER_ACCOUNT_TESTED, _subject(row.id, row.provider), details=details)
        return await account_for_update(account_id)


async def ask_provider(row: AccountRow, senders: list[str]) -> list[Found]:
    """What the provider says of an account and of these senders; outside of any transaction: it may take seconds."""
    check = channels().check
    account = next((one for one in await accounts_of_agency(row.agency_id) if one.id == row.id), None)
    if account is None or check is None:
        raise ProviderAccountNotFound(field="accountId")
    return await check(account, senders)


def _shaped(provider: Provider, given: Given) -> Given:
    """The same, trimmed. Raises InvalidInput; what belongs to the other provider is left out."""
    if provider is Provider.FILE_DROP:
        return Given()
    plain: dict[str, Any] = {}
    mine = _SHAPES.keys() - _OF_SENDGRID if provider is Provider.TWILIO else {"region", *_OF_SENDGRID}
    for name in mine:
        text = (getattr(given, name) or "").strip()
        if not name.endswith("_sid"):
            text = text.lower()
        if text and not _SHAPES[name].fullmatch(text):
            raise InvalidInput(_camel(name), text, f"provider_{name}")
        plain[name] = text or None
    if provider is Provider.TWILIO and plain["account_sid"] is None:
        raise InvalidInput("accountSid", "", "provider_account_sid")
    if provider is Provider.SENDGRID:
        plain |= _groups(given)
    own = ("auth_token", "api_key_secret") if provider is Provider.TWILIO else ("api_key", "webhook_public_key")
    keys = {name: "".join(getattr(given.secrets, name).split())[: _LONGEST + 1] for name in own}
    for name, value in keys.items():
        if len(value) > _LONGEST or not value.isascii():
            raise InvalidInput(_camel(name), "…", "provider_key")  # a key is never told back
    return Given(**plain, secrets=Secrets(**keys))


def _groups(given: Given) -> dict[str, int | None]:
    groups = {"demand_group": given.demand_group, "information_group": given.information_group}
    for name, number in groups.items():
        if number is not None and not 0 < number <= _LARGEST:
            raise InvalidInput(_camel(name), number, "provider_group")
    if given.demand_group is not None and given.demand_group == given.information_group:
        raise InvalidInput("informationGroup", given.information_group, "provider_other_group")
    return groups


async def _add(actor: Actor, provider: Provider, wanted: Given) -> UUID:
    _complete(provider, wanted, wanted.secrets)
    account_id, now = new_id(), clock.now()
    await database.execute(
        "INSERT INTO provider_accounts (id, agency_id, provider, account_sid, api_key_sid, region, edge, email_domain, "
        "reply_domain, twiml_app_sid, demand_group, information_group, webhook_token, sealed, keys_set_at, "
        "keys_set_by, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $15)",
        account_id,
        actor.organization_id,
        provider.value,
        *_plain(wanted),
        random.token_hex(24),
        sealed(account_id, wanted.secrets),
        now,
        actor.person_name,
    )
    await audit.record(actor, AuditKind.PROVIDER_ACCOUNT_ADDED, _subject(account_id, provider))
    return account_id


async def _change(actor: Actor, row: AccountRow, wanted: Given) -> UUID:
    if wanted.account_sid != row.account_sid:
        raise AccountIsAnother(field="accountSid")
    before = await _keys_of(row)
    given = {one.name: value for one in fields(Secrets) if (value := getattr(wanted.secrets, one.name))}
    after = replace(before, **given)
    if wanted.api_key_sid is None:
        after = replace(after, api_key_secret="")
    _complete(row.provider, wanted, after)
    changed = [name for name in _PLAIN if getattr(row, name) != getattr(wanted, name)]
    changed += [one.name for one in fields(Secrets) if getattr(before, one.name) != getattr(after, one.name)]
    if not changed:
        return row.id
    now = clock.now()
    await database.execute(
        "UPDATE provider_accounts SET account_sid = $2, api_key_sid = $3, region = $4, edge = $5, email_domain = $6, "
        "reply_domain = $7, twiml_app_sid = $8, demand_group = $9, information_group = $10, version = version + 1, "
        "checked_at = NULL, faults = '[]' WHERE id = $1",
        row.id,
        *_plain(wanted),
    )
    if before != after:
        await database.execute(
            "UPDATE provider_accounts SET sealed = $2, former = $3, former_until = $4, keys_set_at = $5, "
            "keys_set_by = $6 WHERE id = $1",
            row.id,
            sealed(row.id, after),
            sealed(row.id, before),
            now + channels().grace,
            now,
            actor.person_name,
        )
    details = {"changed": ", ".join(changed)}
    await audit.record(actor, AuditKind.PROVIDER_ACCOUNT_CHANGED, _subject(row.id, row.provider), details=details)
    return row.id


def _complete(provider: Provider, wanted: Given, keys: Secrets) -> None:
    if provider is Provider.SENDGRID and not keys.api_key:
        raise KeyNeeded(field="apiKey")
    if provider is Provider.TWILIO and not keys.auth_token:
        raise KeyNeeded(field="authToken")
    if wanted.twiml_app_sid and not wanted.api_key_sid:
        raise AppNeedsKey(field="apiKeySid")
    if wanted.api_key_sid and not keys.api_key_secret:
        raise KeyNeeded(field="apiKeySecret")


async def _tell_installation_refusals(actor: Actor) -> None:
    """Its numbers serve the agency again: they know no refusal of the time that the agency had an account in."""
    for sender in await senders_of(actor.organization_id):
        if sender.account_id is None and sender.channel is Channel.SMS and sender.two_way:
            await emit_new_sender(actor, sender.address)


async def _keys_of(row: AccountRow) -> Secrets:
    """The keys that are in use; none of them when this process cannot open them any more: then all are asked for."""
    found: tuple[Account, ...] = await accounts_of_agency(row.agency_id)
    return next((one.secrets for one in found if one.id == row.id), Secrets())


async def _one_at_a_time(actor: Actor) -> None:
    await database.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"accounts {actor.organization_id}")


def _plain(given: Given) -> tuple[str | int | None, ...]:
    return tuple(getattr(given, name) for name in _PLAIN)


def _wake(actor: Actor) -> None:
    wake_after_commit(Wakeup(TOPIC, actor.organization_id, ()))


def _subject(account_id: UUID, provider: Provider) -> Subject:
    return Subject(SubjectType.PROVIDER_ACCOUNT, account_id, NAMES[provider])


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)

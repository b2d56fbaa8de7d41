"""Accounts and senders as screens show them: everything but the keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tandem.contacts.accounts.errors import ProviderAccountNotFound, SenderNotFound
from tandem.contacts.models import Channel
from tandem.contacts.pacing.rates import interval
from tandem.kit import database
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in use. `former_until`: until then webhooks signed with the keys before the last are taken too."""

    id: UUID
    agency_id: UUID
    provider: Provider
    account_sid: str | None
    api_key_sid: str | None
    twiml_app_sid: str | None
    region: str | None
    edge: str | None
    email_domain: str | None
    reply_domain: str | None
    demand_group: int | None
    information_group: int | None
    webhook_token: str
    keys_set_at: datetime
    keys_set_by: str
    former_until: datetime | None
    checked_at: datetime | None
    faults: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A number or address. `account_id` None: given by whoever runs the installation, and theirs to change."""

    id: UUID
    account_id: UUID | None
    channel: Channel
    address: str
    kind: str
    countries: tuple[str, ...]
    two_way: bool
    per_second: float | None

    @property
    def pace(self) -> float:
        """Segments, calls or e-mails a second."""
        return 1 / interval(self.kind, self.per_second, 1).total_seconds()


async def accounts_in_use() -> list[AccountRow]:
    """The acting agency's accounts, inside an open transaction."""
    return [_account(row) for row in await database.rows(f"{_ACCOUNTS} ORDER BY provider")]


async def account_for_update(account_id: UUID) -> AccountRow:
    """One of them, locked. Raises ProviderAccountNotFound."""
    row = await database.row(f"{_ACCOUNTS} AND id = $1 FOR UPDATE", account_id)
    if row is None:
        raise ProviderAccountNotFound(field="accountId")
    return _account(row)


async def senders_of(agency_id: UUID) -> list[SenderRow]:
    """All senders of the acting agency, inside an open transaction."""
    return [_sender(row) for row in await database.rows(f"{_SENDERS} ORDER BY channel, address", agency_id)]


async def sender_for_update(agency_id: UUID, sender_id: UUID) -> SenderRow:
    """A sender on an account of the agency's own, locked. Raises SenderNotFound."""
    row = await database.row(f"{_SENDERS} AND id = $2 AND account_id IS NOT NULL FOR UPDATE", agency_id, sender_id)
    if row is None:
        raise SenderNotFound(field="senderId")
    return _sender(row)


def _account(row: dict[str, Any]) -> AccountRow:
    faults = tuple(Found(AccountFault(one["fault"]), one["about"]) for one in orjson.loads(row["faults"]))
    return AccountRow(**{**row, "provider": Provider(row["provider"]), "faults": faults})


def _sender(row: dict[str, Any]) -> SenderRow:
    return SenderRow(**{**row, "channel": Channel(row["channel"]), "countries": tuple(row["countries"])})


# Row-level security leaves the acting agency's.
_ACCOUNTS = """
SELECT id, agency_id, provider, account_sid, api_key_sid, twiml_app_sid, region, edge, email_domain, reply_domain,
       demand_group, information_group, webhook_token, keys_set_at, keys_set_by, former_until, checked_at, faults
FROM provider_accounts WHERE ended_at IS NULL"""
_SENDERS = """
SELECT id, account_id, channel, address, kind, countries, two_way, per_second FROM senders WHERE agency_id = $1"""

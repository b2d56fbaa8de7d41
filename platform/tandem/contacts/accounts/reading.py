"""Accounts as they are stored, opened: for sending, and for telling whose webhook has come."""

from typing import Any
from uuid import UUID

import structlog

from tandem.contacts.accounts.account import Account, Secrets
from tandem.contacts.accounts.sealing import KeyUnknown, opened
from tandem.kit import database
from tandem_channels.contract import Provider

log = structlog.get_logger()


async def accounts_of_agency(agency_id: UUID) -> tuple[Account, ...]:
    """The accounts that the agency uses now, at most one a provider; works inside any transaction or none."""
    return await _found("of_agency => $1", agency_id)


async def accounts_by_sid(account_sid: str) -> tuple[Account, ...]:
    """The accounts that say they are this one at Twilio, given up ones too while their keys are still good.

    Whoever types another's SID here does not have its token: try each.
    """
    return await _found("of_sid => $1", account_sid)


async def account_by_token(webhook_token: str) -> Account | None:
    """The account that has this word in the address which its provider posts to."""
    found = await _found("of_token => $1", webhook_token)
    return found[0] if found else None


async def _found(asked: str, value: object) -> tuple[Account, ...]:
    rows = await database.rows(f"SELECT * FROM door_provider_accounts({asked})", value)
    accounts = []
    for row in rows:
        try:
            accounts.append(account_from(row))
        except KeyUnknown:
            # Without its key the account is as good as none: the channel is off, and the screen asks for the keys.
            log.error("accounts.key_unknown", account_id=str(row["id"]))
    return tuple(accounts)


def account_from(row: dict[str, Any]) -> Account:
    """A row with its sealed columns opened. Raises KeyUnknown."""
    former = opened(row["id"], row["former"]) if row["former"] else None
    secrets = opened(row["id"], row["sealed"]) if row["sealed"] else Secrets()
    plain = ("id", "agency_id", "account_sid", "api_key_sid", "twiml_app_sid", "region", "edge", "email_domain")
    return Account(
        **{name: row[name] for name in plain},
        reply_domain=row["reply_domain"],
        demand_group=row["demand_group"],
        information_group=row["information_group"],
        webhook_token=row["webhook_token"],
        provider=Provider(row["provider"]),
        version=row["version"],
        secrets=secrets,
        former=former,
        former_until=row["former_until"],
    )

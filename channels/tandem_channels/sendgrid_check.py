"""Testing a SendGrid account: what its key may do, and whether the domain is authenticated; nothing is sent."""

import asyncio
import http.client
import json
import urllib.error
from collections.abc import Iterable
from typing import Any

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.sendgrid_email import SendGridAccount

SEND, READ_DOMAINS, READ_GROUPS = "mail.send", "whitelabel.read", "asm.groups.read"


async def check_sendgrid(
    account: SendGridAccount,
    domains: Iterable[str],
    elsewhere: SendGridAccount | None = None,
    groups: Iterable[int] = (),
) -> list[Found]:
    """What is wrong with the key, with those domains and with those unsubscribe groups; empty when all is well.

    `elsewhere` is the same account in the other region. Domains that the key may not read are nobody's: that is said.
    """
    return await asyncio.to_thread(_check, account, sorted(set(domains)), elsewhere, sorted(groups))


def _check(
    account: SendGridAccount, domains: list[str], elsewhere: SendGridAccount | None, groups: list[int]
) -> list[Found]:
    try:
        scopes = _get(account, "scopes").get("scopes", [])
        if SEND not in scopes:
            return [Found(AccountFault.NOT_ALLOWED, SEND)]
        wrong = _wrong_groups(account, groups, READ_GROUPS in scopes)
        if READ_DOMAINS not in scopes:
            return wrong + ([Found(AccountFault.DOMAINS_NOT_READABLE, READ_DOMAINS)] if domains else [])
        listed = {domain: _get(account, "whitelabel/domains", domain=domain) for domain in domains}
    except HTTPError as error:
        if error.status_code == 429:
            return [Found(AccountFault.LIMITED)]
        if error.status_code not in {401, 403}:
            return [Found(AccountFault.UNREACHABLE)]
        return [Found(AccountFault.WRONG_REGION)] if elsewhere and _knows(elsewhere) else [_refused(error)]
    except (OSError, urllib.error.URLError, http.client.HTTPException, ValueError):
        return [Found(AccountFault.UNREACHABLE)]
    return wrong + [
        Found(AccountFault.DOMAIN_NOT_AUTHENTICATED, domain)
        for domain, rows in listed.items()
        if not any(row.get("domain") == domain and row.get("valid") for row in rows)
    ]


def _refused(error: Any) -> Found:
    return Found(AccountFault.WRONG_KEY if error.status_code == 401 else AccountFault.SUSPENDED)


def _wrong_groups(account: SendGridAccount, groups: list[int], may_read: bool) -> list[Found]:
    if groups and not may_read:
        return [Found(AccountFault.NOT_ALLOWED, READ_GROUPS)]
    return [Found(AccountFault.GROUP_UNKNOWN, str(group)) for group in groups if not _has_group(account, group)]


def _has_group(account: SendGridAccount, group: int) -> bool:
    try:
        _get(account, f"asm/groups/{group}")
    except HTTPError as error:
        if error.status_code == 404:
            return False
        raise
    return True


def _knows(account: SendGridAccount) -> bool:
    try:
        _get(account, "scopes")
    except (HTTPError, OSError, http.client.HTTPException, ValueError):
        return False
    return True


def _get(account: SendGridAccount, path: str, **query: str) -> Any:
    sdk = SendGridAPIClient(account.api_key, host=account.api_url or "https://api.sendgrid.com")
    sdk.client.timeout = account.timeout_seconds
    return json.loads(sdk.client._(path).get(query_params=query or None).body)

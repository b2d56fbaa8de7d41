"""What a test of a provider account may find, in words that somebody can act on."""

from dataclasses import dataclass
from enum import StrEnum


class AccountFault(StrEnum):
    WRONG_KEY = "wrong_key"  # the provider does not know this account with this key
    WRONG_REGION = "wrong_region"  # it does, but in the region that `about` names
    SUSPENDED = "suspended"  # the provider has suspended the account
    CLOSED = "closed"  # the account exists no more
    NOT_ALLOWED = "not_allowed"  # the key may not do what `about` names
    SENDER_NOT_OWNED = "sender_not_owned"  # the account does not own the number or address `about`
    DOMAIN_NOT_AUTHENTICATED = "domain_not_authenticated"  # the provider has not authenticated the domain `about`
    APP_UNKNOWN = "app_unknown"  # the account has no TwiML app `about`
    APP_ADDRESS = "app_address"  # the TwiML app does not ask `about` what to do with a call, by POST
    DOMAINS_NOT_READABLE = "domains_not_readable"  # the key has no right `about`, to read its domains
    LISTS_NOT_READABLE = "lists_not_readable"  # the key may not read who refused e-mails: the provider said `about`
    CONSENTS_NOT_TAKEN = "consents_not_taken"  # the account takes nobody's refusal of texts: the provider said `about`
    GROUP_UNKNOWN = "group_unknown"  # the account has no unsubscribe group `about`
    FOLDER = "folder"  # the printer's folder is not there, or cannot be written to
    UNREACHABLE = "unreachable"  # no answer, or none that can be read: nothing is known
    LIMITED = "limited"  # the provider asks to wait: nothing is known


@dataclass(frozen=True, slots=True)
class Found:
    """One fault; `about` is the sender, domain, region or right that it concerns."""

    fault: AccountFault
    about: str = ""


UNKNOWN = frozenset({AccountFault.UNREACHABLE, AccountFault.LIMITED})
"""Faults that say nothing about the account: ask again later."""

"""Slowing down whoever guesses passwords and codes, in the database, so that it holds over all processes.

A device that has signed in before has a counter of its own (OWASP, "device cookies"): whoever hammers an account from
elsewhere uses up the counters of the account and of their own network, and never the owner's.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.kit import clock, database, keys
from tandem.organizations.audit import caller
from tandem.organizations.devices import Device
from tandem.organizations.errors import TooManyTries

LONGEST = timedelta(minutes=15)
# Tries without a pause, after each of which the pause doubles from two seconds.
FREE_OF_ACCOUNT = 5
FREE_OF_DEVICE = 10
FREE_OF_NETWORK = 40  # a whole office may share one address


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted; `own` are the counters of the account, which a success clears."""

    keys: list[bytes]
    own: list[bytes]


async def begin(purpose: str, account: str, device: Device | None = None) -> Try:
    """Count a try before anything is looked at. Raises TooManyTries when it comes too soon.

    `account` may be one that nobody has: it is counted alike.
    """
    own, network = _counters(purpose, account.strip().lower(), device)
    counted = own | network
    await _count(counted)
    return Try(list(counted), list(own))


async def is_free(purpose: str, account: str, device: Device | None = None) -> bool:
    """Count a try whose answer must not differ: False when the account's own counter is used up.

    Raises TooManyTries for the network alone, which says nothing of an account.
    """
    own, network = _counters(purpose, account.strip().lower(), device)
    if network:
        await _count(network)
    try:
        await _count(own)
    except TooManyTries:
        return False
    return True


async def went_well(tried: Try, *, cleared: bool) -> None:
    """Take the try back: it was nobody who guesses. `cleared`: the account's own counter begins at nothing."""
    await database.rows("SELECT door_tried_well($1, $2)", tried.keys, tried.own if cleared else [])


def _counters(purpose: str, account: str, device: Device | None) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """The account's own counters and the network's, each with its free tries; a known device has no network's."""
    if device is not None and device.knows(account):
        return {_key(purpose, "device", device.nonce.hex(), account): FREE_OF_DEVICE}, {}
    network = _network(caller.address())
    of_network = {_key(purpose, "network", network): FREE_OF_NETWORK} if network else {}
    return {_key(purpose, "account", account): FREE_OF_ACCOUNT}, of_network


async def _count(counted: dict[bytes, int]) -> None:
    now = clock.now()
    row = await database.row(
        "SELECT door_try($1, $2, $3, $4) AS later", list(counted), list(counted.values()), now, LONGEST
    )
    later: datetime | None = row["later"] if row else None
    if later is not None:
        raise TooManyTries(later - now)


def _key(*parts: str) -> bytes:
    return hmac.digest(keys.derived("sign-in-counters"), "\n".join(parts).encode(), hashlib.sha256)


def _network(address: str | None) -> str | None:
    """The address, or the /64 that one IPv6 subscriber has."""
    if address is None:
        return None
    found = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((address, 64), strict=False)) if found.version == 6 else address

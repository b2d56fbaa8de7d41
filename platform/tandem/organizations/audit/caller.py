"""From which network address a request came: told by the web process, of which the log keeps the network alone."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

_address: ContextVar[str | None] = ContextVar("tandem_audit_address", default=None)


@contextmanager
def coming_from(address: str | None) -> Iterator[None]:
    """What is recorded within came from this address; one that cannot be read is left out."""
    token = _address.set(_readable(address))
    try:
        yield
    finally:
        _address.reset(token)


def address() -> str | None:
    """The address of the request that is being answered; None in the worker and on the command line."""
    return _address.get()


@lru_cache(1_000)  # it is asked with each request
def _readable(address: str | None) -> str | None:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        # A zone (fe80::1%eth0) says nothing outside of this machine; PostgreSQL does not read it.
        return str(found.ipv4_mapped or ipaddress.IPv6Address(int(found)))
    return str(found)

"""On what terms a request or a socket is served: by whose budgets, and whether its sender is an integrator."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from ipaddress import IPv6Address, ip_address
from typing import Literal

from starlette.requests import HTTPConnection

from tandem.kit.rates import Budget, Rates
from tandem.organizations.actor import Actor
from tandem_graphql.context import TermsOf
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.persisted import Operations
from tandem_graphql.terms import Meter, Terms

Guess = Literal["secret", "sign_in"]


@dataclass(frozen=True, slots=True)
class Senders:
    """The terms of one installation, for everybody; without rates nobody's points are counted."""

    limits: Limits = DEFAULT
    operations: Operations | None = None
    rates: Rates | None = None

    def terms_of(self, connection: HTTPConnection) -> TermsOf:
        """The terms of a connection, once it is known who acts."""
        limits = self.limits

        def terms(actor: Actor | None) -> Terms:
            if actor is None:
                budgets = [self._budget_of_address("address", connection)]
            else:
                budgets = [
                    Budget(f"session:{actor.session_id}", limits.points_of_credential),
                    Budget(f"organization:{actor.organization_id}", limits.points_of_organization),
                ]
            may_introspect = limits.is_open or (actor is not None and actor.is_token)
            meter = Meter(self.rates, *budgets) if self.rates else None
            return Terms(limits, self.operations, may_introspect, meter)

        return terms

    def sender_of_socket(self, connection: HTTPConnection, actor: Actor | None) -> tuple[str, int]:
        """Whose socket it is, and how many they may hold open."""
        if actor is None:
            return f"address:{network_of(connection)}", self.limits.sockets_of_address
        return f"person:{actor.person_id}", self.limits.sockets_of_person

    def guess(self, connection: HTTPConnection, what: Guess) -> Callable[[], None]:
        """Spend a point of an address, for what may be a guess; the answer gives it back.

        Each kind of guess has points of its own, as many as an address has: questions that nobody signed in for close
        no sign-in to those who share the address. Raises RateLimited.
        """
        if self.rates is None:
            return _nothing
        budget = self._budget_of_address(what, connection)
        Meter(self.rates, budget).spend(1)
        return partial(self.rates.give_back, budget, 1)

    def _budget_of_address(self, kind: str, connection: HTTPConnection) -> Budget:
        return Budget(f"{kind}:{network_of(connection)}", self.limits.points_of_address)


def _nothing() -> None:
    """What there is to give back where nothing is counted."""


def network_of(connection: HTTPConnection) -> str:
    """Where a connection comes from: an IPv4 address, or the network of an IPv6 address, which one client has whole."""
    return _network(connection.client.host if connection.client else "unknown")


@lru_cache(1_000)  # it is asked with each request
def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))

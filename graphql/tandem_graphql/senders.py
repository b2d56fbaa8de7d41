"""On what terms a request or a socket is served: by whose budgets, and whether its sender is an integrator."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

from tandem.kit.rates import Budget, Rates
from tandem.organizations.actor import Actor
from tandem_graphql.context import TermsOf
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.persisted import Operations
from tandem_graphql.terms import Meter, Terms


@dataclass(frozen=True, slots=True)
class Senders:
    """The terms of one installation, for everybody; without rates nobody's points are counted."""

    limits: Limits = DEFAULT
    operations: Operations | None = None
    rates: Rates | None = None

    def terms_of(self, connection: HTTPConnection) -> TermsOf:
        """The terms of a connection, once it is known who acts."""
        limits = self.limits
        has_token = "authorization" in connection.headers

        def terms(actor: Actor | None) -> Terms:
            if actor is None:
                budgets = [Budget(f"address:{_network(connection)}", limits.points_of_address)]
            else:
                budgets = [
                    Budget(f"session:{actor.session_id}", limits.points_of_credential),
                    Budget(f"organization:{actor.organization_id}", limits.points_of_organization),
                ]
            may_introspect = limits.is_open or (has_token and actor is not None)
            meter = Meter(self.rates, *budgets) if self.rates else None
            return Terms(limits, self.operations, may_introspect, meter)

        return terms


def _network(connection: HTTPConnection) -> str:
    """Where a connection comes from: an IPv4 address, or the network of an IPv6 address, which one client has whole."""
    host = connection.client.host if connection.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))

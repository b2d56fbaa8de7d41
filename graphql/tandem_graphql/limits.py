"""How much one document, one operation and one client may ask for; every number is a setting (`docs/security.md`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of the API. Page sizes are bounded by `tandem.kit.pagination`."""

    depth: int = 14
    aliases: int = 30
    directives: int = 100
    tokens: int = 2_000
    # Points of one operation, lists counted (`costs.py`), and of a minute: of one sign-in or token, of all of one
    # organization, of one address that nobody signed in from.
    cost: int = 50_000
    points_of_credential: int = 300_000
    points_of_organization: int = 10_000_000
    points_of_address: int = 3_000
    # Bytes of a request's body, and of a WebSocket's message, which the server reads.
    body: int = 1_000_000
    # Operations in flight on one WebSocket, and streams open by one person in this process.
    operations_of_socket: int = 50
    streams_of_person: int = 200
    # Sockets open in this process: of one person, and of one address that nobody signed in from.
    sockets_of_person: int = 200
    sockets_of_address: int = 100
    # Seconds for a query or mutation, for a WebSocket's first message, and for which one may do nothing when nobody is
    # signed in on it.
    seconds: float = 15.0
    init_seconds: float = 10.0
    idle_seconds: float = 60.0
    # Whether anybody may ask for the schema and is told what they may have meant: not in production, where that is for
    # integrators alone.
    is_open: bool = True


DEFAULT = Limits()

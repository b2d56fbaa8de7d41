"""What a request costs whose sender nobody knows: a point of its address, before the database is asked about it."""

from collections.abc import Callable

from starlette.requests import HTTPConnection

from tandem_graphql.senders import Senders


def pay(connection: HTTPConnection) -> Callable[[], None]:
    """Spend the point; the answer gives it back. Raises RateLimited."""
    senders: Senders | None = getattr(connection.app.state, "senders", None)
    return senders.guess(connection) if senders else _nothing


def _nothing() -> None:
    """An application that counts nothing."""

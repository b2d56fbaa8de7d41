"""What a request costs whose sender nobody knows yet: a point of its address, before the database is asked about it."""

from collections.abc import Callable

from starlette.requests import HTTPConnection

from tandem_graphql.senders import Guess, Senders


def pay(connection: HTTPConnection, what: Guess) -> Callable[[], None]:
    """Spend the point; the answer gives it back. Raises RateLimited."""
    senders: Senders | None = getattr(connection.app.state, "senders", None)
    return senders.guess(connection, what) if senders else _nothing


def _nothing() -> None:
    """An application that counts nothing."""

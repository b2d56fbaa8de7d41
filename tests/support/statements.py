"""Counting the statements that a read sends, the transaction's envelope left out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tortoise.connection import get_connection

_ENVELOPE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT set_config")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL sent inside, on the one connection of the `db` fixture."""
    sent: list[str] = []
    connection: Any = get_connection("default")._connection

    def heard(logged: Any) -> None:
        if not logged.query.lstrip().startswith(_ENVELOPE):
            sent.append(logged.query)

    connection.add_query_logger(heard)
    try:
        yield sent
    finally:
        connection.remove_query_logger(heard)

"""Our asyncpg connection: a transaction opens and names its organization in one message to the server."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from asyncpg import Connection

# The settings that row-level security reads, of the transaction about to begin: name -> value.
opening_for: ContextVar[Mapping[str, str] | None] = ContextVar("tandem_opening_for", default=None)
# Words, ids and arrays of ids: nothing that would end the quoted text.
_HARMLESS = re.compile(r"[a-z0-9{},-]*")
_bound = ""


def configure(statement_seconds: float | None) -> None:
    """End every statement of a transaction that runs longer, whatever became of whoever waited for it; None: never."""
    global _bound
    _bound = f" SET LOCAL statement_timeout = {round(statement_seconds * 1000)};" if statement_seconds else ""


class TandemConnection(Connection):  # type: ignore[misc]
    """Saves two round trips a transaction: the settings ride with BEGIN, and nothing needs a reset on release.

    Safe because every setting of ours is SET LOCAL, and LISTEN and advisory locks have connections of their own.
    """

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> Any:
        """As asyncpg's, except that a top-level BEGIN also says who acts. Raises ValueError for no id or word."""
        if query == "BEGIN;" and (settings := opening_for.get()):
            for name, value in settings.items():
                if not _HARMLESS.fullmatch(value):
                    raise ValueError(f"tandem.{name} cannot be {value!r}")
                query += f" SET LOCAL tandem.{name} = '{value}';"
            query += _bound
        return await super().execute(query, *args, timeout=timeout)

    def get_reset_query(self) -> str:
        """Nothing to reset."""
        return ""

"""Whether anything was written: exactly, and at the price of one small statement when nothing was.

Whoever writes a row takes a transaction id; the next one to be given tells that nobody did. A refusal may still have
locked a row, which takes an id too: then every row of every table is compared by its place and its version. Chain
heads, counters and the audit log are rows like any other.
"""

from dataclasses import dataclass

import asyncpg

_ROW = "ctid::text || ' ' || xmin::text"
# That somebody was here is noted of each sign-in and token, whatever they asked for.
_VERSION = dict.fromkeys(("sessions", "api_tokens"), "(to_jsonb(t) - 'last_seen_at' - 'last_used_at')::text")
_NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"


@dataclass
class Witness:
    """Watches one database on a connection of its own."""

    owner: asyncpg.Connection
    _next: str = ""
    _rows: str = ""
    _statement: str = ""

    async def begin(self) -> None:
        """Remember how everything is now, unless that is known."""
        now = await self.owner.fetchval(_NEXT)
        if now != self._next:
            self._next, self._rows = now, await self._fingerprint()

    async def has_written(self) -> bool:
        """Whether a row was written since `begin` or since the last time that this was asked."""
        now = await self.owner.fetchval(_NEXT)
        if now == self._next:
            return False
        before, self._rows = self._rows, await self._fingerprint()
        self._next = now
        return before != self._rows

    async def _fingerprint(self) -> str:
        if not self._statement:
            tables = await self.owner.fetch(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
            )
            self._statement = " UNION ALL ".join(
                f"SELECT '{name}', count(*), coalesce(sum(hashtextextended({_VERSION.get(name, _ROW)}, 0)), 0) "
                f'FROM "{name}" t'
                for (name,) in tables
            )
        return str(await self.owner.fetch(self._statement))

"""Whether anything was written, and where: exactly, and at the price of one small statement when nothing was.

Whoever writes a row takes a transaction id; the next one to be given tells that nobody did. A refusal may still have
locked a row, which takes an id too: then every row of every table is compared by its place and its version. Chain
heads, counters and the audit log are rows like any other. Rows are compared only while no transaction that writes is
open: what one that was begun before commits later is not put on whoever is asked next.
"""

import asyncio
from dataclasses import dataclass, field

import asyncpg

_ROW = "ctid::text || ' ' || xmin::text"
# That somebody was here is noted of each sign-in and token, whatever they asked for.
_VERSION = dict.fromkeys(("sessions", "api_tokens"), "(to_jsonb(t) - 'last_seen_at' - 'last_used_at')::text")
_NEXT = """
SELECT pg_snapshot_xmax(now)::text AS next, pg_snapshot_xmin(now) = pg_snapshot_xmax(now) AS is_settled
FROM pg_current_snapshot() AS now
"""
_PATIENCE = 500  # times twenty milliseconds


@dataclass
class Witness:
    """Watches one database on a connection of its own."""

    owner: asyncpg.Connection
    _next: str = ""
    _rows: dict[str, str] = field(default_factory=dict)
    _statement: str = ""

    async def begin(self) -> None:
        """Remember how everything is now, unless that is known."""
        now = await self._settled()
        if now != self._next:
            self._next, self._rows = now, await self._fingerprint()

    async def has_written(self) -> list[str]:
        """Of which tables a row was written since `begin`, or since the last time that this was asked."""
        now = await self._settled()
        if now == self._next:
            return []
        before, self._rows = self._rows, await self._fingerprint()
        self._next = now
        return [name for name, rows in self._rows.items() if before[name] != rows]

    async def _settled(self) -> str:
        """The next transaction id, once nobody is in the middle of a transaction that has one."""
        for _ in range(_PATIENCE):
            now = await self.owner.fetchrow(_NEXT)
            if now["is_settled"]:
                return str(now["next"])
            await asyncio.sleep(0.02)
        raise AssertionError("somebody is in the middle of a transaction all the time")

    async def _fingerprint(self) -> dict[str, str]:
        if not self._statement:
            tables = await self.owner.fetch(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
            )
            self._statement = " UNION ALL ".join(
                f"SELECT '{name}' AS name, "
                f"count(*) || ' ' || coalesce(sum(hashtextextended({_VERSION.get(name, _ROW)}, 0)), 0) AS rows "
                f'FROM "{name}" t'
                for (name,) in tables
            )
        return {row["name"]: row["rows"] for row in await self.owner.fetch(self._statement)}

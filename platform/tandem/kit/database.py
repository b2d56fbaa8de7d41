"""Transactions that act for one organization, and raw SQL inside them.

Row-level security reads the acting organization from a transaction-local setting, so nothing that runs here can
see another tenant's rows even when a query forgets to ask (`docs/adr/0005-database-roles.md`).
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from asyncpg import InterfaceError, InternalClientError
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection, get_connections
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from tandem.kit.connection import opening_for
from tandem.kit.wakeups import Wakeup, flusher


class Acting(Protocol):
    """Whoever acts: a person through a membership, or the system for one organization."""

    @property
    def organization_id(self) -> UUID: ...
    @property
    def walls(self) -> Mapping[str, str]:
        """The settings that row-level security reads, without their prefix, `organization_id` among them."""
        ...


@dataclass(slots=True)
class _Open:
    organization_id: UUID
    case_scope: str = ""
    wakeups: list[Wakeup] = field(default_factory=list)


# All that a transaction may say of who acts; what it leaves out is empty.
_WALLS = ("organization_id", "membership_id", "creditors", "case_scope", "teams")
_NAME = "SELECT " + ", ".join(f"set_config('tandem.{name}', ${at}, true)" for at, name in enumerate(_WALLS, start=1))
_SCOPE = "SELECT set_config('tandem.case_scope', $1, true)"
_ROWS_AT_ONCE = 10_000
_PATIENCE = 5.0  # seconds for a COMMIT that nobody waits for any more
_open: ContextVar[_Open | None] = ContextVar("tandem_open_transaction", default=None)


@asynccontextmanager
async def transaction(acting: Acting) -> AsyncIterator[None]:
    """One database transaction for `acting.organization_id`; a nested one is a savepoint of the outermost.

    After the commit of the outermost, the wake-ups collected by `wake_after_commit` go to the flusher.
    Raises RuntimeError when nested for another organization: one transaction acts for one organization.
    """
    outer = _open.get()
    if outer is not None:
        if outer.organization_id != acting.organization_id:
            raise RuntimeError("a transaction acts for one organization; open a second one after the first")
        async with in_transaction():
            yield
        return
    walls = acting.walls
    opened = _Open(acting.organization_id, walls.get("case_scope", ""))
    within = isinstance(get_connection("default"), TransactionalDBClient)  # a test's own transaction
    naming = opening_for.set(walls)
    try:
        async with _begun() as connection:
            if within:  # then no BEGIN was sent that could have named the organization
                await connection.execute_query_dict(_NAME, [walls.get(name, "") for name in _WALLS])
            token = _open.set(opened)
            try:
                yield
            finally:
                _open.reset(token)
            if opened.wakeups:
                await _commit(connection, opened.wakeups)
    finally:
        opening_for.reset(naming)


@asynccontextmanager
async def _begun() -> AsyncIterator[TransactionalDBClient]:
    """A transaction whose connection goes back to the pool also when whoever waited for its BEGIN was cancelled."""
    context = in_transaction()
    try:
        connection = await context.__aenter__()
    except BaseException as failed:
        if hasattr(context, "token"):  # a connection was taken; how far it began nobody knows
            _cut(context.client)
            await _end(context, failed)
        raise
    try:
        yield connection
    except BaseException as failed:
        await _end(context, failed)
        raise
    await _end(context, None)


async def _end(context: Any, failed: BaseException | None) -> None:
    """End a transaction and give its connection back.

    Where the server closes the connection in the instant of giving it back, the pool has it already and says so: what
    was committed is committed, and this task has no transaction any more.
    """
    try:
        await context.__aexit__(type(failed) if failed else None, failed, failed.__traceback__ if failed else None)
    except InternalClientError:
        get_connections().reset(context.token)


def _cut(connection: TransactionalDBClient) -> None:
    """Close the connection under a transaction; on what is closed nothing is rolled back.

    Where the server has closed it before us, the pool has taken it back already: not to mind that would leave this
    task with a transaction that is over for as long as it lives.
    """
    with suppress(InterfaceError):
        connection._connection.terminate()
    connection._finalized = True


async def _commit(connection: TransactionalDBClient, wakeups: Sequence[Wakeup]) -> None:
    """COMMIT, to its end: cancelled while it is on its way, it may be done, and then who waits for it is woken."""

    async def commit() -> None:
        try:
            await connection.commit()
        except BaseException:
            connection._finalized = True  # nothing is left to roll back, and trying would hide what happened
            raise
        flusher.hand_over(wakeups)

    committing = asyncio.create_task(commit())
    try:
        await asyncio.shield(committing)
    except asyncio.CancelledError:
        try:
            await asyncio.wait([committing], timeout=_PATIENCE)
        finally:
            if not committing.done():
                _cut(connection)
        with suppress(Exception):  # who asked is gone; what failed is rolled back
            await committing
        raise


@asynccontextmanager
async def reading(acting: Acting) -> AsyncIterator[None]:
    """A short transaction for reads. Inside an open one of the same organization it joins that."""
    async with transaction(acting):
        yield


@asynccontextmanager
async def whole_organization() -> AsyncIterator[None]:
    """Inside, the open transaction sees all rows of its organization, however little of them the person reaches.

    For what the organization must do everywhere at once, such as a debtor's wish that holds for all of their case
    files; never for what is shown.
    """
    opened = _open.get()
    if opened is None:
        raise RuntimeError("whole_organization needs an open transaction")
    if not opened.case_scope:
        yield
        return
    await execute(_SCOPE, "")
    try:
        yield
    finally:
        # In a transaction that failed there is nothing to set back: it is rolled back.
        with suppress(OperationalError):
            await execute(_SCOPE, opened.case_scope)


def wake_after_commit(wakeup: Wakeup) -> None:
    """Ask that every process hears of `wakeup` once the open transaction has committed."""
    opened = _open.get()
    if opened is None:
        raise RuntimeError("wake_after_commit needs an open transaction")
    opened.wakeups.append(wakeup)


async def rows(sql: str, *args: object) -> list[dict[str, Any]]:
    """Run one statement and return its rows as dictionaries."""
    return await get_connection("default").execute_query_dict(sql, list(args))


async def row(sql: str, *args: object) -> dict[str, Any] | None:
    """The first row of a statement, or None."""
    found = await rows(sql, *args)
    return found[0] if found else None


async def execute(sql: str, *args: object) -> int:
    """Run one writing statement and return the number of rows it touched."""
    touched, _ = await get_connection("default").execute_query(sql, list(args))
    return touched


async def execute_many(sql: str, values: Sequence[Sequence[object]]) -> None:
    """Run one statement for many rows of arguments."""
    await get_connection("default").execute_many(sql, [list(value) for value in values])


async def insert_many(
    table: str, columns: Mapping[str, str], records: Sequence[Sequence[object]], *, on_conflict: str = ""
) -> None:
    """Insert many rows with a statement for each ten thousand; `columns` maps names to SQL types.

    Where COPY would be used if row-level security did not refuse it.
    """
    arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(columns.values(), start=1))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"
    if on_conflict:
        sql += f" ON CONFLICT {on_conflict}"
    for start in range(0, len(records), _ROWS_AT_ONCE):
        part = records[start : start + _ROWS_AT_ONCE]
        await execute(sql, *(list(values) for values in zip(*part, strict=True)))


async def copy(table: str, columns: Sequence[str], records: Iterable[Sequence[object]]) -> None:
    """COPY rows into a table without row-level security, in the open transaction."""
    async with get_connection("default").acquire_connection() as connection:
        await connection.copy_records_to_table(table, columns=columns, records=records)

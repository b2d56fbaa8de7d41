"""After a restore: what the journal knows and the database does not is erased again, before anything is served."""

from uuid import UUID

import asyncpg

from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import emit
from tandem.privacy import journal
from tandem.privacy.commands.request_erasure import TOPIC
from tandem.privacy.erasing import carry_out
from tandem.privacy.generated import functions
from tandem.privacy.models import COLUMNS, Erasure


async def install(owner: asyncpg.Connection) -> None:
    """Put the doors of an erasure into the database, as this release's registry wants them."""
    await owner.execute(functions())


async def missing(connection: asyncpg.Connection) -> list[UUID]:
    """The journal's entries that this database has not carried out; whoever serves it must not start."""
    known = await journal.names()
    if not known:
        return []
    rows = await connection.fetch("SELECT door_erasures_missing($1::uuid[]) AS id", list(known))
    return sorted(row["id"] for row in rows)


async def is_waiting(connection: asyncpg.Connection, entry: journal.Entry) -> bool:
    """Whether an entry is asked for in this database too, and the worker only has to carry it out."""
    async with connection.transaction():
        await connection.execute("SELECT set_config('tandem.organization_id', $1, true)", str(entry.agency_id))
        state = await connection.fetchval("SELECT state FROM erasures WHERE id = $1", entry.id)
    return bool(state == "requested")


async def carry_out_again(entry: journal.Entry) -> None:
    """Erase once more who was erased before; connected as the owner, acting for the agency."""
    scope = System(entry.agency_id)
    async with transaction(scope):
        # A backup from between a request and its turn: what waits under another id would find nobody.
        await database.execute(
            "UPDATE erasures SET state = 'stopped' WHERE debtor_id = $1 AND id <> $2 AND state = 'requested'",
            entry.debtor_id,
            entry.id,
        )
        await database.execute(
            _ASKED_AGAIN,
            entry.id,
            entry.agency_id,
            entry.creditor_id,
            entry.debtor_id,
            list(entry.mandate_ids),
            list(entry.key_ids),
            list(entry.case_file_ids),
            entry.ground.value,
            entry.organization_id,
            entry.requested_at,
        )
    await carry_out(scope, entry.id, again=True)
    async with transaction(scope):
        # The files may have been restored too: the worker looks at each of them again.
        await emit(scope, TOPIC, {"erasure_id": str(entry.id)})


async def complete_journal(owner: asyncpg.Connection) -> int:
    """Write the entries that the journal lost; returns how many. The database is read as the owner."""
    rows = await owner.fetch("SELECT id, agency_id FROM erasures WHERE state = 'erased'")
    known = await journal.names() if rows else set()
    lost = [row for row in rows if row["id"] not in known]
    for row in lost:
        async with reading(System(row["agency_id"])):
            found = await database.row(f"SELECT {COLUMNS} FROM erasures e WHERE e.id = $1", row["id"])
        if found is not None and found["erased_at"] is not None:
            await journal.write(journal.Entry.of(Erasure.of(found), found["erased_at"]))
    return len(lost)


_ASKED_AGAIN = """
INSERT INTO erasures (id, agency_id, creditor_id, debtor_id, mandate_ids, key_ids, case_file_ids, ground,
                      organization_id, requested_at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested')
ON CONFLICT (id) DO UPDATE SET state = 'requested', finished_at = NULL
"""

"""A copy of everything about a person for the person themselves (GDPR art. 15 and 20): one archive."""

import asyncio
import io
import zipfile
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles import storage
from tandem.casefiles.storage import StoredFileMissing
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.privacy import access
from tandem.privacy.personal_data import Store
from tandem.privacy.registry import ERASED
from tandem.privacy.scope import bound, scope_of
from tandem_policies.permission import Permission

# Keys and the bookkeeping of requests say nothing about the person; a placed file and the examples of its columns are
# other people's too, and the person's own rows stand in `placement_rows`.
_LEFT_OUT = frozenset(
    {"timeline_keys", "idempotency_keys", "outbox", "placement_staging", "legal_holds", "placement_batches", "uploads"}
)

# What leads to rows that are not told: the other side's teams, uploads and portfolios, of which no agency may learn how
# many there are, and the line that a collector kept open.
_LEADING_NOWHERE = frozenset({"line_id", "portfolio_id", "team_id", "upload_id"})


async def export_of(actor: Actor, debtor_id: UUID) -> bytes:
    """A ZIP of `personal-data.json` and the files, as far as the actor's side sees them; told in the audit log.

    Raises NotPermitted, PersonNotFound.
    """
    authorize(actor, side_of(actor), Permission.PERSONAL_DATA_EXPORT)
    access.require_whole(actor)
    scope = System(actor.organization_id)
    async with reading(scope):
        person = (await access.person_for(scope, debtor_id)).row
        subject = Subject(SubjectType.CASE_FILE, person.case_files[0].id, person.case_files[0].reference)
        words = await scope_of(debtor_id, person.mandate_ids)
        readable = await database.rows(
            "SELECT name FROM unnest($1::text[]) name WHERE has_table_privilege(name, 'SELECT')",
            [store.table for store in ERASED],
        )
        names = {row["name"] for row in readable} - _LEFT_OUT
        told: dict[str, list[dict[str, Any]]] = {}
        for store in ERASED:
            if store.table in names:
                told[store.table] = await _rows(store, words.values)
    files = {f"files/{row['id']}-{row['name']}": await _bytes(row["storage_key"]) for row in told.get("documents", [])}
    for row in told.get("documents", []):
        del row["storage_key"]  # where our store keeps it, under an upload's id
    written = {"made_at": clock.now(), "tables": told}
    made = await asyncio.to_thread(_packed, orjson.dumps(written, default=str, option=orjson.OPT_INDENT_2), files)
    async with transaction(actor):
        await audit.record(actor, AuditKind.PERSONAL_DATA_EXPORTED, subject)
    return made


async def _rows(store: Store, values: dict[str, object]) -> list[dict[str, Any]]:
    """The debtor's rows, without what is the staff's and what leads to rows that are not told."""
    sql, args = bound(f"SELECT to_jsonb({store.table}) AS told FROM {store.table} WHERE {store.reach}", values)
    hidden = {*store.staff.split(), *_LEADING_NOWHERE}
    found = [orjson.loads(row["told"]) for row in await database.rows(sql, *args)]
    return [{column: value for column, value in row.items() if column not in hidden} for row in found]


async def _bytes(key: str) -> bytes | None:
    try:
        return await storage.get(key)
    except StoredFileMissing:
        return None


def _packed(document: bytes, files: dict[str, bytes | None]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("personal-data.json", document)
        for name, data in files.items():
            if data is not None:
                archive.writestr(name.replace("..", "_"), data)
    return made.getvalue()

"""The audit log as a file: a table for people (CSV), or the whole chain for whoever verifies it (JSON lines)."""

import csv
import io
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any

import orjson

from tandem.kit import database, texts
from tandem.kit.database import reading, transaction
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit.encoding import microseconds
from tandem.organizations.audit.kinds import AuditKind
from tandem.organizations.audit.queries import COLUMNS, AuditEvent, AuditFilter, conditions, page_of_rows
from tandem.organizations.audit.sentences import sentence, teller
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

_AT_ONCE = 1_000  # rows held in memory
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CSV = ("at", "who", "what", "via", "network", "sequence", "kind", "hash")


class AuditForm(StrEnum):
    """CSV honours the filter; JSONL is the whole chain, because a chain with gaps proves nothing."""

    CSV = "csv"
    JSONL = "jsonl"


async def export_audit(actor: Actor, form: AuditForm, narrowed: AuditFilter, locale: str) -> AsyncIterator[bytes]:
    """The file, part after part, newest first as CSV and from the first event on as JSON lines.

    That it is exported is in the log before the first part, and so is the last line of the JSON lines. Raises
    NotPermitted, InvalidInput for a filter that contradicts itself.
    """
    authorize(actor, Relation.OWN, Permission.AUDIT_EXPORT)
    args: list[object] = []
    where = " AND ".join(conditions(actor, narrowed, args))
    async with transaction(actor):
        await audit.record(actor, AuditKind.AUDIT_EXPORTED, details={"form": form.value})
    return _chain(actor) if form is AuditForm.JSONL else _table(actor, where, args, texts.language_of(locale))


async def _table(actor: Actor, where: str, args: list[object], language: str) -> AsyncIterator[bytes]:
    yield b"\xef\xbb\xbf" + _lines([[texts.render(f"audit.column.{name}", language) for name in _CSV]])
    after: tuple[object, ...] | None = None
    while True:
        async with reading(actor):
            rows = await page_of_rows(where, args, after, _AT_ONCE)
        if not rows:
            return
        yield _lines([_cells(AuditEvent.of(row), language) for row in rows])
        after = (rows[-1]["at"], rows[-1]["id"])


def _cells(event: AuditEvent, language: str) -> list[str]:
    return [
        event.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00"),
        teller(event.actor_kind, event.person_name, language),
        sentence(event.kind, event.subject_label, event.details, language),
        texts.render(f"audit.via.{event.via}", language) if event.via else "",
        event.network,
        str(event.sequence),
        event.kind,
        event.hash.hex(),
    ]


def _lines(rows: list[list[str]]) -> bytes:
    """Semicolons and CRLF, for a spreadsheet; no cell can run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([["'" + cell if cell.startswith(_FORMULA_STARTS) else cell for cell in row] for row in rows])
    return text.getvalue().encode()


async def _chain(actor: Actor) -> AsyncIterator[bytes]:
    sequence = 0
    while True:
        async with reading(actor):
            rows = await database.rows(_RECORDS, actor.organization_id, sequence, _AT_ONCE)
        if not rows:
            return
        yield b"".join(orjson.dumps(record_of(row)) + b"\n" for row in rows)
        sequence = rows[-1]["sequence"]


def record_of(row: dict[str, Any]) -> dict[str, Any]:
    """A stored event as JSON values: all that its hash needs; ids and instants plain, hashes in hexadecimal."""
    ids = ("organization_id", "id", "membership_id", "via_id", "subject_id")
    told = {name: str(row[name]) if row[name] else None for name in ids}
    return {
        **row,
        **told,
        "at": microseconds(row["at"]),
        "previous_hash": row["previous_hash"].hex(),
        "hash": row["hash"].hex(),
    }


_RECORDS = (
    f"SELECT encoding, {COLUMNS} FROM audit_events WHERE organization_id = $1 AND sequence > $2 "
    "ORDER BY sequence LIMIT $3"
)

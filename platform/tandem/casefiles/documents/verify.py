"""Holding added files, their rows and their bytes, against the events that sealed their hash."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg

from tandem.casefiles import storage
from tandem.casefiles.events import DocumentAdded
from tandem.timeline.verify.opening import OpenedEvent, opened_parts

_COMPARED = ("name", "content_type", "size", "sha256")


async def document_faults(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """Every added file that is not the one its event names, on the owner's connection; an erased person's are gone.

    Needs the timeline's keys and the document store of this process.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for part in opened_parts(connection, (DocumentAdded.kind,)):
            ids = [UUID(event.data["document_id"]) for event in part if event.data]
            kept = {row["id"]: row for row in await connection.fetch(_DOCUMENTS, ids)}
            for event in part:
                for problem in await _problems(event, kept):
                    yield f"{event.where}: {problem}"


async def _problems(event: OpenedEvent, kept: dict[UUID, asyncpg.Record]) -> list[str]:
    if event.data is None:
        return ["it does not open with its key"]
    row = kept.get(UUID(event.data["document_id"]))
    named = f"(document {event.data['document_id']})"
    if row is None:
        return [f"the file's row is gone {named}"]
    wanted: dict[str, Any] = {name: event.data[name] for name in _COMPARED}
    wanted |= {"case_file_id": event.case_file_id, "chain": event.chain, "state": "recorded"}
    found = [f"the file's {name} was changed {named}" for name, value in wanted.items() if row[name] != value]
    try:
        stored = storage.sha256_of(await storage.get(row["storage_key"]))
    except storage.StoredFileMissing:
        return [*found, f"the file's bytes are missing {named}"]
    return found if stored == event.data["sha256"] else [*found, f"the file's bytes were changed {named}"]


_DOCUMENTS = """
SELECT id, case_file_id, chain, state, name, content_type, size, sha256, storage_key FROM documents
WHERE id = ANY ($1::uuid[])
"""

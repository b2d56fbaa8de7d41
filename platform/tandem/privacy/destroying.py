"""The bytes of an erasure, after its commit: deleted or rewritten one by one, looked at again, and ticked off."""

from typing import Any
from uuid import UUID

import structlog

from tandem.casefiles import storage
from tandem.casefiles.storage import StoredFileMissing
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.placements.files import in_thread
from tandem.placements.redaction import without_records
from tandem.privacy import access
from tandem.privacy.models import Erasure, ErasureState
from tandem.privacy.placement_files import WHOLE_FILE
from tandem.privacy.registry import PREFIXES

log = structlog.get_logger()


async def destroy_files(scope: System, erasure_id: UUID) -> Erasure:
    """Do what is left to do; killed at any point and run again, it goes on. Raises what the store raises."""
    async with reading(scope):
        erasure = await access.erasure_for(scope, erasure_id)
    if erasure.state is not ErasureState.ERASED or erasure.finished_at is not None:
        return erasure
    while left := await _left(scope, erasure_id):
        for file in left:
            if file["lines"] is None:
                await storage.delete(file["storage_key"])
            else:
                await _rewrite(System(erasure.creditor_id), erasure_id, file)
            await _tick(scope, erasure_id, file["storage_key"])
    await _sweep(erasure)
    async with transaction(scope):
        await database.execute("UPDATE erasures SET finished_at = $2 WHERE id = $1", erasure_id, clock.now())
        return await access.erasure_for(scope, erasure_id)


async def _sweep(erasure: Erasure) -> None:
    """Whatever still lies below the case files: a try that died, a file whose row was lost."""
    for prefix in PREFIXES:
        if prefix.by_case_file:
            for case_file_id in erasure.case_file_ids:
                for key in await storage.keys_under(f"{prefix.prefix}{case_file_id}"):
                    await storage.delete(key)


async def _left(scope: System, erasure_id: UUID) -> list[dict[str, Any]]:
    async with reading(scope):
        return await database.rows(
            "SELECT storage_key, batch_id, lines FROM erasure_files WHERE erasure_id = $1 AND done_at IS NULL "
            "ORDER BY storage_key LIMIT 100",
            erasure_id,
        )


async def _tick(scope: System, erasure_id: UUID, storage_key: str) -> None:
    async with transaction(scope):
        await database.execute(
            "UPDATE erasure_files SET done_at = $3 WHERE erasure_id = $1 AND storage_key = $2",
            erasure_id,
            storage_key,
            clock.now(),
        )


async def _rewrite(creditor: System, erasure_id: UUID, file: dict[str, Any]) -> None:
    """Put a placement file without these lines in the place of the one that has them, and delete that one.

    The upload's row is locked: erasures of two debtors of one file take turns, each on the other's result.
    """
    lines = frozenset(file["lines"])
    async with transaction(creditor):
        upload = await database.row(
            "SELECT u.id, u.storage_key FROM uploads u JOIN placement_batches b ON b.upload_id = u.id "
            "WHERE b.id = $1 AND u.destroyed_at IS NULL FOR UPDATE OF u",
            file["batch_id"],
        )
        if upload is not None:
            before = upload["storage_key"]
            await _replace(upload["id"], before, erasure_id, lines)
            # Another erasure may have rewritten it since this one was asked for: what is replaced now goes too.
            await database.execute(
                "INSERT INTO erasure_files (erasure_id, storage_key) SELECT $1, $2 FROM uploads "
                "WHERE id = $3 AND storage_key <> $2 ON CONFLICT DO NOTHING",
                erasure_id,
                before,
                upload["id"],
            )
    async with reading(creditor):
        named = await database.row("SELECT true AS used FROM uploads WHERE storage_key = $1", file["storage_key"])
    if named is None:
        await storage.delete(file["storage_key"])


async def _replace(upload_id: UUID, storage_key: str, erasure_id: UUID, lines: frozenset[int]) -> None:
    try:
        data = await storage.get(storage_key)
    except StoredFileMissing:
        return
    if WHOLE_FILE in lines:
        await database.execute(_DESTROYED, upload_id, storage.sha256_of(data), clock.now())
        return
    rewritten = await in_thread(lambda: without_records(data, lines))
    if rewritten is data:
        return
    # One key for this erasure: killed before the commit, the next try writes the same bytes again.
    stored = await storage.put(f"uploads/{upload_id}/{erasure_id}", rewritten)
    await database.execute(_REWRITTEN, upload_id, storage.sha256_of(data), clock.now(), stored.key, stored.size)


_REWRITTEN = """
UPDATE uploads SET original_sha256 = coalesce(original_sha256, $2), rewritten_at = $3, storage_key = $4, size = $5
WHERE id = $1
"""
_DESTROYED = """
UPDATE uploads SET original_sha256 = coalesce(original_sha256, $2), destroyed_at = $3, storage_key = '' WHERE id = $1
"""

"""Adding the invoices of an archive: announced, looked at, then added to all their case files at once or to none."""

import asyncio
from collections.abc import Iterator, Sequence
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles import storage, uploads
from tandem.casefiles.documents.commands import publish_later
from tandem.casefiles.errors import UploadNotFound, UploadNotReceived
from tandem.casefiles.models import Upload
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations.access import mandate_for, side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.placements import access
from tandem.placements.files import in_thread
from tandem.placements.invoices.archive import Unpacked, unpacked
from tandem.placements.invoices.landing import Landing, Outcome, Target, landings
from tandem_policies.permission import Permission

# Files on their way to the object store together: one after the other, 200 would take longer than a request may.
_AT_ONCE = 8


async def request_invoice_archive(actor: Actor, filename: str, size: int) -> Upload:
    """Announce a ZIP of `size` bytes, 50 MB at most. Raises NotPermitted, InvalidInput."""
    async with transaction(actor):
        _authorize(actor)
        name = filename.replace("\\", "/").rpartition("/")[2].strip()
        if not 1 <= len(name) <= 200 or not name.isprintable():
            raise InvalidInput("filename", filename, "filename")
        return await uploads.announce(actor, name, size)


async def check_invoice_archive(
    actor: Actor, upload_id: UUID, *, mandate_id: UUID, batch_id: UUID | None = None
) -> list[Landing]:
    """What would become of each file of the archive, among the claims of a mandate or of one placement of it.

    Writes nothing. Raises NotPermitted, UploadNotFound, UploadNotReceived, MandateNotFound, PlacementNotFound,
    ArchiveUnreadable, ArchiveTooLarge.
    """
    async with reading(actor):
        _authorize(actor)
        upload = await _upload(actor, upload_id)
        targets = await _targets(actor, mandate_id, batch_id)
    data = await storage.get(upload.storage_key)
    return await in_thread(lambda: landings(unpacked(data), targets))


async def add_invoices(
    actor: Actor, upload_id: UUID, *, mandate_id: UUID, batch_id: UUID | None = None
) -> list[Landing]:
    """Add every file that matches one claim to its case file, for both parties after the ten seconds to undo; the
    others stay out, as `check_invoice_archive` told. The archive itself is destroyed then, and serves once.

    Bytes first, rows after, in one transaction: a death between them leaves uploads that are swept, and no document.
    Raises as `check_invoice_archive`.
    """
    landed = await check_invoice_archive(actor, upload_id, mandate_id=mandate_id, batch_id=batch_id)
    async with reading(actor):
        archive = await _upload(actor, upload_id)
    data = await storage.get(archive.storage_key)
    stored = await _stored(actor, landed, unpacked(data))
    async with transaction(actor):
        archive = await _upload(actor, upload_id, lock=True)
        # Locked in the order of their ids, as everybody who locks several does.
        for target, upload in sorted(stored, key=lambda one: one[0].case_file_id):
            reached = await casefiles.case_file_for_update(actor, target.case_file_id)
            authorize(actor, reached, Permission.DOCUMENT_WRITE)
            authorize(actor, reached, Permission.DOCUMENT_PUBLISH)
            await upload.save(update_fields=["received_at", "storage_key", "sha256", "content_type"])
            await publish_later(actor, reached, upload, claim_id=target.claim_id)
        archive.swept_at = clock.now()
        await archive.save(update_fields=["swept_at"])
    await storage.delete(archive.storage_key)
    return landed


async def _stored(actor: Actor, landed: Sequence[Landing], files: Iterator[Unpacked]) -> list[tuple[Target, Upload]]:
    """Each file that lands, under an upload of its own on its case file, as if it had been sent alone."""
    async with transaction(actor):
        announced = [
            await uploads.announce(actor, one.name, one.size, case_file_id=one.target.case_file_id)
            if one.target and one.outcome is Outcome.MATCHED
            else None
            for one in landed
        ]
    stored: list[tuple[Target, Upload]] = []
    held: list[tuple[Target, Upload, bytes]] = []
    for one, upload in zip(landed, announced, strict=True):
        file = await in_thread(lambda: next(files))
        if upload is None or one.target is None:
            continue
        held.append((one.target, upload, file.data))
        if len(held) == _AT_ONCE:
            stored += await asyncio.gather(*(_put(*each) for each in held))
            held.clear()
    return stored + await asyncio.gather(*(_put(*each) for each in held))


async def _put(target: Target, upload: Upload, data: bytes) -> tuple[Target, Upload]:
    kept = await storage.put(f"{uploads.folder_of(upload)}/{new_id()}", data)
    upload.update_from_dict(
        {
            "received_at": clock.now(),
            "storage_key": kept.key,
            "sha256": kept.sha256,
            "content_type": "application/pdf",
        }
    )
    return target, upload


def _authorize(actor: Actor) -> None:
    authorize(actor, side_of(actor), Permission.DOCUMENT_WRITE)
    authorize(actor, side_of(actor), Permission.DOCUMENT_PUBLISH)


async def _upload(actor: Actor, upload_id: UUID, *, lock: bool = False) -> Upload:
    """What the actor themself sent for no case file and did not use yet. Raises UploadNotFound, UploadNotReceived."""
    mine = Upload.filter(
        id=upload_id,
        organization_id=actor.organization_id,
        membership_id=actor.membership_id,
        case_file_id=None,
        swept_at=None,
    )
    upload = await (mine.select_for_update() if lock else mine).first()
    if upload is None:
        raise UploadNotFound(field="uploadId")
    if upload.received_at is None:
        raise UploadNotReceived(field="uploadId")
    return upload


async def _targets(actor: Actor, mandate_id: UUID, batch_id: UUID | None) -> list[Target]:
    """The claims that a file may land at, inside the actor's reach."""
    mandate = (await mandate_for(actor, mandate_id)).row
    if batch_id is not None:
        await access.batch_for(actor, batch_id)
    reach = casefiles.reach(actor)
    rows = await database.rows(
        _TARGETS.format(reach=reach.sql, mandate=len(reach.args) + 1, batch=len(reach.args) + 2),
        *reach.args,
        mandate.id,
        batch_id,
    )
    return [
        Target(row["id"], row["case_file_id"], row["document_number"], row["reference"], frozenset(row["copies"]))
        for row in rows
    ]


_TARGETS = """
SELECT c.id, c.case_file_id, c.document_number, cf.reference,
       coalesce((SELECT array_agg(d.sha256) FROM documents d WHERE d.claim_id = c.id AND d.state <> 'withdrawn'),
                '{{}}'::text[]) AS copies
FROM case_files cf JOIN claims c ON c.case_file_id = cf.id
WHERE {reach} AND c.mandate_id = ${mandate} AND (${batch}::uuid IS NULL OR c.batch_id = ${batch})
  AND cf.erased_at IS NULL
ORDER BY c.id
"""

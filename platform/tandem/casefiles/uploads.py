"""Files on their way in: announced by a member, received once at a signed address."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access, storage
from tandem.casefiles.documents.content import content_type_of
from tandem.casefiles.errors import (
    TooManyUploads,
    UploadAlreadyReceived,
    UploadIncomplete,
    UploadNotFound,
    UploadUnderway,
)
from tandem.casefiles.models import Upload
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System

MOST_BYTES = 50_000_000
# Bytes in memory: of all, four of the largest at once, some dozens of the usual ones; of one organization, three.
_MOST_UNDERWAY = 200_000_000
_MOST_OF_ORGANIZATION = 150_000_000


async def announce(actor: Actor, filename: str, size: int, *, case_file_id: UUID | None = None) -> Upload:
    """Expect a file of `size` bytes, 50 MB at most, in the open transaction; of a document, with its case file.

    Raises InvalidInput.
    """
    if not 1 <= size <= MOST_BYTES:
        raise InvalidInput("size", size, "upload_size")
    return await Upload.create(
        organization_id=actor.organization_id,
        membership_id=actor.membership_id,
        filename=filename,
        size=size,
        storage_key="",  # given when the bytes have come
        requested_at=clock.now(),
        case_file_id=case_file_id,
    )


@dataclass(slots=True)
class Arriving:
    """One upload's bytes that this process holds; what is announced and does not come takes no room of others."""

    organization_id: UUID
    size: int = 0

    def more(self, size: int) -> None:
        """So many bytes have come. Raises TooManyUploads."""
        of_organization = sum(one.size for one in _underway.values() if one.organization_id == self.organization_id)
        of_all = sum(one.size for one in _underway.values())
        if of_organization + size > _MOST_OF_ORGANIZATION or of_all + size > _MOST_UNDERWAY:
            raise TooManyUploads
        self.size += size


_underway: dict[UUID, Arriving] = {}


@contextmanager
def underway(organization_id: UUID, upload_id: UUID) -> Iterator[Arriving]:
    """While its bytes come to this process, an upload's address takes no others. Raises UploadUnderway."""
    if upload_id in _underway:
        raise UploadUnderway
    _underway[upload_id] = Arriving(organization_id)
    try:
        yield _underway[upload_id]
    finally:
        del _underway[upload_id]


async def receive(organization_id: UUID, upload_id: UUID, data: bytes) -> None:
    """Keep the bytes of an announced upload, once; who may send them was decided when its address was signed.

    The bytes of a document are looked at before they are kept anywhere. Raises UploadNotFound, UploadAlreadyReceived;
    for a document UploadIncomplete, DocumentDangerous, DocumentTypeUnknown, and KeyDestroyed once the person is erased.
    """
    scope = System(organization_id)
    async with reading(scope):
        upload = await Upload.get_or_none(id=upload_id, organization_id=organization_id, swept_at=None)
    if upload is None:
        raise UploadNotFound
    if upload.received_at:
        raise UploadAlreadyReceived
    folder, content_type = folder_of(upload), None
    if upload.case_file_id:
        if len(data) != upload.size:
            raise UploadIncomplete
        content_type = await asyncio.to_thread(content_type_of, data)
    # A key of its own for each try, stored before the row names it: two at once can neither mix nor overwrite.
    stored = await storage.put(f"{folder}/{new_id()}", data)
    try:
        async with transaction(scope):
            if upload.case_file_id:  # waits for an erasure under way, and refuses after it
                await access.case_file_for_update(scope, upload.case_file_id)
            await _name(upload, stored, content_type)
    except TandemError:
        await storage.delete(stored.key)
        raise


async def _name(upload: Upload, stored: storage.StoredFile, content_type: str | None) -> None:
    received = await database.rows(
        "UPDATE uploads SET received_at = $3, storage_key = $4, size = $5, sha256 = $6, content_type = $7 "
        "WHERE id = $1 AND organization_id = $2 AND received_at IS NULL AND swept_at IS NULL RETURNING id",
        upload.id,
        upload.organization_id,
        clock.now(),
        stored.key,
        stored.size,
        stored.sha256,
        content_type,
    )
    if not received:
        raise UploadAlreadyReceived


def folder_of(upload: Upload) -> str:
    """Where all tries of an upload are kept: of a document under its case file, with which they are erased."""
    return f"documents/{upload.case_file_id}/{upload.id}" if upload.case_file_id else f"uploads/{upload.id}"

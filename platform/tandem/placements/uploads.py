"""Files on their way in: announced by a member, received once at a signed address."""

from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.models import Upload
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.placements.errors import UploadAlreadyReceived, UploadNotFound
from tandem_policies.permission import Permission

MOST_BYTES = 50_000_000


async def request_upload(actor: Actor, filename: str, size: int) -> Upload:
    """Announce a placement file of `size` bytes, 50 MB at most. Raises InvalidInput."""
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.PLACEMENT_CREATE)
        # A browser on Windows may send the whole path.
        name = filename.replace("\\", "/").rpartition("/")[2].strip()
        if not 1 <= len(name) <= 200 or not name.isprintable():
            raise InvalidInput("filename", filename, "filename")
        if not 1 <= size <= MOST_BYTES:
            raise InvalidInput("size", size, "upload_size")
        return await Upload.create(
            organization_id=actor.organization_id,
            membership_id=actor.membership_id,
            filename=name,
            size=size,
            storage_key="",  # given when the bytes have come
            requested_at=clock.now(),
        )


async def receive(organization_id: UUID, upload_id: UUID, data: bytes) -> None:
    """Keep the bytes of an announced upload, once; who may send them was decided when its address was signed.

    Raises UploadNotFound, UploadAlreadyReceived.
    """
    scope = System(organization_id)
    async with reading(scope):
        upload = await Upload.get_or_none(id=upload_id, organization_id=organization_id)
    if upload is None:
        raise UploadNotFound
    if upload.received_at:
        raise UploadAlreadyReceived
    # A key of its own for each try, stored before the row names it: two at once can neither mix nor overwrite.
    stored = await storage.put(f"uploads/{upload_id}/{new_id()}", data)
    async with transaction(scope):
        received = await database.rows(
            "UPDATE uploads SET received_at = $3, storage_key = $4, size = $5 "
            "WHERE id = $1 AND organization_id = $2 AND received_at IS NULL RETURNING id",
            upload_id,
            organization_id,
            clock.now(),
            stored.key,
            stored.size,
        )
    if not received:
        raise UploadAlreadyReceived

"""Adding files to a case, publishing them to the other side, and taking one back in time.

Bytes first, row and event after: an upload that no document names is swept (`sweeping`), and asking again with the
same upload adds it once.
"""

from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles import publishing, uploads
from tandem.casefiles.documents import access
from tandem.casefiles.documents.names import clean_name, fitting_name
from tandem.casefiles.errors import UploadNotReceived, UploadUsed
from tandem.casefiles.events import DocumentAdded
from tandem.casefiles.models import CaseFile, Document, Upload
from tandem.casefiles.publishing import Audience
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached, authorize
from tandem.outbox import emit
from tandem.timeline import Chain, record
from tandem_policies.permission import Permission


async def request_document_upload(actor: Actor, case_file_id: UUID, *, filename: str, size: int) -> Upload:
    """Announce a file of `size` bytes for a case file, 50 MB at most.

    Raises CaseFileNotFound, InvalidInput, and KeyDestroyed once the person is erased.
    """
    async with transaction(actor):
        reached = await case_files.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.DOCUMENT_WRITE)
        return await uploads.announce(actor, clean_name(filename)[:200], size, case_file_id=reached.row.id)


async def add_document(actor: Actor, upload_id: UUID, *, audience: Audience) -> Document:
    """Make a received upload a file of its case: of one's own side at once, of both parties ten seconds later.

    The same upload again gives the same document. Raises UploadNotFound, UploadNotReceived, CaseFileNotFound;
    UploadUsed when it was added for another audience before.
    """
    async with transaction(actor):
        upload, reached = await access.upload_for_update(actor, upload_id)
        authorize(actor, reached, Permission.DOCUMENT_WRITE)
        if audience is Audience.PARTIES:
            authorize(actor, reached, Permission.DOCUMENT_PUBLISH)
        if upload.received_at is None:
            raise UploadNotReceived(field="uploadId")
        added = await Document.get_or_none(upload_id=upload.id)
        if added is not None:
            if (added.chain == Chain.PARTIES) is not (audience is Audience.PARTIES):
                raise UploadUsed(field="uploadId")
            return added
        if audience is Audience.PARTIES:
            return await publish_later(actor, reached, upload)
        document = await _write(actor, reached, upload, audience)
        await record(actor, reached.row, _added(document), chain=Chain(document.chain))
    return document


async def publish_later(
    actor: Actor, reached: Reached[CaseFile], upload: Upload, *, claim_id: UUID | None = None
) -> Document:
    """Make a received upload a file for both parties, recorded after the ten seconds to undo, inside the open
    transaction that has locked its case file; `claim_id`: it is the invoice of this claim.
    """
    document = await _write(actor, reached, upload, Audience.PARTIES, claim_id)
    payload = {"document_id": str(document.id)}
    await emit(actor, "casefiles.publish_document", payload, available_at=document.publishes_at)
    return document


async def withdraw_document(actor: Actor, document_id: UUID) -> Document:
    """Take a file back before it is recorded for both parties; nobody reads it any more.

    Raises DocumentNotFound, AuthorOnly, AlreadyRecorded, AlreadyWithdrawn.
    """
    async with transaction(actor):
        reached, _ = await access.document_for_update(actor, document_id)
        authorize(actor, reached, Permission.DOCUMENT_WRITE)
        await publishing.take_back(actor, reached.row)
    return reached.row


async def publish_document(scope: System, document_id: UUID) -> None:
    """Record a file for both parties in its author's name, unless it was withdrawn or is recorded already."""
    async with transaction(scope):
        reached, case_file = await access.document_for_update(scope, document_id)
        document = reached.row
        author = await publishing.complete(document)
        if author:
            await record(author, case_file, _added(document), chain=Chain.PARTIES, occurred_at=document.created_at)


async def _write(
    actor: Actor, reached: Reached[CaseFile], upload: Upload, audience: Audience, claim_id: UUID | None = None
) -> Document:
    now, case_file = clock.now(), reached.row
    if upload.content_type is None or upload.sha256 is None:
        raise RuntimeError(f"upload {upload.id} was received without being looked at")
    return await Document.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file=case_file,
        name=fitting_name(upload.filename, upload.content_type),
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        storage_key=upload.storage_key,
        upload_id=upload.id,
        claim_id=claim_id,
        created_at=now,
        **publishing.columns_for(actor, reached.relation, audience, now),
    )


def _added(document: Document) -> DocumentAdded:
    return DocumentAdded(document.id, document.content_type, document.size, name=document.name, sha256=document.sha256)

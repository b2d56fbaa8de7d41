"""Which files of a case an actor reaches: row-level security shows those of the other side once they are recorded."""

from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.errors import DocumentNotFound, UploadNotFound
from tandem.casefiles.models import CaseFile, Document, Upload
from tandem.casefiles.publishing import PublicationState
from tandem.kit import database
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached


async def document_for(actor: Actor, document_id: UUID) -> Reached[Document]:
    """One file to read. Raises DocumentNotFound, also for one that was taken back."""
    case_file_id = await _case_file_of(actor, document_id)
    reached = await access.case_file_for(actor, case_file_id)
    document = await Document.get(id=document_id)
    if document.state is PublicationState.WITHDRAWN:
        raise DocumentNotFound(field="documentId")
    return Reached(document, reached.relation)


async def document_for_update(actor: Actor | System, document_id: UUID) -> tuple[Reached[Document], CaseFile]:
    """A file with its case file, both locked: the case file first, as every command does. Raises DocumentNotFound."""
    case_file = await access.case_file_for_update(actor, await _case_file_of(actor, document_id))
    document = await Document.select_for_update().get(id=document_id)
    return Reached(document, case_file.relation), case_file.row


async def upload_for_update(actor: Actor, upload_id: UUID) -> tuple[Upload, Reached[CaseFile]]:
    """What the actor themself sent for a case file, both locked. Raises UploadNotFound, CaseFileNotFound."""
    mine = Upload.filter(id=upload_id, membership_id=actor.membership_id, swept_at=None)
    announced = await mine.first()
    if announced is None or announced.case_file_id is None:
        raise UploadNotFound(field="uploadId")
    case_file = await access.case_file_for_update(actor, announced.case_file_id)
    upload = await mine.select_for_update().first()
    if upload is None:
        raise UploadNotFound(field="uploadId")
    return upload, case_file


async def _case_file_of(actor: Actor | System, document_id: UUID) -> UUID:
    reach = access.reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf JOIN documents d ON d.case_file_id = cf.id WHERE {reach.sql} AND d.id = $2",
        *reach.args,
        document_id,
    )
    if found is None:
        raise DocumentNotFound(field="documentId")
    case_file_id: UUID = found["id"]
    return case_file_id

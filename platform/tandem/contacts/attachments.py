"""Files of the case file that leave with an e-mail or a letter: which may, what is kept of them, and their bytes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from obstore.exceptions import BaseError as StoreError

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, Document
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.errors import AttachmentsTooLarge, AttachmentUnusable
from tandem.kit.database import reading
from tandem.organizations.actor import System
from tandem.timeline import Chain
from tandem_channels.contract import AttachedFile, Cause, Rejected, Unavailable

MOST_FILES = 10
# Bytes of all files of an e-mail. They become a third longer on their way, many mail servers take 25 MB at most, and
# SendGrid 30 MB with everything else.
MOST_BYTES = 15_000_000
# What a mail program, or the folder that somebody saves to, would read as something else than a name.
_UNSAFE = str.maketrans(dict.fromkeys('"\\/:*?<>|;\r\n\t', "_"))
# The provider would never get it: there is nothing to try again.
FILE_CHANGED = "attachment_changed"


async def attached_to(case_file: CaseFile, document_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What an attempt keeps of the files that leave with it, each once, in the order asked for.

    Only what both parties read already: they read the copy as sent, with the names of its files. Raises
    AttachmentUnusable for a file that is not recorded for both, or not of this case file; AttachmentsTooLarge.
    """
    wanted = list(dict.fromkeys(document_ids))
    found = {one.id: one for one in await Document.filter(id__in=wanted, case_file_id=case_file.id)}
    documents = [found[one] for one in wanted if one in found and is_attachable(found[one])]
    if len(documents) < len(wanted):
        raise AttachmentUnusable(field="documentIds")
    if len(documents) > MOST_FILES or sum(one.size for one in documents) > MOST_BYTES:
        raise AttachmentsTooLarge(field="documentIds", files=MOST_FILES, megabytes=MOST_BYTES // 1_000_000)
    return [
        {
            "document_id": str(one.id),
            "name": safe_name(one.name),
            "content_type": one.content_type,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in documents
    ]


def is_attachable(document: Document) -> bool:
    """Whether both parties may read it, for good."""
    return document.chain == Chain.PARTIES and document.state is PublicationState.RECORDED


def safe_name(name: str) -> str:
    """The name as it stands in an e-mail: no path, no sign that ends or splits a header."""
    return name.translate(_UNSAFE).strip(". ") or "document"


def names_of(attached: Sequence[dict[str, Any]] | None) -> list[str]:
    """What the files of an attempt are called, in their order."""
    return [str(one["name"]) for one in attached or ()]


async def loaded(agency_id: UUID, attached: Sequence[dict[str, Any]]) -> tuple[AttachedFile, ...]:
    """Their bytes, out of the store, outside of any transaction.

    Raises Rejected when they are gone or others than were planned, Unavailable when the store does not answer.
    """
    ids = [UUID(str(one["document_id"])) for one in attached]
    async with reading(System(agency_id)):
        keys = {one.id: one.storage_key for one in await Document.filter(id__in=ids)}
    files = []
    for document_id, one in zip(ids, attached, strict=True):
        try:
            data = await storage.get(keys.get(document_id, ""))
        except storage.StoredFileMissing:
            raise Rejected(FILE_CHANGED, Cause.CONTENT) from None
        except (OSError, StoreError) as error:
            raise Unavailable(f"the store of documents does not answer: {type(error).__name__}") from error
        if storage.sha256_of(data) != one["sha256"]:
            raise Rejected(FILE_CHANGED, Cause.CONTENT)
        files.append(AttachedFile(str(one["name"]), str(one["content_type"]), data))
    return tuple(files)

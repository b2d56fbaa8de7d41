"""Putting a message onto its case file: its attachments as documents, its words on the timeline, at its own time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.documents.content import content_type_of
from tandem.casefiles.documents.names import clean_name, fitting_name
from tandem.casefiles.errors import DocumentDangerous, DocumentTypeUnknown
from tandem.casefiles.events import DocumentAdded
from tandem.casefiles.models import CaseFile, Document
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.models import Channel
from tandem.contacts.withheld import withheld_of_anybody
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.timeline import Chain, record
from tandem_channels.inbound_email import MailFile

MOST_BYTES = 25_000_000
"""Of one attachment."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An attachment that was looked at; `stored` None: it was not taken, and `refused` says why."""

    name: str
    content_type: str
    size: int
    stored: storage.StoredFile | None = None
    refused: str | None = None

    def as_recorded(self) -> dict[str, object]:
        """What the row of the message keeps of it."""
        return {"name": self.name, "content_type": self.content_type, "size": self.size, "refused": self.refused}


async def keep_files(files: Sequence[MailFile], event_id: UUID, case_file_id: UUID | None) -> list[KeptFile]:
    """Look at attachments as at any upload; for a case file their bytes are kept below it. Again, it does the same."""
    return [await keep_file(file, f"{event_id}-{number}", case_file_id) for number, file in enumerate(files, 1)]


async def file_message(
    scope: System,
    case_file: CaseFile,
    files: Sequence[KeptFile],
    *,
    channel: Channel,
    sender: str,
    body: str,
    received_at: datetime,
    chain: Chain,
    subject: str | None = None,
    whole: str | None = None,
    media: Sequence[str] = (),
    lost: Sequence[str] = (),
) -> UUID:
    """Record the message and its files in the debtor's name, in the open transaction; the case file is locked. The id
    of the message's event.

    `media`: what came with a text, as the provider calls it; `lost`: names of files that are not among `files`.
    What it quotes of ours stands there without the secrets that only the debtor was sent (`contacts.withheld`).
    """
    debtor = System(scope.organization_id, kind="debtor")
    refused = (*lost, *(file.name for file in files if file.stored is None))
    event = InboundMessageReceived(
        channel,
        sender=sender,
        body=withheld_of_anybody(body),
        subject=withheld_of_anybody(subject) if subject else None,
        whole=withheld_of_anybody(whole) if whole and whole != body else None,
        refused_files=refused,
        media=tuple(media),
    )
    event_id = await record(debtor, case_file, event, chain=chain, occurred_at=received_at)
    for added in await add_documents(case_file, files, chain):
        await record(debtor, case_file, added, chain=chain, occurred_at=received_at)
    return event_id


async def add_documents(case_file: CaseFile, files: Sequence[KeptFile], chain: Chain) -> list[DocumentAdded]:
    """Make documents of those that were taken, in the open transaction; the events that tell so are for the last."""
    added = []
    for file in files:
        if file.stored is None:
            continue
        document = await Document.create(
            id=new_id(),
            agency_id=case_file.agency_id,
            creditor_id=case_file.creditor_id,
            case_file=case_file,
            chain=chain.value,
            # What one side alone reads is its own.
            author_organization_id=case_file.agency_id if chain is Chain.AGENCY else None,
            state=PublicationState.RECORDED,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.stored.sha256,
            storage_key=file.stored.key,
            created_at=clock.now(),
        )
        added.append(
            DocumentAdded(document.id, file.content_type, file.size, name=file.name, sha256=file.stored.sha256)
        )
    return added


async def keep_file(file: MailFile, key: str, case_file_id: UUID | None) -> KeptFile:
    """Look at one; its bytes are kept below a case file under a name that ends with `key`."""
    name, size = clean_name(file.name)[:200] or "document", len(file.data)
    if size > MOST_BYTES:
        return KeptFile(name, file.content_type, size, refused="too_large")
    if size == 0:
        return KeptFile(name, file.content_type, size, refused="empty")
    try:
        content_type = await asyncio.to_thread(content_type_of, file.data)
    except DocumentDangerous:
        return KeptFile(name, file.content_type, size, refused="dangerous")
    except DocumentTypeUnknown:
        return KeptFile(name, file.content_type, size, refused="unknown_type")
    fitting = fitting_name(name, content_type)
    if case_file_id is None:
        return KeptFile(fitting, content_type, size)
    stored = await storage.put(f"documents/{case_file_id}/inbound/{key}", file.data)
    return KeptFile(fitting, content_type, size, stored)

"""The post's own paper about a letter, as its provider gave it: a document of the case file, once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.models import Document
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.access import ReachedAttempt
from tandem.contacts.events import InboundFileLost
from tandem.contacts.incoming import filing
from tandem.contacts.incoming.keeping import FOLDER
from tandem.contacts.incoming.lost import WhyLost
from tandem.organizations.actor import System
from tandem.timeline import Chain, record
from tandem_channels.inbound_email import MailFile


def key_of(event_id: UUID) -> str:
    """Where the proof of a row of `provider_events` lies until that is handled."""
    return f"{FOLDER}/{event_id}"


async def proof_of(
    scope: System, reached: ReachedAttempt, event_id: UUID, payload: Mapping[str, Any]
) -> Document | None:
    """The proof that came with an event, as a document of both parties; None where none came, or none that is taken.

    Looked at as any upload. The same file is there once, whoever put it there. Appends to the chain.
    """
    told, case_file = payload.get("proof"), reached.case_file
    if not told:
        return None
    known = Document.filter(
        case_file_id=case_file.id,
        sha256=told["sha256"],
        chain=Chain.PARTIES.value,
        state=PublicationState.RECORDED,
    )
    if found := await known.first():
        return found
    # The printer names it by our id, which tells nobody anything; people know the letter by its reference.
    name = f"{reached.attempt.letter_reference}{told['name'].removeprefix(str(reached.attempt.id))}"
    kept = await filing.keep_file(
        MailFile(name, "", await storage.get(key_of(event_id))), f"{event_id}-proof", case_file.id
    )
    if kept.refused:
        await record(scope, case_file, InboundFileLost(WhyLost(kept.refused), name=kept.name), chain=Chain.PARTIES)
        return None
    [added] = await filing.add_documents(case_file, [kept], Chain.PARTIES)
    await record(scope, case_file, added, chain=Chain.PARTIES)
    return await Document.get(id=added.document_id)

"""A case file on which a bit of everything happened, with words planted where they must not come out."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import time_machine
import typst

import tandem.casefiles.tasks
import tandem.evidence.tasks
import tandem.notes.tasks
from tandem.casefiles import storage, uploads
from tandem.casefiles.documents.commands import add_document, request_document_upload
from tandem.casefiles.models import Document, Stage
from tandem.casefiles.publishing import Audience
from tandem.contacts.commands import record_call_outcome, record_letter_posting
from tandem.contacts.models import Channel, Disposition
from tandem.directives.commands import issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.evidence.commands import make_evidence_bundle
from tandem.evidence.models import EvidenceBundle
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_payment
from tandem.notes.commands import write_note
from tandem.organizations.actor import Actor
from tandem_channels.contract import DeliveryStatus
from tests.domain.contacts_db.steps import call_back, callback, plan, text_from, work
from tests.support.builders import MadeCase, make_case

assert tandem.casefiles.tasks
assert tandem.evidence.tasks  # their imports register the handlers
assert tandem.notes.tasks

AWA, MARC, HELENE = actor_of_cast("awa"), actor_of_cast("marc"), actor_of_cast("helene")
# Nobody but the agency, or the creditor, may ever read these.
AGENCY_WORD, CREDITOR_WORD, OTHERS_WORD = "ronchonneur", "pusillanime", "Quincaillerie"


@dataclass(frozen=True)
class Lived:
    """The case file, and another one of another creditor against the same telephone."""

    made: MadeCase
    other: MadeCase

    @property
    def id(self) -> UUID:
        case_file_id: UUID = self.made.case_file.id
        return case_file_id


async def lived_in_case(travel: time_machine.Traveller) -> Lived:
    """Letter, text, e-mail, call, replies, payments, notes, files; with its sides' own words beside the common ones."""
    made = await make_case(amounts=(1_200_00, 850_50), letter_posted_on=None, stage=Stage.ACCEPTED)
    other = await make_case(creditor="energie", mandate="MR-2026-002", name=f"{OTHERS_WORD} Martin")
    letter = await plan(made, Channel.LETTER)
    await work()
    await record_letter_posting(AWA, letter.id, posted_on=clock.today())
    travel.shift(timedelta(days=1))
    for channel in (Channel.SMS, Channel.EMAIL):
        attempt = await plan(made, channel)
        await work()
        await call_back(callback(attempt, DeliveryStatus.DELIVERED))
        travel.shift(timedelta(days=1))
    call = await plan(made, Channel.VOICE)
    await work()
    await record_call_outcome(AWA, call.id, disposition=Disposition.REACHED, comment="Le gérant demande un délai.")
    travel.shift(timedelta(hours=3))
    await call_back(
        text_from(made, "Je paierai la première facture vendredi, promis. Été 2026 ☺", key=f"reply-{made.case_file.id}")
    )
    await record_payment(
        AWA,
        made.case_file.id,
        amount=Money(300_00, "EUR"),
        received_on=clock.today(),
        reference="Virement 4411",
        idempotency_key=f"record-{made.case_file.id}",
    )
    await declare_payment(
        HELENE,
        made.case_file.id,
        amount=Money(50_50, "EUR"),
        received_on=clock.today(),
        reference=None,
        idempotency_key=f"declare-{made.case_file.id}",
    )
    await _words(made, other, travel)
    return Lived(made, other)


async def _words(made: MadeCase, other: MadeCase, travel: time_machine.Traveller) -> None:
    key = made.case_file.id
    await write_note(AWA, key, body=f"Interlocuteur {AGENCY_WORD}.", audience=Audience.OWN_SIDE)
    await write_note(HELENE, key, body=f"Notre commercial est {CREDITOR_WORD}.", audience=Audience.OWN_SIDE)
    await write_note(HELENE, key, body="Livraison signée le 3 mars.", audience=Audience.PARTIES)
    await write_note(
        actor_of_cast("nadia", "energie"),
        other.case_file.id,
        body=f"{OTHERS_WORD} en difficulté.",
        audience=Audience.OWN_SIDE,
    )
    await add_file(HELENE, key, "Bon de livraison n° 12 – été.pdf", contract("Bon de livraison"), Audience.PARTIES)
    await add_file(AWA, key, "carnet interne.txt", f"Un homme {AGENCY_WORD}.".encode(), Audience.OWN_SIDE)
    await add_file(HELENE, key, "avis interne.txt", f"Un homme {CREDITOR_WORD}.".encode(), Audience.OWN_SIDE)
    await issue_directive(HELENE, key, kind=DirectiveKind.HOLD, reason="Le client a promis d’appeler.")
    travel.shift(timedelta(seconds=30))
    await work()


async def add_file(actor: Actor, case_file_id: UUID, name: str, content: bytes, audience: Audience) -> Document:
    """Upload and add a file as the web app does."""
    upload = await request_document_upload(actor, case_file_id, filename=name, size=len(content))
    await uploads.receive(actor.organization_id, upload.id, content)
    return await add_document(actor, upload.id, audience=audience)


def contract(title: str, pages: int = 2) -> bytes:
    """A PDF with a page for each number."""
    text = "\n#pagebreak()\n".join(f"= {title}\nfeuillet {number}" for number in range(1, pages + 1))
    return bytes(typst.compile(f'#set page(paper: "a5")\n{text}'.encode()))


async def bundle_of(
    actor: Actor, case_file_id: UUID, *, locale: str = "fr", include_own_side: bool = False
) -> EvidenceBundle:
    """Ask for a bundle and let the worker make it."""
    asked = await make_evidence_bundle(actor, case_file_id, locale=locale, include_own_side=include_own_side)
    await work()
    async with reading(actor):
        return await EvidenceBundle.get(id=asked.id)


async def files_of(bundle: EvidenceBundle) -> tuple[bytes, bytes]:
    """PDF and archive."""
    assert bundle.pdf_key
    assert bundle.zip_key
    return await storage.get(bundle.pdf_key), await storage.get(bundle.zip_key)

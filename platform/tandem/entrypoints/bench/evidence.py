"""An evidence bundle of a case file with five hundred events, beside reading the same rows and files."""

import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import typst

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, Claim, ContactPoint, ContactPointKind, Document, Party, PartyRole, Segment
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.events import ContactPlanned, ContactStateChanged, InboundMessageReceived
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, DeliveryReport, Purpose
from tandem.entrypoints.bench.setting import AGENCY, CREDITOR, MANDATE, ROUNDS, Row
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.evidence.making import make
from tandem.evidence.models import BundleState, EvidenceBundle
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.ledger.events import PaymentRecorded
from tandem.ledger.models import Allocation, Payment, PaymentSource
from tandem.notes.events import NoteWritten
from tandem.notes.models import Note, NoteRevision
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem.timeline import Chain, record

MESSAGES, NOTES, REPLIES, PAYMENTS, FILES = 100, 100, 50, 50, 10  # three events a message: 500 in all
_SYSTEM = System(AGENCY, kind="person", name="Bench", organization_name="Bench")
_CREDITOR = System(CREDITOR, kind="person", name="Bench", organization_name="Bench")
_WORDS = "Nous vous rappelons votre dette de 1 234,56 € envers Bâti-Loire, échue le 3 mars. " * 3


async def measure(urls: DatabaseUrls, case_file_id: UUID, folder: Path) -> list[Row]:
    """One row: seconds for PDF and archive, medians of ROUNDS rounds."""
    storage.configure(storage.local_folder(folder / "bench-files"))
    await _live_in(case_file_id)
    owner = await asyncpg.connect(urls.worker)
    made, read = [], []
    try:
        for number in range(ROUNDS):
            bundle = await _asked(case_file_id)
            started = time.perf_counter()
            await make(_SYSTEM, bundle, Job(new_id(), {}, number))
            made.append(time.perf_counter() - started)
            started = time.perf_counter()
            await _read(owner, case_file_id)
            read.append(time.perf_counter() - started)
    finally:
        await owner.close()
    async with reading(_SYSTEM):
        events = (await EvidenceBundle.get(id=bundle.id)).event_count
    product, floor = statistics.median(made), statistics.median(read)
    return [
        Row(
            f"evidence bundle of a case file with {events} events, in French",
            f"{product:.2f} s",
            f"{floor:.2f} s",
            f"{product / floor:,.0f} ×",
        )
    ]


async def _asked(case_file_id: UUID) -> EvidenceBundle:
    async with transaction(_SYSTEM):
        case_file = await CaseFile.get(id=case_file_id)
        return await EvidenceBundle.create(
            agency_id=case_file.agency_id,
            creditor_id=case_file.creditor_id,
            case_file_id=case_file_id,
            organization_id=AGENCY,
            membership_id=cast_id("marc", "lenoir"),
            requested_by="Bench",
            locale="fr",
            state=BundleState.ASKED,
            requested_at=clock.now(),
        )


async def _read(worker: asyncpg.Connection, case_file_id: UUID) -> None:
    """The floor: every row and file that goes in, read and dropped."""
    async with worker.transaction():
        await worker.execute("SELECT set_config('tandem.organization_id', $1, true)", str(AGENCY))
        for table in _TABLES:
            await worker.fetch(f"SELECT * FROM {table} WHERE case_file_id = $1", case_file_id)
        keys = await worker.fetch("SELECT storage_key FROM documents WHERE case_file_id = $1", case_file_id)
    for row in keys:
        await storage.get(row["storage_key"])


_TABLES = (
    "timeline_events",
    "timeline_entries",
    "contact_attempts",
    "delivery_reports",
    "notes",
    "payments",
    "claims",
    "documents",
    "parties",
    "contact_points",
)


async def _live_in(case_file_id: UUID) -> None:
    """Fill one of the bench's bare case files, as the product's own commands would."""
    async with transaction(_CREDITOR):
        case_file = await CaseFile.get(id=case_file_id)
        sides: dict[str, Any] = {
            "agency_id": case_file.agency_id,
            "creditor_id": case_file.creditor_id,
            "case_file_id": case_file.id,
        }
        claim = await _claim(case_file, sides)
    async with transaction(_SYSTEM):
        party = await Party.create(**sides, role=PartyRole.DEBTOR, name="Société Bench")
        point = await ContactPoint.create(
            **sides, party=party, kind=ContactPointKind.PHONE, value="+33639980000", created_at=clock.now()
        )
        for number in range(MESSAGES):
            await _message(case_file, sides, party, point, number)
        for number in range(NOTES):
            await _note(case_file, sides, number)
        for number in range(REPLIES):
            reply = InboundMessageReceived(Channel.SMS, sender=point.value, body=f"{number} {_WORDS}")
            await record(_SYSTEM, case_file, reply, chain=Chain.PARTIES)
        for number in range(PAYMENTS):
            await _payment(case_file, sides, claim, number)
        for number in range(FILES):
            await _file(sides, number)


async def _claim(case_file: CaseFile, sides: dict[str, Any]) -> Claim:
    return await Claim.create(
        **sides,
        mandate_id=MANDATE,
        debtor_id=case_file.debtor_id,
        batch_id=case_file.batch_id,
        document_number="F-1",
        due_on=clock.today(),
        segment=Segment.PROFESSIONAL,
        payee="Bench",
        currency="EUR",
        principal=1_000_00,
        outstanding=1_000_00,
    )


async def _message(case_file: CaseFile, sides: dict[str, Any], party: Party, point: ContactPoint, number: int) -> None:
    at = clock.now() + timedelta(seconds=number)
    attempt = await ContactAttempt.create(
        **sides,
        party=party,
        contact_point=point,
        channel=Channel.SMS,
        purpose=Purpose.DEMAND,
        state=AttemptState.DELIVERED,
        template_id="bench",
        template_title="Bench",
        language="fr",
        to_address=point.value,
        body=f"{number} {_WORDS}",
        send_at=at,
        sending_at=at,
        created_at=at,
        provider_id=f"SM{number}",
    )
    planned = ContactPlanned(attempt.id, attempt.channel, "Bench", at, to=point.value, subject=None, body=attempt.body)
    await record(_SYSTEM, case_file, planned)
    for state in (AttemptState.ACCEPTED, AttemptState.DELIVERED):
        await DeliveryReport.create(
            **sides, attempt=attempt, provider="bench", provider_id=f"{state}{number}", status=state, received_at=at
        )
        moved = ContactStateChanged(
            attempt.id, attempt.channel, state, None, None, reasons=[], sent_copy=None, copy_sha256=None
        )
        await record(_SYSTEM, case_file, moved)


async def _note(case_file: CaseFile, sides: dict[str, Any], number: int) -> None:
    shared: dict[str, Any] = {"chain": Chain.PARTIES.value, "author_organization_id": AGENCY, "written_at": clock.now()}
    note = await Note.create(
        **sides,
        **shared,
        state=PublicationState.RECORDED,
        author_membership_id=cast_id("marc", "lenoir"),
        author_name="Bench",
    )
    without_case = {name: value for name, value in sides.items() if name != "case_file_id"}
    await NoteRevision.create(**without_case, **shared, note=note, body=f"{number} {_WORDS}")
    await record(_SYSTEM, case_file, NoteWritten(note.id, body=f"{number} {_WORDS}"), chain=Chain.PARTIES)


async def _payment(case_file: CaseFile, sides: dict[str, Any], claim: Claim, number: int) -> None:
    payment = await Payment.create(
        **sides,
        amount=1_00,
        currency="EUR",
        received_on=clock.today(),
        source=PaymentSource.AGENCY,
        reference=f"V-{number}",
        recorded_at=clock.now(),
        recorded_by="Bench",
    )
    without_case = {name: value for name, value in sides.items() if name != "case_file_id"}
    await Allocation.create(**without_case, payment=payment, claim_id=claim.id, amount=1_00)
    told = PaymentRecorded(payment.id, Money(1_00, "EUR"), clock.today(), PaymentSource.AGENCY, Money(0, "EUR"))
    await record(_SYSTEM, case_file, told)


async def _file(sides: dict[str, Any], number: int) -> None:
    pdf = bytes(typst.compile(f"= Contrat {number}\n{_WORDS}\n#pagebreak()\n{_WORDS}".encode()))
    stored = await storage.put(f"documents/bench/{new_id()}.pdf", pdf)
    await Document.create(
        **sides,
        chain=Chain.PARTIES.value,
        state=PublicationState.RECORDED,
        name=f"Contrat {number}.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        created_at=clock.now(),
    )

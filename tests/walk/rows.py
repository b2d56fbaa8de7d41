"""Rows of every table for one pair of agency and creditor, in every state that some mutation needs.

Each text holds a word of who may read it and what it is about: `zanzibar1agencynote`, `…1creditornote`, `…1bothnote`; a
leak is then a word in the wrong answer. What is made here is the same for each pair, so that an input differs in
nothing but whose rows it names.
"""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from tandem.casefiles import storage, uploads
from tandem.casefiles.documents.commands import add_document, publish_document, request_document_upload
from tandem.casefiles.models import CaseFile, ContactPoint, Document, InterruptionKind, Stage, Upload
from tandem.casefiles.publishing import Audience, PublicationState
from tandem.contacts.calling import lines
from tandem.contacts.commands import correct_call_outcome, record_call_outcome, record_letter_posting, record_opt_out
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, Purpose
from tandem.contacts.recordings.recording import RecordingState, announce, move
from tandem.contacts.recordings.sealing import sealed
from tandem.contacts.returns.commands import record_letter_return
from tandem.contacts.returns.reasons import ReturnReason
from tandem.contacts.stops.commands import NewStop, record_stop_fact
from tandem.contacts.stops.kinds import StopKind
from tandem.directives.commands import issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import cast_id
from tandem.evidence.commands import make_evidence_bundle
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_interruption, record_payment
from tandem.ledger.models import InterruptionProof
from tandem.notes.commands import publish_note, withdraw_note, write_note
from tandem.organizations.actor import Actor, System
from tandem.organizations.grants import open_bank_grant
from tandem.organizations.models import BankGrant, GrantLevel
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.privacy.commands import place_legal_hold, request_erasure
from tandem.privacy.models import Ground
from tandem.timeline import Chain, record
from tandem.timeline.readings import mark_read
from tandem.timeline.sealing import key_for
from tests.api.surfaces import SECRET
from tests.support.builders import MadeCase, make_case, make_guarantor
from tests.walk.people import PAIRS, code_of, insert, sid_of, walk_id

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n% "
CSV = "client;facture;échéance;montant\nC-1;F-1;02/03/2026;120,00\n"


@dataclass
class Known:
    """Rows that arguments and inputs name: by a type of the schema, or a type and the state that it must be in."""

    ids: dict[str, UUID] = field(default_factory=dict)
    # Texts that an input must repeat.
    words: dict[str, str] = field(default_factory=dict)


@dataclass
class Tenant(Known):
    """One agency and one creditor with all that they share and do not share."""

    agency: str = ""
    creditor: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.agency} for {self.creditor}"

    def word(self, audience: str, subject: str = "") -> str:
        """The word for `agency`, `creditor` or `both` of this pair, and of those for who may read the subject."""
        return f"{SECRET}{self.number}{audience}{subject}"


@dataclass(frozen=True)
class Sides:
    """Who acts for the two."""

    collector: Actor
    manager: Actor
    administrator: Actor
    creditor: Actor


async def write_rows(tenant: Tenant, sides: Sides) -> None:
    """All rows of a pair, their ids into `tenant.ids`."""
    both = tenant.word("both", "name")
    pair: dict[str, Any] = {
        "agency": tenant.agency,
        "creditor": tenant.creditor,
        "mandate": PAIRS[tenant.agency, tenant.creditor],
    }
    made = await make_case(**pair, amounts=(120_00, 80_00), name=f"Société {both}")
    closed = await make_case(**pair, stage=Stage.CLOSED, name=f"Ancienne {both}")
    held = await make_case(**pair, name=f"Retenue {both}")
    await _into_the_team(tenant, made, closed, held)
    guarantor = await make_guarantor(held)
    ids = tenant.ids
    ids |= {
        "CaseFile": made.case_file.id,
        "CaseFile:without a hold": held.case_file.id,
        "Claim": made.claims[0].id,
        "Claim:without a hold": held.claims[0].id,
        "ContactPoint": made.phone.id,
        "ContactPoint:without a hold": held.phone.id,
        "Debtor": made.case_file.debtor_id,
        "Debtor:closed": closed.case_file.debtor_id,
        "Mandate": cast_id(pair["mandate"]),
        "Organization:agency": cast_id(tenant.agency),
        "Organization:creditor": cast_id(tenant.creditor),
        "Party": made.party.id,
        "Party:a guarantor": guarantor.party.id,
        "PlacementBatch": made.case_file.batch_id,
        "Portfolio": cast_id(tenant.creditor, "portfolio"),
    }
    for side, key in (("agency", tenant.agency), ("creditor", tenant.creditor)):
        ids |= {
            f"ApiToken:of the {side}": walk_id("token", key),
            f"ComposedRole:of the {side}": walk_id("role", key),
            f"Invitation:of the {side}": walk_id("invitation", key),
            f"Membership:of the {side}": walk_id("colleague", key),
            f"Session:of the {side}": walk_id("session", key),
        }
    ids["GroupCode"] = walk_id("code", tenant.creditor)
    tenant.words["code of a group"] = code_of("groupe")
    ids["Team"] = walk_id("team", tenant.agency)
    ids["InboundMessage"] = walk_id("inbound", tenant.agency)
    ids["OutboxMessage"] = walk_id("given up", tenant.agency)
    ids["ProviderAccount"] = walk_id("account", tenant.agency)
    ids["Sender"] = walk_id("sender", "sms", tenant.agency)
    tenant.words["account at Twilio"] = sid_of(tenant.agency)
    tenant.words["reference of the closed"] = closed.case_file.reference
    tenant.words["reference of a letter"] = f"{made.case_file.reference}-posted"
    await _documents(tenant, sides, made)
    await _invoices(tenant, sides, held)
    await _notes(tenant, sides, made)
    await _money(tenant, sides, made)
    await _attempts(tenant, sides, made, held)
    await _text(tenant, held)
    await _recordings(tenant, sides, made)
    await _print_runs(tenant, sides, made)
    await _placements(tenant, sides)
    await _people(tenant, sides, made, held)
    await _bundles(tenant, sides, made)


async def _received_calls(sides: Sides, made: MadeCase, line: str) -> str:
    """Somebody of the case file speaks with the collector on their line: one call a line, so of the agency's first.
    Somebody of each case file did longer ago than any limit counts, and nobody said how it went.
    """
    now, before = clock.now(), clock.now() - timedelta(days=40)
    for key, began_at, over in (("", now, None), ("-before", before, before + timedelta(hours=1))):
        await database.execute(
            "INSERT INTO incoming_calls (id, agency_id, creditor_id, case_file_id, party_id, contact_point_id, "
            "line_id, membership_id, provider_id, began_at, ended_at, overdue_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT DO NOTHING",
            new_id(),
            made.case_file.agency_id,
            made.case_file.creditor_id,
            made.case_file.id,
            made.party.id,
            made.phone.id,
            line,
            sides.collector.membership_id,
            f"CA-{made.case_file.id}{key}",
            began_at,
            over,
        )
    row = await database.row("SELECT id FROM incoming_calls WHERE line_id = $1 AND ended_at IS NULL", line)
    return str(row["id"]) if row else ""


async def _into_the_team(tenant: Tenant, *made: MadeCase) -> None:
    """Lenoir's collectors reach the case files of their team."""
    if tenant.agency != "lenoir":
        return
    async with transaction(System(cast_id(tenant.agency))):
        await CaseFile.filter(id__in=[one.case_file.id for one in made]).update(team_id=walk_id("team of the walk"))


async def _documents(tenant: Tenant, sides: Sides, made: MadeCase) -> None:
    case, agency, creditor = made.case_file.id, sides.collector, sides.creditor
    for side, author in (("agency", agency), ("creditor", creditor)):
        word = tenant.word(side, "file")
        await _document(author, case, f"{word}.pdf", Audience.OWN_SIDE, word)
        waiting = await _document(author, case, f"{word}-soon.pdf", Audience.PARTIES, word)
        tenant.ids[f"Document:publishing by the {side}"] = waiting.id
        received = await _received(author, case, f"{word}-new.pdf", word)
        tenant.ids[f"Upload:received by the {side}"] = received.id
    word = tenant.word("both", "file")
    shared = await _document(agency, case, f"{word}.pdf", Audience.PARTIES, word)
    await publish_document(System(agency.organization_id), shared.id)
    tenant.ids["Document"] = shared.id


async def _invoices(tenant: Tenant, sides: Sides, held: MadeCase) -> None:
    """A copy of an invoice that both read, and a creditor's archive of invoices that nobody has added."""
    number, word = held.claims[0].document_number, tenant.word("both", "file")
    copy = await _document(sides.collector, held.case_file.id, f"{number} {word}.pdf", Audience.PARTIES, word)
    await publish_document(System(sides.collector.organization_id), copy.id)
    tenant.ids["Document:without a hold"] = copy.id
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        target.writestr(f"{number}.pdf", PDF)
    data = made.getvalue()
    async with transaction(sides.creditor):
        archive = await uploads.announce(sides.creditor, f"{tenant.word('creditor', 'batch')}.zip", len(data))
    await uploads.receive(sides.creditor.organization_id, archive.id, data)
    tenant.ids["Upload:an archive"] = archive.id


async def _received(author: Actor, case: UUID, name: str, text: str) -> Upload:
    data = PDF + text.encode()
    upload = await request_document_upload(author, case, filename=name, size=len(data))
    await uploads.receive(author.organization_id, upload.id, data)
    return upload


async def _document(author: Actor, case: UUID, name: str, audience: Audience, text: str) -> Document:
    return await add_document(author, (await _received(author, case, name, text)).id, audience=audience)


async def _notes(tenant: Tenant, sides: Sides, made: MadeCase) -> None:
    case = made.case_file.id
    for side, author in (("agency", sides.collector), ("creditor", sides.creditor)):
        word = tenant.word(side, "note")
        own = await write_note(author, case, body=f"Entre nous {word}", audience=Audience.OWN_SIDE)
        tenant.ids[f"Note:own of the {side}"] = own.id
        waiting = await write_note(author, case, body=f"Bientôt {word}", audience=Audience.PARTIES)
        tenant.ids[f"Note:publishing by the {side}"] = waiting.id
        back = await write_note(author, case, body=f"Repris {word}", audience=Audience.PARTIES)
        await withdraw_note(author, back.id)
        await mark_read(author, case, dict.fromkeys(Chain, 3))
    words = f"Pour les deux {tenant.word('both', 'note')}"
    shared = await write_note(sides.collector, case, body=words, audience=Audience.PARTIES)
    await publish_note(System(sides.collector.organization_id), shared.id)
    tenant.ids["Note"] = shared.id


async def _money(tenant: Tenant, sides: Sides, made: MadeCase) -> None:
    case, today = made.case_file.id, clock.today()
    received: dict[str, Any] = {"received_on": today, "idempotency_key": f"walk-{case}"}
    payment = await record_payment(
        sides.collector, case, amount=Money(10_00, "EUR"), reference=f"V {tenant.word('both', 'paid')}", **received
    )
    received["idempotency_key"] += "-declared"
    await declare_payment(
        sides.creditor, case, amount=Money(5_00, "EUR"), reference=f"D {tenant.word('both', 'paid')}", **received
    )
    interruption = await record_interruption(
        sides.collector,
        made.claims[0].id,
        kind=InterruptionKind.ACKNOWLEDGEMENT,
        happened_on=today,
        proof=InterruptionProof.LETTER,
        document_id=None,
        idempotency_key=f"walk-{case}-acknowledged",
    )
    mediation = await record_interruption(
        sides.collector,
        made.claims[0].id,
        kind=InterruptionKind.MEDIATION,
        happened_on=today - timedelta(days=1),
        proof=InterruptionProof.MEDIATION_RECORD,
        document_id=None,
        idempotency_key=f"walk-{case}-mediated",
    )
    tenant.ids["ClaimInterruption:that goes on"] = mediation.id
    directive = await issue_directive(
        sides.creditor, case, kind=DirectiveKind.HOLD, reason=f"Attendez {tenant.word('both', 'order')}"
    )
    tenant.ids |= {"Payment": payment.id, "ClaimInterruption": interruption.id, "Directive": directive.id}


_BARRED: dict[str, object] = {
    "code": "TIME_BARRED",
    "decision": "review",
    "source": "C. com. L110-4",
    "basis": "law",
    "args": {"last_day": "2026-01-02"},
}


async def _text(tenant: Tenant, held: MadeCase) -> None:
    """A text that somebody may answer."""
    debtor = System(cast_id(tenant.agency), kind="debtor")
    came = InboundMessageReceived(Channel.SMS, sender=held.phone.value, body="Avez-vous reçu mon virement ?")
    async with transaction(debtor):
        told = await record(debtor, held.case_file, came, chain=Chain.PARTIES)
    tenant.ids["TimelineEvent:of a text"] = told


async def _attempts(tenant: Tenant, sides: Sides, made: MadeCase, held: MadeCase) -> None:
    """One in each state that a person acts on, written as the worker would have.

    What a person lets pass is asked of the rules again, so no creditor may have suspended its case file.
    """
    now, both = clock.now(), tenant.word("both", "sent")
    wanted = {
        "planned": (Channel.SMS, made.phone, AttemptState.PLANNED),
        "left to a person": (Channel.SMS, held.phone, AttemptState.NEEDS_PERSON),
        "unsettled": (Channel.EMAIL, made.email, AttemptState.UNCONFIRMED),
        "called": (Channel.VOICE, made.phone, AttemptState.ACCEPTED),
        "told": (Channel.VOICE, made.phone, AttemptState.ACCEPTED),
        "recorded": (Channel.VOICE, made.phone, AttemptState.ACCEPTED),
        "recorded with a pause": (Channel.VOICE, made.phone, AttemptState.ACCEPTED),
        "recorded and kept": (Channel.VOICE, made.phone, AttemptState.ACCEPTED),
        "printed": (Channel.LETTER, made.postal, AttemptState.ACCEPTED),
        "in a run": (Channel.LETTER, made.postal, AttemptState.ACCEPTED),
        "in an expired run": (Channel.LETTER, made.postal, AttemptState.ACCEPTED),
        "posted": (Channel.LETTER, made.postal, AttemptState.ACCEPTED),
        "returned": (Channel.LETTER, made.postal, AttemptState.ACCEPTED),
        "traced": (Channel.LETTER, made.postal, AttemptState.ACCEPTED),
    }
    async with transaction(sides.collector):
        for state, (channel, point, attempt_state) in wanted.items():
            letter, case = channel is Channel.LETTER, held if point is held.phone else made
            attempt = await ContactAttempt.create(
                agency_id=made.case_file.agency_id,
                creditor_id=made.case_file.creditor_id,
                case_file_id=case.case_file.id,
                party=case.party,
                contact_point=point,
                channel=channel,
                purpose=Purpose.DEMAND,
                state=attempt_state,
                template_id="sms_reminder.fr",
                template_title="Relance",
                language="fr",
                to_address=point.value,
                subject=f"Relance {both}",
                body=f"Nous vous écrivons {both}",
                send_at=now + timedelta(days=1) if state == "planned" else now - timedelta(hours=2),
                sending_at=None if state in ("planned", "left to a person") else now - timedelta(days=3),
                reasons=[_BARRED] if state == "left to a person" else [],
                created_at=now - timedelta(days=3),
                created_by=sides.collector.person_name,
                provider_id="CA-called" if state == "called" else None,
                letter_reference=f"{made.case_file.reference}-{state}" if letter else None,
                document_id=await _letter(tenant, made, state) if letter else None,
            )
            tenant.ids[f"ContactAttempt:{state}"] = attempt.id
        await database.execute(
            "INSERT INTO phone_lines (id, agency_id, membership_id, session_id, device, caller_id, state, asked_at, "
            "used_at) VALUES ($1, $2, $3, $1, 'computer', '+33199001200', 'open', $4, $4) ON CONFLICT DO NOTHING",
            new_id(),
            sides.collector.organization_id,
            sides.collector.membership_id,
            now,
        )
        line = await lines.line_of(sides.collector.membership_id)
        tenant.words["line"] = str(line.id) if line else ""
        tenant.words["received call"] = await _received_calls(sides, made, tenant.words["line"])
    tenant.ids["ContactAttempt"] = tenant.ids["ContactAttempt:printed"]
    called, posted = tenant.ids["ContactAttempt:told"], tenant.ids["ContactAttempt:posted"]
    await record_call_outcome(sides.collector, called, disposition=Disposition.REACHED, comment=f"Joint {both}")
    await correct_call_outcome(
        sides.collector, called, disposition=Disposition.VOICEMAIL, comment=f"Messagerie {both}", reason="Erreur"
    )
    await record_letter_posting(sides.collector, posted, posted_on=clock.today())
    for state, reason in (("returned", ReturnReason.UNCLAIMED), ("traced", ReturnReason.UNKNOWN)):
        letter_id = tenant.ids[f"ContactAttempt:{state}"]
        await record_letter_posting(sides.collector, letter_id, posted_on=clock.today())
        await record_letter_return(sides.collector, letter_id, reason=reason, returned_on=clock.today())
    await record_opt_out(sides.collector, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    tenant.ids["ContactPoint:opted out"] = made.email.id
    async with transaction(sides.collector):
        await ContactPoint.filter(id=made.email.id).update(invalid_at=clock.now(), invalid_reason="provider 550")
    tenant.ids["ContactPoint:closed by a provider"] = made.email.id
    async with transaction(sides.collector):
        await database.execute(
            "INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, source, recorded_at) "
            "VALUES ($1, $2, $3, $4, $5, 'page', $6) ON CONFLICT DO NOTHING",
            made.case_file.agency_id,
            new_id(),
            made.case_file.creditor_id,
            made.case_file.id,
            made.party.id,
            clock.now(),
        )


async def _recordings(tenant: Tenant, sides: Sides, made: MadeCase) -> None:
    """A call that is recorded, one whose recording is paused, and one that is kept, as the worker leaves them."""
    case, states = made.case_file, {"recorded": "running", "recorded with a pause": "paused"}
    async with transaction(sides.collector):
        for name in (*states, "recorded and kept"):
            attempt = await ContactAttempt.get(id=tenant.ids[f"ContactAttempt:{name}"])
            recording = await announce(attempt, f"CA-{attempt.id}")
            changes: dict[str, Any] = {"state": states.get(name, "kept"), "started_at": clock.now()}
            if name not in states:
                key = await key_for(case.agency_id, case.creditor_id, case.debtor_id, case.mandate_id)
                sound = f"sound {tenant.word('agency', 'sent')}".encode()
                place = f"recordings/{case.id}/{recording.id}"
                stored = await storage.put(place, await sealed(key, recording.id, sound))
                changes |= {"storage_key": stored.key, "size": len(sound), "sha256": storage.sha256_of(sound)}
            await move(recording.id, RecordingState.ANNOUNCED, **changes)


async def _print_runs(tenant: Tenant, sides: Sides, made: MadeCase) -> None:
    """A run with one letter, made and printed twice, and one whose file is no longer kept, as the worker and the
    printer leave them.
    """
    agency, key, expired, now = cast_id(tenant.agency), new_id(), new_id(), clock.now()
    word = tenant.word("agency", "run")
    stored = await storage.put(f"print-runs/{agency}/{key}.pdf", PDF + word.encode())
    asked = {"asked_at": now, "asked_by": sides.manager.person_name, "asked_by_id": sides.manager.membership_id}
    printed = {"printed_at": now, "printed_by": sides.manager.person_name, "printed_by_id": sides.manager.membership_id}
    rows: list[tuple[str, dict[str, Any]]] = [
        (
            "print_runs",
            {
                "id": key,
                "number": tenant.number + 100,
                "duplex": True,
                "state": "ready",
                "letters": 1,
                "done": 1,
                "pages": 2,
                "storage_key": stored.key,
                "size": stored.size,
                "sha256": stored.sha256,
                "made_at": now,
                "expires_at": now + timedelta(days=30),
                **asked,
            },
        ),
        (
            "print_run_letters",
            {
                "run_id": key,
                "attempt_id": tenant.ids["ContactAttempt:in a run"],
                "creditor_id": made.case_file.creditor_id,
                "case_file_id": made.case_file.id,
                "place": 1,
                "first_page": 1,
                "pages": 1,
            },
        ),
        (
            "print_runs",
            {
                "id": expired,
                "number": tenant.number + 200,
                "duplex": True,
                "state": "expired",
                "letters": 1,
                "done": 1,
                "pages": 2,
                **asked,
            },
        ),
        (
            "print_run_letters",
            {
                "run_id": expired,
                "attempt_id": tenant.ids["ContactAttempt:in an expired run"],
                "creditor_id": made.case_file.creditor_id,
                "case_file_id": made.case_file.id,
                "place": 1,
                "first_page": 1,
                "pages": 1,
            },
        ),
        ("print_run_printings", {"run_id": key, "number": 1, "reason": None, **printed}),
        ("print_run_printings", {"run_id": key, "number": 2, "reason": f"Bourrage {word}", **printed}),
    ]
    async with transaction(sides.manager):
        for table, row in rows:
            names = ", ".join(("agency_id", *row))
            places = ", ".join(f"${n}" for n in range(1, len(row) + 2))
            await database.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", agency, *row.values())
    tenant.ids |= {"PrintRun": key, "PrintRun:expired": expired}


async def _letter(tenant: Tenant, made: MadeCase, state: str) -> UUID:
    word = tenant.word("both", "file")
    stored = await storage.put(f"documents/{made.case_file.id}/{new_id()}.pdf", PDF + word.encode())
    document = await Document.create(
        agency_id=made.case_file.agency_id,
        creditor_id=made.case_file.creditor_id,
        case_file=made.case_file,
        chain="parties",
        state=PublicationState.RECORDED,
        name=f"lettre-{state}-{word}.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        created_at=clock.now(),
    )
    key: UUID = document.id
    return key


async def _placements(tenant: Tenant, sides: Sides) -> None:
    """A batch in each state, and a file that is of no batch."""
    for state in (PlacementState.UPLOADED, PlacementState.CHECKED, PlacementState.SUBMITTED):
        side = "both" if state is PlacementState.SUBMITTED else "creditor"
        async with transaction(sides.creditor):
            upload = await uploads.announce(sides.creditor, f"{tenant.word(side, 'batch')}.csv", len(CSV.encode()))
        await uploads.receive(sides.creditor.organization_id, upload.id, CSV.encode())
        async with transaction(sides.creditor):
            batch = await PlacementBatch.create(
                agency_id=cast_id(tenant.agency),
                creditor_id=cast_id(tenant.creditor),
                mandate_id=tenant.ids["Mandate"],
                portfolio_id=tenant.ids["Portfolio"],
                upload=upload,
                reference=f"P-{new_id().hex[-10:]}",
                filename=upload.filename,
                state=state,
                counts={
                    "rows": 1,
                    "new": 1,
                    "merged": 0,
                    "unchanged": 0,
                    "refused": 0,
                    "debtors": 1,
                    "time_barred": 0,
                    "amounts": {"EUR": 12000},
                },
                created_at=clock.now(),
                created_by=sides.creditor.person_name,
            )
        tenant.ids[f"PlacementBatch:{state.value}"] = batch.id
    async with transaction(sides.creditor):
        free = await uploads.announce(
            sides.creditor, f"{tenant.word('creditor', 'batch')}-libre.csv", len(CSV.encode())
        )
    await uploads.receive(sides.creditor.organization_id, free.id, CSV.encode())
    tenant.ids["Upload:of no batch"] = free.id


async def _people(tenant: Tenant, sides: Sides, made: MadeCase, held: MadeCase) -> None:
    """Legal holds of both sides, an erasure that was asked for, and a bank's grant."""
    for side, keeper in (("agency", sides.administrator), ("creditor", sides.creditor)):
        hold = await place_legal_hold(keeper, held.case_file.debtor_id, reason=f"Procès {tenant.word(side, 'held')}")
        tenant.ids[f"LegalHold:of the {side}"] = hold.id
    # Of an address alone: it stops nothing that the walk sends.
    for side, writer, point in (
        ("agency", sides.administrator, made.email),
        ("creditor", sides.creditor, made.postal),
    ):
        said = f"Courrier {tenant.word('both', 'stop')}"
        new = NewStop(StopKind.WORKPLACE, date(2026, 1, 2), said, contact_point_id=point.id)
        fact = await record_stop_fact(writer, made.case_file.id, made.party.id, new)
        tenant.ids[f"StopFact:of the {side}"] = fact.id
    gone = await make_case(
        agency=tenant.agency,
        creditor=tenant.creditor,
        mandate=PAIRS[tenant.agency, tenant.creditor],
        stage=Stage.CLOSED,
        name=f"Partie {tenant.word('both', 'name')}",
    )
    erasure = await request_erasure(
        sides.administrator,
        gone.case_file.debtor_id,
        ground=Ground.REQUEST,
        reason="Demande écrite",
        confirmation=gone.case_file.reference,
    )
    tenant.ids["Erasure"] = erasure.id
    # The bank that has a grant of every creditor; the other one is there to be granted something.
    tenant.ids["Organization:bank"] = cast_id("ponant")
    tenant.ids["BankGrant"] = tenant.ids["BankPortfolio"] = await _grant(sides.creditor, tenant.ids["Portfolio"])


async def _grant(creditor: Actor, portfolio_id: UUID) -> UUID:
    """A creditor with two agencies has one portfolio, and one grant in force."""
    async with transaction(creditor):
        known = await BankGrant.get_or_none(portfolio_id=portfolio_id, revoked_at=None)
    bank = cast_id("lemanique")
    level = GrantLevel.PSEUDONYMOUS_CASES
    grant = known or await open_bank_grant(creditor, bank, portfolio_id, level=level, expires_on=None)
    key: UUID = grant.id
    return key


async def _bundles(tenant: Tenant, sides: Sides, made: MadeCase) -> None:
    """An evidence bundle of each side, with what is that side's alone."""
    for side, author in (("agency", sides.manager), ("creditor", sides.creditor)):
        bundle = await make_evidence_bundle(author, made.case_file.id, locale="fr", include_own_side=True)
        tenant.ids[f"EvidenceBundle:of the {side}"] = bundle.id


async def write_what_is_told(owner: asyncpg.Connection, tenant: Tenant) -> None:
    """What providers told of a message and of a letter, as the worker keeps it, and the ids of events."""
    attempt = await owner.fetchrow(
        "SELECT agency_id, creditor_id, case_file_id, id AS attempt_id FROM contact_attempts WHERE id = $1",
        tenant.ids["ContactAttempt:unsettled"],
    )
    told = {"provider": "sendgrid", "provider_id": f"{tenant.word('both', 'told')}-provider", "status": "delivered"}
    key = new_id()
    await insert(owner, "delivery_reports", **dict(attempt), **told, id=key, received_at=clock.now())
    letter = await owner.fetchrow(
        "SELECT agency_id, creditor_id, case_file_id, id AS attempt_id FROM contact_attempts WHERE id = $1",
        tenant.ids["ContactAttempt:posted"],
    )
    taken = {"provider": "file_drop", "state": "accepted", "tries": 1, "planned_at": clock.now()}
    await insert(owner, "letter_handovers", **dict(letter), **taken, sending_at=clock.now(), settled_at=clock.now())
    step = {"step": "handed_over", "happened_on": clock.today(), "told_by": "file_drop", "told_at": clock.now()}
    await insert(owner, "letter_steps", **dict(letter), **step)
    tenant.ids["TimelineEvent:of the note"] = await owner.fetchval(
        "SELECT event_id FROM timeline_entries WHERE data ->> 'note_id' = $1 ORDER BY sequence DESC LIMIT 1",
        str(tenant.ids["Note"]),
    )

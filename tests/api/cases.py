"""Case files with a bit of everything on them, for reading through the API."""

from datetime import timedelta
from typing import Any

from tandem.casefiles.models import Document, InterruptionKind
from tandem.casefiles.publishing import Audience, PublicationState
from tandem.contacts.events import ContactPlanned
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.directives.commands import issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_interruption, record_payment
from tandem.ledger.models import InterruptionProof
from tandem.notes.commands import write_note
from tandem.timeline import record
from tests.support.builders import MadeCase, make_case


async def make_full_case() -> MadeCase:
    """A case of Lenoir and Bâti-Loire: two claims, payments of both sides, a hold, notes, an attempt, a document."""
    made = await make_case(amounts=(120_00, 80_00))
    awa, helene = actor_of_cast("awa", "lenoir"), actor_of_cast("helene", "bati-loire")
    key = made.case_file.id
    today = clock.today()
    await record_payment(
        awa, key, amount=Money(10_00, "EUR"), received_on=today, reference="V-1", idempotency_key=f"record-{key}"
    )
    await declare_payment(
        helene, key, amount=Money(5_00, "EUR"), received_on=today, reference=None, idempotency_key=f"declare-{key}"
    )
    await record_interruption(
        awa,
        made.claims[0].id,
        kind=InterruptionKind.ACKNOWLEDGEMENT,
        happened_on=today,
        proof=InterruptionProof.LETTER,
        document_id=None,
        idempotency_key=f"acknowledge-{key}",
    )
    await write_note(awa, key, body="For the agency's eyes.", audience=Audience.OWN_SIDE)
    await write_note(helene, key, body="For the creditor's eyes.", audience=Audience.OWN_SIDE)
    await issue_directive(helene, key, kind=DirectiveKind.HOLD, reason="They promised to call me.")
    await _plan(made)
    return made


async def _plan(made: MadeCase) -> None:
    """An opening letter that was printed, written as the worker would have."""
    awa, now, case_file = actor_of_cast("awa", "lenoir"), clock.now(), made.case_file
    sides: dict[str, Any] = {"agency_id": case_file.agency_id, "creditor_id": case_file.creditor_id}
    async with transaction(awa):
        document = await Document.create(
            **sides,
            case_file=case_file,
            chain="parties",
            state=PublicationState.RECORDED,
            name="letter.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            storage_key=f"documents/{case_file.id}/{new_id()}.pdf",
            created_at=now,
        )
        attempt = await ContactAttempt.create(
            **sides,
            case_file=case_file,
            party=made.party,
            contact_point=made.postal,
            channel=Channel.LETTER,
            purpose=Purpose.DEMAND,
            state=AttemptState.ACCEPTED,
            template_id="opening_letter",
            template_title="Opening letter",
            language="fr",
            to_address=made.postal.value,
            body="We ask you to pay.",
            is_opening_letter=True,
            letter_reference=f"LR-{case_file.reference}",
            reasons=[{"code": "NOT_ACCEPTED", "source": None, "args": {}}],
            send_at=now,
            sending_at=now + timedelta(seconds=1),
            created_at=now,
            created_by=awa.person_name,
            document=document,
        )
        event = ContactPlanned(
            attempt.id, attempt.channel, "Opening letter", now, to=attempt.to_address, subject=None, body="We ask"
        )
        await record(awa, case_file, event)

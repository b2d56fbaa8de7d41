"""What each side does on its own, and what both share: the acts whose traces the test of audiences looks for.

A capability that lets a side do something of its own adds it here.
"""

from datetime import date
from typing import Any

from tandem.casefiles import uploads
from tandem.casefiles.documents.commands import add_document, request_document_upload, withdraw_document
from tandem.casefiles.models import ContactPoint, Document
from tandem.casefiles.publishing import Audience
from tandem.contacts import callbacks, inbound
from tandem.contacts.addresses import invalidate
from tandem.contacts.commands import lift_opt_out, record_opt_out
from tandem.contacts.events import LetterPosted
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.reports import keep_callback
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.evidence.commands import make_evidence_bundle
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.commands import publish_note, withdraw_note, write_note
from tandem.organizations.actor import Actor, System
from tandem.organizations.grants import open_bank_grant, revoke_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.numbers import next_statement
from tandem.privacy.commands import place_legal_hold, release_legal_hold
from tandem.timeline import Chain, record
from tandem.timeline.readings import mark_read
from tandem_channels.contract import Cause, DeliveryStatus
from tests.api.surfaces import SECRET
from tests.support.builders import MadeCase

AWA, MARC = actor_of_cast("awa"), actor_of_cast("marc")
HELENE, LUCAS = actor_of_cast("helene"), actor_of_cast("lucas")
PORTFOLIO = cast_id("bati-loire", "portfolio")
# Who may hold back personal data and make bundles, on each side.
_KEEPER = {MARC.organization_id: actor_of_cast("ines"), HELENE.organization_id: HELENE}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def of_the_agency(made: MadeCase, twin: MadeCase) -> None:
    """All that the agency does on its own side, and all that it takes back before the other side sees it."""
    await _of_a_side(AWA, MARC, made)
    case = made.case_file.id
    for channel, point in ((Channel.SMS, made.phone), (Channel.VOICE, made.phone), (Channel.EMAIL, made.email)):
        await record_opt_out(AWA, case, point.id, channel=channel)
    await lift_opt_out(AWA, case, made.email.id, channel=Channel.EMAIL, evidence="by telephone")
    await _unsubscribed(made)
    # Of another client's case against the same person: no creditor learns of the other.
    async with transaction(System(AWA.organization_id)):
        came = inbound.Came(new_id(), "+33937001200", clock.now())
        await inbound.sms_received(System(AWA.organization_id), made.phone.value, f"Je paie vendredi, {SECRET}", came)
    async with transaction(AWA):
        await invalidate(AWA, ContactAttempt(**_attempt_to(twin)), "wrong_number")


async def of_the_creditor(made: MadeCase, twin: MadeCase) -> None:
    """All that the creditor does on its own side: notes, files, a grant, and a placement that is not submitted."""
    await _of_a_side(LUCAS, HELENE, made)
    grant = await open_bank_grant(HELENE, cast_id("ponant"), PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    await revoke_bank_grant(HELENE, grant.id)
    async with transaction(HELENE):
        upload = await uploads.announce(HELENE, f"{SECRET}.csv", 1)
        await PlacementBatch.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            mandate_id=made.case_file.mandate_id,
            portfolio_id=PORTFOLIO,
            upload=upload,
            reference=await next_statement(made.case_file.agency_id),
            filename=upload.filename,
            state=PlacementState.UPLOADED,
            created_at=clock.now(),
            created_by="Hélène Roy",
        )


async def shared(made: MadeCase) -> None:
    """A note to both parties, recorded after its ten seconds."""
    note = await write_note(AWA, made.case_file.id, body=f"For both: {SECRET}", audience=Audience.PARTIES)
    await publish_note(System(AWA.organization_id), note.id)


async def milestone(made: MadeCase) -> None:
    """A letter is posted: a milestone of the chain of both parties."""
    async with transaction(AWA):
        attempt = await ContactAttempt.get(case_file_id=made.case_file.id, channel=Channel.LETTER)
        posted = LetterPosted(
            attempt.id, "LR-1", date(2026, 11, 24), opening=True, pdf_sha256="0" * 64, copy_sha256=None
        )
        await record(AWA, made.case_file, posted)


async def deliver_email(made: MadeCase) -> None:
    """An e-mail reached the debtor, as the worker and the provider would have written it."""
    async with transaction(AWA):
        letter = await ContactAttempt.get(case_file_id=made.case_file.id)
        letter.update_from_dict(
            {
                "id": new_id(),
                "channel": Channel.EMAIL,
                "contact_point_id": made.email.id,
                "to_address": made.email.value,
                "state": AttemptState.DELIVERED,
                "provider_status": "delivered",
                "is_opening_letter": False,
                "letter_reference": None,
                "document_id": None,
            }
        )
        await letter.save(force_create=True)


async def share_telephone(made: MadeCase, twin: MadeCase) -> None:
    """Another client's debtor has the same number."""
    async with transaction(AWA):
        await ContactPoint.filter(id=twin.phone.id).update(value=made.phone.value)
    twin.phone.value = made.phone.value


async def open_to_the_bank() -> None:
    """The creditor lets a bank see totals."""
    await open_bank_grant(HELENE, cast_id("lemanique"), PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)


async def _of_a_side(author: Actor, colleague: Actor, made: MadeCase) -> None:
    """What both sides can do alike: notes, files, reading; and what is withdrawn within its ten seconds."""
    case = made.case_file.id
    await write_note(author, case, body=f"For us: {SECRET}", audience=Audience.OWN_SIDE)
    withdrawn = await write_note(author, case, body=f"Too fast: {SECRET}", audience=Audience.PARTIES)
    await withdraw_note(author, withdrawn.id)
    await write_note(author, case, body=f"Still to be withdrawn: {SECRET}", audience=Audience.PARTIES)
    await _file(author, made, f"{SECRET}-own.pdf", Audience.OWN_SIDE)
    taken_back = await _file(author, made, f"{SECRET}-back.pdf", Audience.PARTIES)
    await withdraw_document(author, taken_back.id)
    await _file(author, made, f"{SECRET}-waiting.pdf", Audience.PARTIES)
    await mark_read(colleague, case, dict.fromkeys(Chain, 1_000))
    keeper = _KEEPER[author.organization_id]
    hold = await place_legal_hold(keeper, made.case_file.debtor_id, reason=f"Procès {SECRET}")
    await release_legal_hold(keeper, hold.id)
    await make_evidence_bundle(_KEEPER[author.organization_id], case, locale="fr", include_own_side=True)


async def _unsubscribed(made: MadeCase) -> None:
    """The provider tells that the reader of a message asked for no more."""
    scope = System(AWA.organization_id, kind="provider", name="sendgrid")
    told: dict[str, Any] = {"provider_id": f"{SECRET}-1", "status": DeliveryStatus.UNSUBSCRIBED, "code": None}
    async with transaction(scope):
        attempt = await ContactAttempt.get(case_file_id=made.case_file.id, channel=Channel.EMAIL)
        await keep_callback(attempt, new_id(), "sendgrid", told, clock.now())
        await callbacks.delivery(
            scope,
            made.case_file,
            attempt,
            DeliveryStatus.UNSUBSCRIBED,
            provider_id=told["provider_id"],
            code=None,
            cause=Cause.OPTED_OUT,
            occurred_at=None,
        )


async def _file(author: Actor, made: MadeCase, name: str, audience: Audience) -> Document:
    upload = await request_document_upload(author, made.case_file.id, filename=name, size=len(PDF))
    await uploads.receive(author.organization_id, upload.id, PDF)
    return await add_document(author, upload.id, audience=audience)


def _attempt_to(twin: MadeCase) -> dict[str, object]:
    return {
        "id": new_id(),
        "agency_id": twin.case_file.agency_id,
        "creditor_id": twin.case_file.creditor_id,
        "case_file_id": twin.case_file.id,
        "channel": Channel.VOICE,
        "to_address": twin.phone.value,
    }

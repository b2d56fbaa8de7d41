"""A copy of an invoice for the debtor: which claims have one, and the one e-mail that carries it."""

import itertools
from datetime import timedelta

import pytest

from tandem.casefiles.documents.commands import add_document
from tandem.casefiles.models import Claim, ContactPoint, ContactPointKind, Document
from tandem.casefiles.publishing import Audience
from tandem.contacts.errors import (
    ContactRefused,
    EmailAddressMissing,
    InvoiceCopyChanged,
    InvoiceCopyMissing,
    InvoiceCopyOnItsWay,
)
from tandem.contacts.invoice_copies import invoice_copies, send_invoice_copy
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, told, work
from tests.domain.contacts_db.test_attachments import shared
from tests.domain.documents.road import sent
from tests.support.builders import MadeCase, make_case, make_guarantor

pytestmark = pytest.mark.usefixtures("worker")
_keys = itertools.count(1)


async def send(made: MadeCase, claim: Claim, file: Document, key: str | None = None) -> ContactAttempt:
    return await send_invoice_copy(
        AWA, made.case_file.id, claim.id, file.id, idempotency_key=key or f"invoice-copy-{next(_keys)}"
    )


async def copies(made: MadeCase) -> dict[str, str | None]:
    """The name of each claim's copy, by the number of its document."""
    found = await invoice_copies(AWA, made.case_file.id)
    return {one.document_number: one.document.name if one.document else None for one in found}


async def test_a_copy_leaves_in_the_text_for_files_about_this_claim_alone(fakes: Fakes) -> None:
    made = await make_case(amounts=(120_00, 80_00))
    first, second = made.claims
    await shared(made, f"Facture {first.document_number}.pdf")
    copy = await shared(made, "scan-17.pdf", b"%PDF-1.7 second", claim_id=second.id)

    attempt = await send(made, second, copy, "once-and-again")
    again = await send(made, second, copy, "once-and-again")
    await work()

    assert again.id == attempt.id
    assert (attempt.channel, attempt.purpose, attempt.template_id) == (
        Channel.EMAIL,
        Purpose.REPLY,
        "email_invoice_copy.fr",
    )
    assert attempt.claims == [[str(second.id), 80_00]]
    [(message, _, _)] = fakes.email.accepted
    assert [(one.name, one.content) for one in message.attachments] == [(copy.name, b"%PDF-1.7 second")]
    assert message.to == made.email.value


async def test_the_newest_copy_of_a_claim_is_the_one_added_for_it_else_the_one_named_after_it() -> None:
    made = await make_case(amounts=(120_00, 80_00, 50_00))
    first, second, third = made.claims
    await shared(made, f"{first.document_number}.pdf")
    await shared(made, f"{second.document_number}.pdf")
    said = await shared(made, "b.pdf", claim_id=second.id)
    waiting = await sent(AWA, made, filename=f"{third.document_number}.pdf")
    await add_document(AWA, waiting, audience=Audience.PARTIES)

    assert await copies(made) == {
        first.document_number: f"{first.document_number}.pdf",
        second.document_number: said.name,
        third.document_number: None,
    }


async def test_without_a_copy_or_an_address_nothing_is_planned() -> None:
    made = await make_case()
    other = await shared(made, "an order.pdf")
    with pytest.raises(InvoiceCopyMissing):
        await send(made, made.claims[0], other)
    copy = await shared(made, "a.pdf", claim_id=made.claims[0].id)
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.email.id).update(kind=ContactPointKind.PHONE)

    with pytest.raises(EmailAddressMissing):
        await send(made, made.claims[0], copy)

    assert await told(made) == []


async def test_it_leaves_for_the_debtor_whoevers_address_was_known_first() -> None:
    made = await make_case()
    [claim] = made.claims
    guarantor = await make_guarantor(made)
    copy = await shared(made, "a.pdf", claim_id=claim.id)
    async with transaction(AGENCY):
        await ContactPoint.filter(id=guarantor.email.id).update(created_at=made.email.created_at - timedelta(days=1))

    attempt = await send(made, claim, copy)
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.email.id).update(kind=ContactPointKind.PHONE)
    with pytest.raises(EmailAddressMissing):
        await send(made, claim, copy)

    assert (attempt.party_id, attempt.to_address) == (made.party.id, made.email.value)
    assert await ContactAttempt.filter(case_file_id=made.case_file.id).count() == 1


async def test_a_key_held_down_sends_one_copy_and_ten_minutes_later_another_may_leave(fakes: Fakes) -> None:
    made = await make_case()
    claim = made.claims[0]
    copy = await shared(made, "a.pdf", claim_id=claim.id)

    await send(made, claim, copy)
    with pytest.raises(InvoiceCopyOnItsWay):
        await send(made, claim, copy)
    await work()
    with pytest.raises(InvoiceCopyOnItsWay):
        await send(made, claim, copy)
    assert len(fakes.email.accepted) == 1
    async with transaction(AGENCY):
        await ContactAttempt.filter(case_file_id=made.case_file.id).update(
            sending_at=clock.now() - timedelta(minutes=11)
        )
    await send(made, claim, copy)

    assert await ContactAttempt.filter(case_file_id=made.case_file.id).count() == 2


async def test_another_copy_of_the_claim_or_another_claim_does_not_wait() -> None:
    made = await make_case(amounts=(120_00, 80_00))
    first, second = made.claims
    for claim in (first, second):
        await send(made, claim, await shared(made, f"{claim.document_number}.pdf", claim_id=claim.id))

    assert await ContactAttempt.filter(case_file_id=made.case_file.id).count() == 2


async def test_a_file_that_was_added_after_the_name_was_shown_does_not_leave_in_its_place() -> None:
    made = await make_case()
    claim = made.claims[0]
    shown = await shared(made, f"Facture {claim.document_number}.pdf")
    await shared(made, "scan.pdf", b"%PDF-1.7 another", claim_id=claim.id)

    with pytest.raises(InvoiceCopyChanged):
        await send(made, claim, shown)

    assert await told(made) == []


async def test_a_file_known_by_its_name_alone_is_told_apart_from_one_added_for_the_claim() -> None:
    made = await make_case(amounts=(120_00, 80_00))
    first, second = made.claims
    await shared(made, f"{first.document_number}.pdf")
    await shared(made, "b.pdf", claim_id=second.id)

    found = await invoice_copies(AWA, made.case_file.id)

    assert {one.claim_id: one.added_for_claim for one in found} == {first.id: False, second.id: True}


async def test_the_gate_says_why_not() -> None:
    made = await make_case(letter_posted_on=None)
    copy = await shared(made, "a.pdf", claim_id=made.claims[0].id)
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[0].id).update(letter_posted_on=None)

    with pytest.raises(ContactRefused) as refused:
        await send(made, made.claims[0], copy)

    assert [reason["code"] for reason in refused.value.reasons] == ["FR_FIRST_LETTER_MISSING"]


async def test_a_claim_of_another_case_has_no_copy_here() -> None:
    made, other = await make_case(), await make_case()
    copy = await shared(other, "a.pdf", claim_id=other.claims[0].id)

    with pytest.raises(InvoiceCopyMissing):
        await send(made, other.claims[0], copy)

    assert await Document.filter(case_file_id=made.case_file.id).count() == 0


async def test_a_creditor_sends_nothing() -> None:
    made = await make_case()

    with pytest.raises(NotPermitted):
        await invoice_copies(HELENE, made.case_file.id)

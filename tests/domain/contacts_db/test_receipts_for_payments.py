"""A receipt for what was paid: owed for every payment, after the last one too (CPCE R124-6), and never for none."""

from datetime import date

import pytest

from tandem.casefiles.errors import CaseFileClosed
from tandem.casefiles.models import CaseFile, Stage
from tandem.contacts.commands import plan_contact
from tandem.contacts.errors import TextNotFilled
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.queries import preview, templates_for
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_payment
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AWA, HELENE, plan, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def pay(made: MadeCase, amount: int, key: str = "a-payment") -> None:
    paid_on = date(2026, 11, 20)
    await record_payment(
        AWA, made.case_file.id, amount=Money(amount, "EUR"), received_on=paid_on, reference=None, idempotency_key=key
    )


async def declare(made: MadeCase, amount: int) -> None:
    """The creditor says that it was paid directly."""
    paid_on = date(2026, 11, 20)
    await declare_payment(
        HELENE,
        made.case_file.id,
        amount=Money(amount, "EUR"),
        received_on=paid_on,
        reference=None,
        idempotency_key="declared",
    )


async def receipt(made: MadeCase, template_id: str = "email_receipt.fr") -> ContactAttempt:
    return await plan(made, Channel.EMAIL, template_id=template_id)


async def test_a_receipt_tells_what_was_received_for_each_claim_and_what_is_left(fakes: Fakes) -> None:
    made = await make_case(amounts=(700_00, 300_00))
    await pay(made, 250_00)

    attempt = await receipt(made)
    await work()

    assert attempt.purpose is Purpose.RECEIPT
    words = (attempt.body or "").replace("\u00a0", " ").replace("\u202f", " ")
    assert "Total reçu : 250,00 €\nReste à payer : 750,00 €" in words
    assert len(fakes.email.accepted) == 1


async def offered(made: MadeCase) -> list[str]:
    return [choice.id for choice in await templates_for(AWA, made.case_file.id, Channel.EMAIL)]


async def test_there_is_no_receipt_for_nothing() -> None:
    made = await make_case()

    assert "email_receipt.fr" not in await offered(made)
    with pytest.raises(TextNotFilled):
        await receipt(made)


async def test_a_payment_before_the_opening_letter_has_its_receipt_without_a_word_of_a_letter(fakes: Fakes) -> None:
    """CPCE R124-6 owes it for each payment; R124-4 lets nothing else leave before the letter."""
    made = await make_case(amounts=(700_00,), stage=Stage.ACCEPTED)
    await pay(made, 250_00)
    shown = await preview(
        AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL, template_id="email_receipt.fr", send_at=None
    )

    await receipt(made)
    await work()

    [(left, _, _)] = fakes.email.accepted
    assert "première lettre" not in left.text
    assert shown is not None
    assert (shown.body, shown.answer.reasons) == (left.text, ())
    assert "letter_receipt.fr" in [one.id for one in await templates_for(AWA, made.case_file.id, Channel.LETTER)]


async def test_what_the_creditor_only_told_of_is_named_apart_and_is_no_part_of_the_receipt() -> None:
    made = await make_case(amounts=(700_00,))
    await pay(made, 250_00)
    await declare(made, 100_00)

    attempt = await receipt(made)

    words = (attempt.body or "").replace("\u00a0", " ").replace("\u202f", " ")
    assert "Total reçu : 250,00 €\nReste à payer : 350,00 €" in words
    assert "250,00 € reçus" in words
    assert "Hors de cette quittance, payé directement à Bâti-Loire SAS" in words
    assert "qui nous l’a dit : 100,00 €" in words


async def test_there_is_no_receipt_for_what_the_creditor_told_of_alone() -> None:
    made = await make_case()
    await declare(made, 50_00)

    assert "email_receipt.fr" not in await offered(made)
    with pytest.raises(TextNotFilled):
        await receipt(made)


async def test_after_the_last_payment_the_closed_case_gives_its_receipt_and_no_reminder(fakes: Fakes) -> None:
    made = await make_case(amounts=(120_00,))
    await pay(made, 120_00)
    assert (await CaseFile.get(id=made.case_file.id)).stage is Stage.CLOSED

    assert await offered(made) == ["email_receipt.fr"]
    await receipt(made)
    with pytest.raises(CaseFileClosed):
        await plan_contact(
            AWA,
            made.case_file.id,
            made.email.id,
            channel=Channel.EMAIL,
            template_id="email_reminder.fr",
            send_at=None,
            idempotency_key="a-reminder",
        )
    await work()

    assert len(fakes.email.accepted) == 1

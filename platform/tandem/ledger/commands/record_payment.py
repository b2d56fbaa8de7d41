"""Recording money received: by the agency, or declared by the creditor who was paid directly."""

from datetime import date
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.commands import change_stage
from tandem.casefiles.errors import CaseFileNotAccepted
from tandem.casefiles.models import CaseFile, Claim, CloseCode, Stage
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.money import Money
from tandem.ledger import balances
from tandem.ledger.allocation import OpenClaim, allocate
from tandem.ledger.errors import PaymentExceedsOutstanding
from tandem.ledger.events import PaymentRecorded
from tandem.ledger.models import Allocation, Payment, PaymentSource
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.outbox.idempotency import once
from tandem.timeline import record
from tandem_policies.permission import Permission

_REFERENCE = 120  # characters


async def record_payment(
    actor: Actor, case_file_id: UUID, *, amount: Money, received_on: date, reference: str | None, idempotency_key: str
) -> Payment:
    """Record money that the agency received; it is allocated at once, and a case file paid in full closes itself.

    A hold does not stop a payment, nor does a closed case file that still owes: the money is there.
    Raises CaseFileNotAccepted, InvalidInput, PaymentExceedsOutstanding, ConflictingKey.
    """
    return await _receive(actor, case_file_id, PaymentSource.AGENCY, amount, received_on, reference, idempotency_key)


async def declare_payment(
    actor: Actor, case_file_id: UUID, *, amount: Money, received_on: date, reference: str | None, idempotency_key: str
) -> Payment:
    """Record money that the debtor paid to the creditor directly: counts at once, marked as declared.

    Raises InvalidInput, PaymentExceedsOutstanding, ConflictingKey.
    """
    return await _receive(actor, case_file_id, PaymentSource.CREDITOR, amount, received_on, reference, idempotency_key)


_PERMISSION = {
    PaymentSource.AGENCY: Permission.PAYMENT_RECORD,
    PaymentSource.CREDITOR: Permission.PAYMENT_DECLARE,
}


async def _receive(
    actor: Actor,
    case_file_id: UUID,
    source: PaymentSource,
    amount: Money,
    received_on: date,
    reference: str | None,
    idempotency_key: str,
) -> Payment:
    async with transaction(actor):
        reached = await access.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, _PERMISSION[source])

        async def act() -> UUID:
            payment = _checked(reached.row, source, amount, received_on, reference)
            payment.recorded_by = actor.person_name
            await _write(actor, reached.row, payment)
            payment_id: UUID = payment.id
            return payment_id

        arguments: dict[str, object] = {
            "case_file_id": case_file_id,
            "amount": amount.amount,
            "currency": amount.currency,
            "received_on": received_on,
            "reference": reference,
        }
        return await Payment.get(id=await once(actor, idempotency_key, f"{source}_payment", arguments, act))


def _checked(
    case_file: CaseFile, source: PaymentSource, amount: Money, received_on: date, reference: str | None
) -> Payment:
    """The payment, unsaved, once everything about it is in order."""
    if case_file.stage is Stage.SUBMITTED and source is PaymentSource.AGENCY:
        raise CaseFileNotAccepted
    if amount.currency != case_file.currency:
        raise InvalidInput("amount", amount.currency, "currency")
    if amount.minor <= 0:
        raise InvalidInput("amount", amount.amount, "amount")
    if received_on > clock.today():
        raise InvalidInput("receivedOn", received_on, "day_not_future")
    text = (reference or "").strip() or None
    if text is not None and len(text) > _REFERENCE:
        raise InvalidInput("reference", text, "payment_reference")
    if amount.minor > case_file.outstanding:
        raise PaymentExceedsOutstanding(Money(case_file.outstanding, case_file.currency))
    return Payment(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file_id=case_file.id,
        amount=amount.minor,
        currency=amount.currency,
        received_on=received_on,
        source=source,
        reference=text,
        recorded_at=clock.now(),
    )


async def _write(actor: Actor, case_file: CaseFile, payment: Payment) -> None:
    await payment.save()
    open_claims = await Claim.filter(case_file_id=case_file.id, outstanding__gt=0)
    parts = allocate(
        payment.amount,
        [OpenClaim(claim.id, claim.due_on, claim.document_number, claim.outstanding) for claim in open_claims],
    )
    await Allocation.bulk_create(
        Allocation(
            agency_id=payment.agency_id,
            creditor_id=payment.creditor_id,
            payment_id=payment.id,
            claim_id=claim_id,
            amount=part,
        )
        for claim_id, part in parts
    )
    await balances.refresh(case_file.id)
    await case_file.refresh_from_db()
    await look_at_contacts_again(case_file)
    amount, outstanding = Money(payment.amount, payment.currency), Money(case_file.outstanding, case_file.currency)
    await record(
        actor, case_file, PaymentRecorded(payment.id, amount, payment.received_on, payment.source, outstanding)
    )
    if case_file.outstanding == 0 and case_file.stage is not Stage.CLOSED:
        await change_stage(System(actor.organization_id), case_file, Stage.CLOSED, CloseCode.PAID)

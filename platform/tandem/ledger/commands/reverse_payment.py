"""Undoing a payment that was a mistake, or that the bank took back: it stays on the file and counts no more."""

from uuid import UUID

from tandem.casefiles.commands import reopen
from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.models import CloseCode
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.money import Money
from tandem.ledger import access, balances
from tandem.ledger.errors import PaymentAlreadyReversed
from tandem.ledger.events import PaymentRecorded, PaymentReversed
from tandem.ledger.models import Payment
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission


async def reverse_payment(actor: Actor, payment_id: UUID, *, reason: str) -> Payment:
    """Reverse a payment once, with a reason; the claims that it paid owe again what it paid of them.

    What other payments paid stays where it went. A case file that the payment had closed opens again.
    Raises PaymentNotFound, PaymentAlreadyReversed, InvalidInput.
    """
    async with transaction(actor):
        reached, case_file = await access.payment_for_update(actor, payment_id)
        authorize(actor, reached, Permission.PAYMENT_REVERSE)
        payment, why = reached.row, correction_reason(reason)
        if payment.reversed_at is not None:
            raise PaymentAlreadyReversed
        recorded = await newest_event(case_file.id, Chain.PARTIES, (PaymentRecorded.kind,), payment_id=payment.id)
        if recorded is None:
            raise RuntimeError(f"payment {payment.id} has no event: every payment is recorded with one")
        payment.update_from_dict({"reversed_at": clock.now(), "reversed_by": actor.person_name, "reversal_reason": why})
        await payment.save(update_fields=["reversed_at", "reversed_by", "reversal_reason"])
        await balances.refresh(case_file.id)
        await case_file.refresh_from_db()
        await look_at_contacts_again(case_file)
        reversal = PaymentReversed(
            payment.id,
            Money(payment.amount, payment.currency),
            payment.received_on,
            payment.source,
            Money(case_file.outstanding, case_file.currency),
            reason=why,
        )
        await record(actor, case_file, reversal, supersedes=recorded.event_id)
        if case_file.close_code is CloseCode.PAID:
            await reopen(System(actor.organization_id), case_file)
    return payment

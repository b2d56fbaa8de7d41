"""Recording money, received by the agency or declared by the creditor who was paid directly; and undoing it."""

from datetime import date
from uuid import UUID

import strawberry

from tandem.ledger import commands
from tandem.ledger.queries import payments_by_case_file
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Context, Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.ledger.types import Payment
from tandem_graphql.money import MoneyInput
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RecordPaymentInput:
    case_file_id: strawberry.ID
    amount: MoneyInput
    received_on: date
    reference: str | None = None
    idempotency_key: str


@strawberry.input
class DeclarePaymentInput:
    case_file_id: strawberry.ID
    amount: MoneyInput
    received_on: date
    reference: str | None = None
    idempotency_key: str


@value_type(Public.ANSWER)
class RecordPaymentPayload:
    payment: Payment | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class DeclarePaymentPayload:
    payment: Payment | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ReversePaymentInput:
    payment_id: strawberry.ID
    reason: str


@value_type(Public.ANSWER)
class ReversePaymentPayload:
    """The payment stays on the file and counts no more; a case file that it had closed opens again."""

    payment: Payment | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


async def _with_allocations(context: Context, case_file_id: UUID, payment_id: UUID) -> Payment:
    payments = await context.loaders.need(payments_by_case_file, case_file_id)
    return next(Payment.of(context.actor, payment) for payment in payments if payment.payment.id == payment_id)


@strawberry.type
class LedgerMutations:
    @mutation(Permission.PAYMENT_RECORD)
    async def record_payment(self, info: Info, input: RecordPaymentInput) -> RecordPaymentPayload:  # noqa: A002
        key = key_of(input.case_file_id, "CaseFile", "caseFileId")
        row = await commands.record_payment(
            info.context.actor,
            key,
            amount=input.amount.parse("amount"),
            received_on=input.received_on,
            reference=input.reference,
            idempotency_key=input.idempotency_key,
        )
        payment = await _with_allocations(info.context, key, row.id)
        return RecordPaymentPayload(payment=payment, case_file=await case_file_of(info.context.actor, key))

    @mutation(Permission.PAYMENT_DECLARE)
    async def declare_payment(self, info: Info, input: DeclarePaymentInput) -> DeclarePaymentPayload:  # noqa: A002
        key = key_of(input.case_file_id, "CaseFile", "caseFileId")
        row = await commands.declare_payment(
            info.context.actor,
            key,
            amount=input.amount.parse("amount"),
            received_on=input.received_on,
            reference=input.reference,
            idempotency_key=input.idempotency_key,
        )
        payment = await _with_allocations(info.context, key, row.id)
        return DeclarePaymentPayload(payment=payment, case_file=await case_file_of(info.context.actor, key))

    @mutation(Permission.PAYMENT_REVERSE)
    async def reverse_payment(self, info: Info, input: ReversePaymentInput) -> ReversePaymentPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.reverse_payment(
            actor, key_of(input.payment_id, "Payment", "paymentId"), reason=input.reason
        )
        payment = await _with_allocations(info.context, row.case_file_id, row.id)
        return ReversePaymentPayload(payment=payment, case_file=await case_file_of(actor, row.case_file_id))

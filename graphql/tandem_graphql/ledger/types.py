"""Payments and what they paid; what else interrupts the limitation of a claim."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from tandem.casefiles.models import InterruptionKind
from tandem.casefiles.queries import DOCUMENTS, claims_by_case_file, documents_by_case_file
from tandem.ledger import models
from tandem.ledger.models import InterruptionProof, PaymentSource
from tandem.ledger.queries import ALLOCATED, ALLOCATIONS, AllocatedPayment
from tandem.organizations.actor import Actor
from tandem_graphql.casefiles.claims import Claim
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved, row_type, value_type
from tandem_graphql.lookahead.pieces import Pieces
from tandem_graphql.lookahead.planning import At, Read, listed, value_object
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.money import Money
from tandem_graphql.nodes import Node
from tandem_graphql.reads import minor_units, money, named
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@value_type()
class Allocation:
    amount: Money
    claim_id: strawberry.Private[UUID]
    case_file_id: strawberry.Private[UUID]

    @strawberry.field
    async def claim(self, info: Info) -> Claim:
        claims = await info.context.loaders.need(claims_by_case_file, self.case_file_id)
        return next(Claim.of(info.context.actor, claim) for claim in claims if claim.id == self.claim_id)


def _read_allocations(at: At, selected: Selected) -> Pieces:
    parts: dict[str, Read] = {
        "amount": lambda at, one: money(at, one, "a.amount", at.column("currency")),
        "claim": lambda at, one: at.to("c", one).object(one),
    }
    return listed(value_object(at, selected, parts), ALLOCATIONS.format(payment=at.column("id")), ALLOCATED)


@row_type
class Payment(Node):
    row: strawberry.Private[models.Payment]
    parts: strawberry.Private[list[models.Allocation]]

    amount: Money = field(Resource.PAYMENT, of=minor_units("amount"))
    received_on: date = field(Resource.PAYMENT)
    source: PaymentSource = field(Resource.PAYMENT)
    declared: bool = field(
        Resource.PAYMENT,
        of=lambda payment: payment.row.source is PaymentSource.CREDITOR,
        needs=("source",),
        description="Declared by the creditor, who received it directly.",
    )
    reference: str | None = field(Resource.PAYMENT)
    recorded_at: datetime = field(Resource.PAYMENT)
    recorded_by: str = field(Resource.PAYMENT)
    reversed_at: datetime | None = field(Resource.PAYMENT, description="Set: it was undone and counts no more.")
    reversed_by: str | None = field(Resource.PAYMENT)
    reversal_reason: str | None = field(Resource.PAYMENT)
    allocations: list[Allocation] = field(
        Resource.PAYMENT, of=lambda payment: _allocations(payment), ahead=_read_allocations
    )

    @classmethod
    def of(cls, actor: Actor, found: AllocatedPayment) -> "Payment":
        """A payment on a case file that the actor reached."""
        return cls(row=found.payment, parts=found.allocations, sight=Sight.of_case(actor))


def _allocations(payment: Payment) -> list[Allocation]:
    return [
        Allocation(
            amount=Money.minor(part.amount, payment.row.currency),
            claim_id=part.claim_id,
            case_file_id=payment.row.case_file_id,
        )
        for part in payment.parts
    ]


@row_type
class ClaimInterruption(Node):
    row: strawberry.Private[models.ClaimInterruption]

    @resolved(Resource.CLAIM, ahead=named("claims", "claim_id"))
    async def claim(self, info: Info) -> Claim:
        claims = await info.context.loaders.need(claims_by_case_file, self.row.case_file_id)
        return next(Claim.of(info.context.actor, claim) for claim in claims if claim.id == self.row.claim_id)

    kind: InterruptionKind = field(Resource.CLAIM)
    happened_on: date = field(Resource.CLAIM)
    until_on: date | None = field(
        Resource.CLAIM,
        description="The end of a mediation, null as long as it goes on; or the last day that somebody found.",
    )
    basis: str | None = field(Resource.CLAIM, description="The law that a last day somebody found rests on.")
    proof: InterruptionProof = field(Resource.CLAIM)

    @resolved(
        Resource.DOCUMENT, ahead=named(DOCUMENTS.table, "document_id", where=DOCUMENTS.condition, may_be_gone=True)
    )
    async def document(self, info: Info) -> Document | None:
        """The file that shows it; null also for whoever may not see that file."""
        return await _file_of(info, self.row.case_file_id, self.row.document_id)

    recorded_at: datetime = field(Resource.CLAIM)
    recorded_by: str = field(Resource.CLAIM)
    end_proof: InterruptionProof | None = field(
        Resource.CLAIM, description="Of a mediation recorded while it went on: what shows that it has ended."
    )

    @resolved(
        Resource.DOCUMENT, ahead=named(DOCUMENTS.table, "end_document_id", where=DOCUMENTS.condition, may_be_gone=True)
    )
    async def end_document(self, info: Info) -> Document | None:
        """The file that shows the end; null also for whoever may not see that file."""
        return await _file_of(info, self.row.case_file_id, self.row.end_document_id)

    end_recorded_at: datetime | None = field(Resource.CLAIM)
    end_recorded_by: str | None = field(Resource.CLAIM)
    withdrawn_at: datetime | None = field(Resource.CLAIM, description="Set: it was a mistake and counts no more.")
    withdrawn_by: str | None = field(Resource.CLAIM)
    withdrawal_reason: str | None = field(Resource.CLAIM)

    @classmethod
    def of(cls, actor: Actor, row: models.ClaimInterruption) -> "ClaimInterruption":
        """An interruption on a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))


async def _file_of(info: Info, case_file_id: UUID, document_id: UUID | None) -> Document | None:
    documents = await info.context.loaders.need(documents_by_case_file, case_file_id)
    found = (Document.of(info.context.actor, one) for one in documents if one.id == document_id)
    return next(found, None)

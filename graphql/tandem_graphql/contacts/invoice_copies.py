"""Copies of invoices for the debtor."""

import strawberry

from tandem.contacts import invoice_copies
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.money import Money
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type()
class InvoiceCopy:
    claim_id: strawberry.ID
    document_number: str
    outstanding: Money
    document_id: strawberry.ID | None = strawberry.field(
        description="Null: no file that both parties read is this invoice."
    )
    file_name: str | None
    added_for_claim: bool = strawberry.field(
        description="The file was added as this claim's invoice; false: its name alone says so, a person looks first."
    )

    @classmethod
    def of(cls, copy: invoice_copies.InvoiceCopy) -> "InvoiceCopy":
        """From the domain's copy."""
        return cls(
            claim_id=global_id("Claim", copy.claim_id),
            document_number=copy.document_number,
            outstanding=Money.minor(copy.outstanding.minor, copy.outstanding.currency),
            document_id=global_id("Document", copy.document.id) if copy.document else None,
            file_name=copy.document.name if copy.document else None,
            added_for_claim=copy.added_for_claim,
        )


@strawberry.type
class InvoiceCopyQueries:
    @query(Resource.DOCUMENT)
    async def invoice_copies(self, info: Info, case_file_id: strawberry.ID) -> list[InvoiceCopy]:
        """The open claims of a case file with the copies of their invoices, for whoever may send them."""
        found = await invoice_copies.invoice_copies(info.context.actor, key_of(case_file_id, "CaseFile", "caseFileId"))
        return [InvoiceCopy.of(one) for one in found]


@strawberry.input
class SendInvoiceCopyInput:
    case_file_id: strawberry.ID
    claim_id: strawberry.ID
    document_id: strawberry.ID = strawberry.field(description="The file whose name was shown.")
    idempotency_key: str


@value_type(Public.ANSWER)
class SendInvoiceCopyPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class InvoiceCopyMutations:
    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def send_invoice_copy(
        self,
        info: Info,
        input: SendInvoiceCopyInput,  # noqa: A002
    ) -> SendInvoiceCopyPayload:
        actor = info.context.actor
        row = await invoice_copies.send_invoice_copy(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.claim_id, "Claim", "claimId"),
            key_of(input.document_id, "Document", "documentId"),
            idempotency_key=input.idempotency_key,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return SendInvoiceCopyPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

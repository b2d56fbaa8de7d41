"""A ZIP of invoices: announced, looked at, added to the claims whose numbers its files tell."""

import strawberry

from tandem.placements.invoices import commands
from tandem.placements.invoices.landing import Landing, Outcome
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission

strawberry.enum(Outcome, name="InvoiceFileOutcome")


@strawberry.input
class RequestInvoiceArchiveInput:
    filename: str
    size: int


@value_type(Public.ANSWER)
class RequestInvoiceArchivePayload:
    """Where to send the ZIP by POST within 15 minutes, once."""

    upload_id: strawberry.ID | None = None
    url: str | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class InvoiceArchiveInput:
    upload_id: strawberry.ID
    mandate_id: strawberry.ID
    batch_id: strawberry.ID | None = strawberry.field(default=None, description="Only claims of this placement.")


@value_type(Public.ANSWER)
class InvoiceFile:
    """A file of the ZIP; `documentNumber` and `caseReference` where one claim is meant."""

    name: str
    outcome: Outcome
    document_number: str | None
    case_reference: str | None

    @classmethod
    def of(cls, landing: Landing) -> "InvoiceFile":
        """From the domain's landing."""
        target = landing.target
        return cls(
            name=landing.name,
            outcome=landing.outcome,
            document_number=target.document_number if target else None,
            case_reference=target.case_reference if target else None,
        )


@value_type(Public.ANSWER)
class InvoiceArchivePayload:
    """Each file of the ZIP with what becomes, or became, of it; only those MATCHED are added."""

    files: list[InvoiceFile] | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class InvoiceArchiveMutations:
    @mutation(Permission.DOCUMENT_PUBLISH)
    async def request_invoice_archive(
        self,
        info: Info,
        input: RequestInvoiceArchiveInput,  # noqa: A002
    ) -> RequestInvoiceArchivePayload:
        actor = info.context.actor
        upload = await commands.request_invoice_archive(actor, input.filename, input.size)
        url = info.context.links.sign(
            f"/files/uploads/{upload.id}", organization=str(actor.organization_id), size=str(upload.size)
        )
        return RequestInvoiceArchivePayload(upload_id=global_id("Upload", upload.id), url=url)

    @mutation(Permission.DOCUMENT_PUBLISH)
    async def check_invoice_archive(self, info: Info, input: InvoiceArchiveInput) -> InvoiceArchivePayload:  # noqa: A002
        landed = await commands.check_invoice_archive(
            info.context.actor,
            key_of(input.upload_id, "Upload", "uploadId"),
            mandate_id=key_of(input.mandate_id, "Mandate", "mandateId"),
            batch_id=key_of(input.batch_id, "PlacementBatch", "batchId") if input.batch_id else None,
        )
        return InvoiceArchivePayload(files=[InvoiceFile.of(one) for one in landed])

    @mutation(Permission.DOCUMENT_PUBLISH)
    async def add_invoices(self, info: Info, input: InvoiceArchiveInput) -> InvoiceArchivePayload:  # noqa: A002
        landed = await commands.add_invoices(
            info.context.actor,
            key_of(input.upload_id, "Upload", "uploadId"),
            mandate_id=key_of(input.mandate_id, "Mandate", "mandateId"),
            batch_id=key_of(input.batch_id, "PlacementBatch", "batchId") if input.batch_id else None,
        )
        return InvoiceArchivePayload(files=[InvoiceFile.of(one) for one in landed])

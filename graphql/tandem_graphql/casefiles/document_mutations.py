"""Adding a file to a case in two steps, and taking one back before it is recorded for both parties."""

import strawberry

from tandem.casefiles.documents import commands
from tandem.casefiles.publishing import Audience
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RequestDocumentUploadInput:
    case_file_id: strawberry.ID
    filename: str
    size: int


@value_type(Public.ANSWER)
class RequestDocumentUploadPayload:
    """Where to send the bytes by POST within 15 minutes, once; then addDocument."""

    upload_id: strawberry.ID | None = None
    url: str | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class AddDocumentInput:
    upload_id: strawberry.ID
    audience: Audience = Audience.OWN_SIDE


@value_type(Public.ANSWER)
class AddDocumentPayload:
    """A file for both parties is recorded ten seconds later, so that it can be withdrawn: it cannot be unpublished.
    The same upload again gives the same document.
    """

    document: Document | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class WithdrawDocumentInput:
    document_id: strawberry.ID


@value_type(Public.ANSWER)
class WithdrawDocumentPayload:
    withdrawn: bool = False
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class DocumentMutations:
    @mutation(Permission.DOCUMENT_WRITE)
    async def request_document_upload(
        self,
        info: Info,
        input: RequestDocumentUploadInput,  # noqa: A002
    ) -> RequestDocumentUploadPayload:
        actor = info.context.actor
        upload = await commands.request_document_upload(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            filename=input.filename,
            size=input.size,
        )
        url = info.context.links.sign(
            f"/files/uploads/{upload.id}", organization=str(actor.organization_id), size=str(upload.size)
        )
        return RequestDocumentUploadPayload(upload_id=global_id("Upload", upload.id), url=url)

    @mutation(Permission.DOCUMENT_WRITE)
    async def add_document(self, info: Info, input: AddDocumentInput) -> AddDocumentPayload:  # noqa: A002
        actor = info.context.actor
        key = key_of(input.upload_id, "Upload", "uploadId")
        row = await commands.add_document(actor, key, audience=input.audience)
        return AddDocumentPayload(
            document=Document.of(actor, row), case_file=await case_file_of(actor, row.case_file_id)
        )

    @mutation(Permission.DOCUMENT_WRITE)
    async def withdraw_document(self, info: Info, input: WithdrawDocumentInput) -> WithdrawDocumentPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.withdraw_document(actor, key_of(input.document_id, "Document", "documentId"))
        return WithdrawDocumentPayload(withdrawn=True, case_file=await case_file_of(actor, row.case_file_id))

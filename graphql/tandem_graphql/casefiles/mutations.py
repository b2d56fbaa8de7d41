"""Writing to a case file itself."""

import strawberry

from tandem.casefiles import commands
from tandem.casefiles.models import CloseCode, Stage
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class MoveCaseFileInput:
    case_file_id: strawberry.ID
    stage: Stage
    close_code: CloseCode | None = None


@value_type(Public.ANSWER)
class MoveCaseFilePayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class CaseFileMutations:
    @mutation(Permission.CASE_FILE_MOVE)
    async def move_case_file(self, info: Info, input: MoveCaseFileInput) -> MoveCaseFilePayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.move_case_file(
            actor, key_of(input.case_file_id, "CaseFile", "caseFileId"), stage=input.stage, close_code=input.close_code
        )
        return MoveCaseFilePayload(case_file=await case_file_of(actor, row.id))

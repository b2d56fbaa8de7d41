"""Who of the agency works a case file."""

import strawberry

from tandem.casefiles import assigning
from tandem.casefiles.assigning import Assignment
from tandem.casefiles.queries import case_files_by_id
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class AssignmentInput:
    case_file_id: strawberry.ID
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="A membership; null for nobody.")
    team_id: strawberry.ID | None = None

    def parse(self) -> Assignment:
        """As the domain assigns."""
        return Assignment(
            key_of(self.case_file_id, "CaseFile", "caseFileIds"),
            key_of(self.assignee_id, "Membership", "assigneeId") if self.assignee_id else None,
            key_of(self.team_id, "Team", "teamId") if self.team_id else None,
        )


@strawberry.input
class AssignCaseFilesInput:
    assignments: list[AssignmentInput] = strawberry.field(description="Between one and 500, each case file once.")


@value_type(Public.ANSWER)
class FormerAssignment:
    case_file_id: strawberry.ID
    assignee_id: strawberry.ID | None
    team_id: strawberry.ID | None

    @classmethod
    def of(cls, row: Assignment) -> "FormerAssignment":
        """As the API names it."""
        return cls(
            case_file_id=global_id("CaseFile", row.case_file_id),
            assignee_id=global_id("Membership", row.assignee_id) if row.assignee_id else None,
            team_id=global_id("Team", row.team_id) if row.team_id else None,
        )


@value_type(Public.ANSWER)
class AssignCaseFilesPayload:
    case_files: list[CaseFile] = strawberry.field(
        default_factory=list, description="Those of them that the reader still reaches."
    )
    before: list[FormerAssignment] = strawberry.field(
        default_factory=list, description="How the changed ones were assigned: assigning so again takes it back."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class TakeCaseFileInput:
    case_file_id: strawberry.ID


@value_type(Public.ANSWER)
class TakeCaseFilePayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class AssigningMutations:
    @mutation(Permission.CASE_FILE_ASSIGN)
    async def assign_case_files(self, info: Info, input: AssignCaseFilesInput) -> AssignCaseFilesPayload:  # noqa: A002
        """Give case files to persons, teams or nobody: all of them, or none when one is refused."""
        actor = info.context.actor
        wanted = [one.parse() for one in input.assignments]
        before = await assigning.assign_case_files(actor, wanted)
        found = await case_files_by_id(actor, [one.case_file_id for one in wanted])
        return AssignCaseFilesPayload(
            case_files=[CaseFile.of(actor, row) for row in found.values()],
            before=[FormerAssignment.of(one) for one in before],
        )

    @mutation(Permission.CASE_FILE_TAKE)
    async def take_case_file(self, info: Info, input: TakeCaseFileInput) -> TakeCaseFilePayload:  # noqa: A002
        """Work a case file that nobody works yet."""
        actor = info.context.actor
        row = await assigning.take_case_file(actor, key_of(input.case_file_id, "CaseFile", "caseFileId"))
        return TakeCaseFilePayload(case_file=await case_file_of(actor, row.id))

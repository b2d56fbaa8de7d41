"""Letting a contact pass that the rules leave to a person."""

import strawberry

from tandem.contacts import commands
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class ReleaseContactInput:
    attempt_id: strawberry.ID
    codes: list[str] = strawberry.field(description="Every reason whose decision is REVIEW, as the person saw them.")
    reason: str


@value_type(Public.ANSWER)
class ReleaseContactPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ReleaseMutations:
    @mutation(Permission.CONTACT_ATTEMPT_RELEASE)
    async def release_contact(self, info: Info, input: ReleaseContactInput) -> ReleaseContactPayload:  # noqa: A002
        """Lets one waiting contact pass, by name and with a reason; what the rules forbid or put off stays so."""
        actor = info.context.actor
        row = await commands.release_contact(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            codes=input.codes,
            reason=input.reason,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return ReleaseContactPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

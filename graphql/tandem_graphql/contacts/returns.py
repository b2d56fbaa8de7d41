"""Letters that come back: found by what is printed on them, entered, corrected, and what follows from them."""

from datetime import date

import strawberry

from tandem.contacts.returns.commands import correct_letter_return, record_letter_return
from tandem.contacts.returns.queries import letter_by_reference
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem.contacts.returns.tracing import finish_tracing
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@strawberry.input
class RecordLetterReturnInput:
    attempt_id: strawberry.ID
    reason: ReturnReason
    returned_on: date


@strawberry.input
class CorrectLetterReturnInput:
    attempt_id: strawberry.ID
    return_reason: ReturnReason | None = strawberry.field(default=None, description="Null: it never came back.")
    returned_on: date | None = strawberry.field(default=None, description="Null with the reason.")
    reason: str = strawberry.field(description="Why it is corrected.")


@strawberry.input
class FinishTracingInput:
    attempt_id: strawberry.ID
    outcome: TracingOutcome
    address: str | None = strawberry.field(
        default=None, description="Of FOUND: the new address, line by line; left out when it is on file already."
    )
    comment: str | None = strawberry.field(default=None, description="Of NOT_FOUND: what was tried.")


@value_type(Public.ANSWER)
class LetterReturnPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class LetterReturnQueries:
    @query(Resource.CONTACT_ATTEMPT)
    async def letter_by_reference(self, info: Info, reference: str) -> ContactAttempt | None:
        """A letter of the agency by the reference that is printed on it; upper or lower case is the same."""
        actor = info.context.actor
        row = await letter_by_reference(actor, reference)
        return ContactAttempt.of(actor, row) if row else None


@strawberry.type
class LetterReturnMutations:
    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def record_letter_return(self, info: Info, input: RecordLetterReturnInput) -> LetterReturnPayload:  # noqa: A002
        actor = info.context.actor
        row = await record_letter_return(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            reason=input.reason,
            returned_on=input.returned_on,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return LetterReturnPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def correct_letter_return(self, info: Info, input: CorrectLetterReturnInput) -> LetterReturnPayload:  # noqa: A002
        actor = info.context.actor
        row = await correct_letter_return(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            reason=input.return_reason,
            returned_on=input.returned_on,
            why=input.reason,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return LetterReturnPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def finish_tracing(self, info: Info, input: FinishTracingInput) -> LetterReturnPayload:  # noqa: A002
        actor = info.context.actor
        row = await finish_tracing(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            outcome=input.outcome,
            address=input.address,
            comment=input.comment,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return LetterReturnPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

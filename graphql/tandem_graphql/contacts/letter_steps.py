"""Telling where a posted letter is, and what proves it, or that it was not sent."""

from datetime import date

import strawberry

from tandem.contacts.post.not_sent import record_letter_not_sent
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.post.steps import record_letter_step
from tandem.contacts.returns.reasons import ReturnReason
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission

strawberry.enum(LetterStep)


@strawberry.input
class RecordLetterStepInput:
    attempt_id: strawberry.ID
    step: LetterStep
    happened_on: date
    return_reason: ReturnReason | None = strawberry.field(default=None, description="Of RETURNED.")
    document_id: strawberry.ID | None = strawberry.field(
        default=None, description="What proves it: a file of the case file that both parties read."
    )


@strawberry.input
class RecordLetterNotSentInput:
    attempt_id: strawberry.ID
    reason: str = strawberry.field(description="How one knows: what the printer said, what was found.")


@value_type(Public.ANSWER)
class LetterStepPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class LetterStepMutations:
    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def record_letter_step(self, info: Info, input: RecordLetterStepInput) -> LetterStepPayload:  # noqa: A002
        """What is told again with another day is corrected; what the post brings back is a return, corrected as one."""
        actor = info.context.actor
        row = await record_letter_step(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            step=input.step,
            happened_on=input.happened_on,
            return_reason=input.return_reason,
            document_id=key_of(input.document_id, "Document", "documentId") if input.document_id else None,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return LetterStepPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def record_letter_not_sent(self, info: Info, input: RecordLetterNotSentInput) -> LetterStepPayload:  # noqa: A002
        """Ends the attempt; what its posting opened counts no more, and the person may be written to again."""
        actor = info.context.actor
        row = await record_letter_not_sent(
            actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"), why=input.reason
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return LetterStepPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

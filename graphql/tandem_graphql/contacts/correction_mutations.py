"""Correcting what was told of a contact: when and how a letter was posted, the outcome of a call."""

from datetime import date, datetime

import strawberry

from tandem.contacts import commands
from tandem.contacts.models import Disposition, PostalService
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
class CorrectLetterPostingInput:
    attempt_id: strawberry.ID
    posted_on: date
    service: PostalService | None = strawberry.field(default=None, description="Left out: as it was.")
    tracking_number: str | None = strawberry.field(default=None, description="Left out: as it was.")
    reason: str


@value_type(Public.ANSWER)
class CorrectLetterPostingPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CorrectCallOutcomeInput:
    attempt_id: strawberry.ID
    disposition: Disposition
    comment: str | None = None
    callback_at: datetime | None = strawberry.field(default=None, description="Of a call back that was agreed.")
    promised_on: date | None = strawberry.field(default=None, description="Of a promise: demands rest until then.")
    reason: str


@value_type(Public.ANSWER)
class CorrectCallOutcomePayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class CorrectionMutations:
    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def correct_letter_posting(
        self,
        info: Info,
        input: CorrectLetterPostingInput,  # noqa: A002
    ) -> CorrectLetterPostingPayload:
        actor = info.context.actor
        row = await commands.correct_letter_posting(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            posted_on=input.posted_on,
            service=input.service,
            tracking=input.tracking_number,
            reason=input.reason,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return CorrectLetterPostingPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_SETTLE)
    async def correct_call_outcome(
        self,
        info: Info,
        input: CorrectCallOutcomeInput,  # noqa: A002
    ) -> CorrectCallOutcomePayload:
        actor = info.context.actor
        row = await commands.correct_call_outcome(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            disposition=input.disposition,
            comment=input.comment,
            reason=input.reason,
            callback_at=input.callback_at,
            promised_on=input.promised_on,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return CorrectCallOutcomePayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

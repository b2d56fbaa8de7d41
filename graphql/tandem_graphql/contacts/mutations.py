"""Writing contacts: plan, cancel, settle, record a posting or a call's outcome."""

from datetime import date, datetime

import strawberry

from tandem.contacts import commands
from tandem.contacts.commands import SettledOutcome
from tandem.contacts.models import Channel, Disposition
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission

strawberry.enum(SettledOutcome)


@strawberry.input
class PlanContactInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    channel: Channel
    template_id: strawberry.ID | None = strawberry.field(default=None, description="Not for VOICE.")
    send_at: datetime | None = strawberry.field(default=None, description="Now when left out.")
    idempotency_key: str


@strawberry.input
class CancelContactInput:
    attempt_id: strawberry.ID


@strawberry.input
class SettleContactInput:
    attempt_id: strawberry.ID
    outcome: SettledOutcome
    comment: str | None = None


@strawberry.input
class RecordLetterPostingInput:
    attempt_id: strawberry.ID
    posted_on: date


@strawberry.input
class RecordCallOutcomeInput:
    attempt_id: strawberry.ID
    disposition: Disposition
    comment: str | None = None


@value_type(Public.ANSWER)
class PlanContactPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class CancelContactPayload:
    attempt: ContactAttempt | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class SettleContactPayload:
    attempt: ContactAttempt | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class RecordLetterPostingPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class RecordCallOutcomePayload:
    attempt: ContactAttempt | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ContactMutations:
    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def plan_contact(self, info: Info, input: PlanContactInput) -> PlanContactPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.plan_contact(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
            template_id=input.template_id,
            send_at=input.send_at,
            idempotency_key=input.idempotency_key,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return PlanContactPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_CANCEL)
    async def cancel_contact(self, info: Info, input: CancelContactInput) -> CancelContactPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.cancel_contact(actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"))
        return CancelContactPayload(attempt=ContactAttempt.of(actor, row))

    @mutation(Permission.CONTACT_ATTEMPT_SETTLE)
    async def settle_contact(self, info: Info, input: SettleContactInput) -> SettleContactPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.settle_contact(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            outcome=input.outcome,
            comment=input.comment,
        )
        return SettleContactPayload(attempt=ContactAttempt.of(actor, row))

    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    async def record_letter_posting(
        self,
        info: Info,
        input: RecordLetterPostingInput,  # noqa: A002
    ) -> RecordLetterPostingPayload:
        actor = info.context.actor
        row = await commands.record_letter_posting(
            actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"), posted_on=input.posted_on
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return RecordLetterPostingPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_SETTLE)
    async def record_call_outcome(self, info: Info, input: RecordCallOutcomeInput) -> RecordCallOutcomePayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.record_call_outcome(
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            disposition=input.disposition,
            comment=input.comment,
        )
        return RecordCallOutcomePayload(attempt=ContactAttempt.of(actor, row))

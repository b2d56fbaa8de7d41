"""Writing contacts: plan, cancel, settle, record a posting or a call's outcome."""

from datetime import date, datetime

import strawberry

from tandem.contacts import commands
from tandem.contacts.commands import SettledOutcome
from tandem.contacts.commands.record_call_outcome import Told, tell_call_outcome
from tandem.contacts.models import Channel, Disposition, PostalService
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
    template_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of VOICE only `call_message`: a call without a collector."
    )
    send_at: datetime | None = strawberry.field(default=None, description="Now when left out.")
    document_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Of EMAIL and LETTER only: files of the case file, recorded for both parties, that leave with it.",
    )
    postal_service: PostalService = strawberry.field(
        default=PostalService.ORDINARY, description="Of LETTER only: how it is to be posted."
    )
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
    service: PostalService | None = strawberry.field(
        default=None, description="Left out: the one that was chosen for the letter, else ordinary."
    )
    tracking_number: str | None = strawberry.field(
        default=None, description="Of a registered letter, as on its label; left out: the one that was entered before."
    )


@strawberry.input
class RecordCallOutcomeInput:
    attempt_id: strawberry.ID
    outcome: str | None = strawberry.field(default=None, description="The key of one of `callOutcomes`.")
    disposition: Disposition | None = strawberry.field(
        default=None, description="Instead: the first outcome that counts as this."
    )
    comment: str | None = None
    callback_at: datetime | None = strawberry.field(default=None, description="For an outcome that asks for it.")
    promised_on: date | None = strawberry.field(default=None, description="For an outcome that asks for it.")


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
    case_file: CaseFile | None = None
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
            document_ids=[key_of(one, "Document", "documentIds") for one in input.document_ids or ()],
            postal_service=input.postal_service,
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
            actor,
            key_of(input.attempt_id, "ContactAttempt", "attemptId"),
            posted_on=input.posted_on,
            service=input.service,
            tracking=input.tracking_number,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return RecordLetterPostingPayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

    @mutation(Permission.CONTACT_ATTEMPT_SETTLE)
    async def record_call_outcome(self, info: Info, input: RecordCallOutcomeInput) -> RecordCallOutcomePayload:  # noqa: A002
        actor = info.context.actor
        told = Told(input.outcome, input.disposition, input.comment, input.callback_at, input.promised_on)
        row = await tell_call_outcome(actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"), told)
        case_file = await case_file_of(actor, row.case_file_id)
        return RecordCallOutcomePayload(attempt=ContactAttempt.of(actor, row), case_file=case_file)

"""Opening and closing one's line, ending a call, and writing what calls can end with."""

from datetime import date, datetime

import strawberry

from tandem.contacts.calling import commands, outcomes, received, softphone
from tandem.contacts.calling.lines import LineDevice, id_of
from tandem.contacts.calling.outcomes import Asks, OutcomeDraft
from tandem.contacts.calling.received import call_of
from tandem.contacts.commands.call_by_hand import call_by_hand
from tandem.contacts.commands.record_call_outcome import Told
from tandem.contacts.models import Disposition
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.calling_types import CallOutcome, PhoneLine
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission


@value_type(Public.ANSWER)
class PhoneLinePayload:
    line: PhoneLine | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class OpenLineInput:
    device: LineDevice = LineDevice.TELEPHONE


@value_type(Public.ANSWER)
class OpenLinePayload:
    line: PhoneLine | None = None
    is_new: bool = strawberry.field(
        default=False, description="This request opened it: a line that was there is another page's to hold."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CloseLineInput:
    line_id: str = strawberry.field(description="As `openLine` or `myCalls` names it.")


@value_type()
class SoftphoneToken:
    """What the browser makes the line's leg with: it calls out, by the agency's TwiML app alone, and is soon over."""

    token: str
    edge: str = strawberry.field(description="Where the provider's SDK connects to.")
    line_id: str = strawberry.field(description="What the browser sends along, as `line`.")


@value_type(Public.ANSWER)
class SoftphoneTokenPayload:
    token: SoftphoneToken | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CallByHandInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID = strawberry.field(description="A telephone number.")
    idempotency_key: str


@value_type(Public.ANSWER)
class CallByHandPayload:
    attempt: ContactAttempt | None = None
    case_file: CaseFile | None = None
    begun_before: bool = strawberry.field(
        default=False, description="The key had begun this call already, and nobody judged it now: do not dial."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class HangUpCallInput:
    attempt_id: strawberry.ID


@value_type(Public.ANSWER)
class HangUpCallPayload:
    attempt: ContactAttempt | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class HangUpReceivedCallInput:
    call_id: str = strawberry.field(description="As `myCalls` names it.")


@strawberry.input
class RecordReceivedOutcomeInput:
    call_id: str = strawberry.field(description="As `myCalls` names it.")
    outcome: str = strawberry.field(description="A key of `callOutcomes`.")
    comment: str | None = None
    callback_at: datetime | None = None
    promised_on: date | None = None


@value_type(Public.ANSWER)
class ReceivedCallPayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CallOutcomeInput:
    key: str | None = strawberry.field(default=None, description="Of one that is in the list already.")
    label_fr: str
    label_en: str
    meaning: Disposition
    asks: Asks


@strawberry.input
class SetCallOutcomesInput:
    outcomes: list[CallOutcomeInput] = strawberry.field(description="At most nine; none: those of Tandem.")


@value_type(Public.ANSWER)
class SetCallOutcomesPayload:
    outcomes: list[CallOutcome] | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class CallingMutations:
    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def open_line(self, info: Info, input: OpenLineInput | None = None) -> OpenLinePayload:  # noqa: A002
        """Have one's own telephone rung once, for all calls until the line is closed; or hold it on the computer."""
        device = input.device if input else LineDevice.TELEPHONE
        opened = await commands.open_line(info.context.actor, device)
        return OpenLinePayload(line=PhoneLine.of(opened.line), is_new=opened.is_new)

    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def issue_softphone_token(self, info: Info) -> SoftphoneTokenPayload:
        """What the browser holds one's own line with, while it is being opened or open on a computer."""
        line, made = await softphone.token_for_line(info.context.actor)
        given = SoftphoneToken(token=made.token, edge=made.edge, line_id=str(line.id))
        return SoftphoneTokenPayload(token=given)

    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def close_line(self, info: Info, input: CloseLineInput) -> PhoneLinePayload:  # noqa: A002
        """Close this line of one's own; a call on it ends with it. One that was opened since stays open."""
        closed = await commands.close_line(info.context.actor, id_of(input.line_id))
        return PhoneLinePayload(line=PhoneLine.of(closed))

    @mutation(Permission.CONTACT_ATTEMPT_PLAN)
    async def call_by_hand(self, info: Info, input: CallByHandInput) -> CallByHandPayload:  # noqa: A002
        """Write down a call that one dials now on a telephone of one's own; nothing is written where it may not be."""
        actor = info.context.actor
        begun = await call_by_hand(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            idempotency_key=input.idempotency_key,
        )
        case_file = await case_file_of(actor, begun.attempt.case_file_id)
        attempt = ContactAttempt.of(actor, begun.attempt)
        return CallByHandPayload(attempt=attempt, case_file=case_file, begun_before=begun.before)

    @mutation(Permission.CONTACT_ATTEMPT_CANCEL)
    async def hang_up_call(self, info: Info, input: HangUpCallInput) -> HangUpCallPayload:  # noqa: A002
        """End a call that rings or is being held; its outcome is still asked for."""
        actor = info.context.actor
        row = await commands.hang_up_call(actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"))
        return HangUpCallPayload(attempt=ContactAttempt.of(actor, row))

    @mutation(Permission.CONTACT_ATTEMPT_CANCEL)
    async def hang_up_received_call(self, info: Info, input: HangUpReceivedCallInput) -> ReceivedCallPayload:  # noqa: A002
        """End a call that was put through to one's line; its outcome is still asked for."""
        actor = info.context.actor
        row = await received.hang_up_received_call(actor, call_of(input.call_id))
        return ReceivedCallPayload(case_file=CaseFile(row=row, sight=Sight.of_case(actor)) if row else None)

    @mutation(Permission.CONTACT_ATTEMPT_SETTLE)
    async def record_received_outcome(self, info: Info, input: RecordReceivedOutcomeInput) -> ReceivedCallPayload:  # noqa: A002
        """How a call went that was put through to one's line: before the next call, as of one's own."""
        actor = info.context.actor
        told = Told(
            outcome=input.outcome,
            comment=input.comment,
            callback_at=input.callback_at,
            promised_on=input.promised_on,
        )
        row = await received.tell_received_call(actor, call_of(input.call_id), told)
        return ReceivedCallPayload(case_file=CaseFile(row=row, sight=Sight.of_case(actor)) if row else None)

    @mutation(Permission.ORGANIZATION_WRITE)
    async def set_call_outcomes(self, info: Info, input: SetCallOutcomesInput) -> SetCallOutcomesPayload:  # noqa: A002
        """Exactly these, in this order; what was recorded before keeps its words."""
        drafts = [OutcomeDraft(one.key, one.label_fr, one.label_en, one.meaning, one.asks) for one in input.outcomes]
        made = await outcomes.set_call_outcomes(info.context.actor, drafts)
        return SetCallOutcomesPayload(outcomes=[CallOutcome.of(one, info.context.locale) for one in made])

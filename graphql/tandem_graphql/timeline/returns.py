"""Events of letters that come back."""

from datetime import date

from tandem.contacts.returns import events
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved
from tandem_graphql.timeline.contacts import OF_ATTEMPT, attempt_of
from tandem_graphql.timeline.correcting import may_correct, read_may_correct
from tandem_graphql.timeline.types import TimelineEvent, recorded, shows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

ATTEMPT, CONTENT = Resource.CONTACT_ATTEMPT, Resource.CONTACT_ATTEMPT_CONTENT
_CORRECTS = Permission.CONTACT_ATTEMPT_RECORD_POSTING


@shows(events.LetterReturned)
class LetterReturned(TimelineEvent):
    reference: str = field(ATTEMPT, of=recorded("reference"))
    returned_on: date | None = field(ATTEMPT, of=recorded("returned_on", date.fromisoformat))
    return_reason: ReturnReason | None = field(ATTEMPT, of=recorded("return_reason", ReturnReason))
    voids_opening: bool = field(
        ATTEMPT,
        of=recorded("voids_opening"),
        description="The claims that this letter opened are not opened any more, until another one is posted.",
    )

    @resolved(Public.RIGHTS, ahead=read_may_correct(_CORRECTS))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, _CORRECTS)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.LetterReturnCorrected)
class LetterReturnCorrected(TimelineEvent):
    """Why and when a letter came back after all; what was told before stays in the event that it supersedes."""

    reference: str = field(ATTEMPT, of=recorded("reference"))
    returned_on: date | None = field(ATTEMPT, of=recorded("returned_on", date.fromisoformat))
    return_reason: ReturnReason | None = field(ATTEMPT, of=recorded("return_reason", ReturnReason))
    voids_opening: bool = field(ATTEMPT, of=recorded("voids_opening"))
    reason: str | None = field(CONTENT, of=recorded("reason"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(_CORRECTS))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, _CORRECTS)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.AddressTraced)
class AddressTraced(TimelineEvent):
    outcome: TracingOutcome = field(ATTEMPT, of=recorded("outcome", TracingOutcome))
    comment: str | None = field(CONTENT, of=recorded("comment"))

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)

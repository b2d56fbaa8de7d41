"""Events of contacts with the debtor."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tandem.contacts import events
from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.contacts.queries import ATTEMPTS, attempts_by_id
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, field, resolved
from tandem_graphql.lookahead.pieces import Pieces, Sql
from tandem_graphql.lookahead.planning import At, finished
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.reads import named
from tandem_graphql.reasons import Reason
from tandem_graphql.timeline.correcting import may_correct, read_may_correct
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

ATTEMPT, CONTENT = Resource.CONTACT_ATTEMPT, Resource.CONTACT_ATTEMPT_CONTENT


_OF_ATTEMPT = named(ATTEMPTS.table, noted_in("attempt_id"))


def _read_reasons(at: At, selected: Selected) -> Pieces:
    kept = f"coalesce({at.column('data')} -> 'reasons', 'null'::jsonb)"
    return finished(at, selected, [Sql(kept)], lambda reasons, run: _reasons(reasons, run.info.context.locale))


def _reasons(recorded: list[dict[str, Any]] | None, locale: str) -> list[Reason]:
    return [Reason.of(reason, locale) for reason in recorded or []]


async def _attempt(context: Context, event: TimelineEvent) -> ContactAttempt:
    key = UUID(event.row.data["attempt_id"])
    return ContactAttempt.of(context.actor, await context.loaders.need(attempts_by_id, key))


@shows(events.ContactPlanned)
class ContactPlanned(TimelineEvent):
    channel: Channel = field(ATTEMPT, of=recorded("channel", Channel))
    template_title: str = field(ATTEMPT, of=recorded("template_title"))
    send_at: datetime = field(ATTEMPT, of=recorded("send_at", datetime.fromisoformat))
    to: str | None = field(CONTENT, of=recorded("to"))
    subject: str | None = field(CONTENT, of=recorded("subject"))
    body: str | None = field(CONTENT, of=recorded("body"))

    @resolved(ATTEMPT, ahead=_OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await _attempt(info.context, self)


@shows(events.ContactStateChanged)
class ContactStateChanged(TimelineEvent):
    channel: Channel = field(ATTEMPT, of=recorded("channel", Channel))
    state: AttemptState = field(ATTEMPT, of=recorded("state", AttemptState))
    until: datetime | None = field(ATTEMPT, of=recorded("until", datetime.fromisoformat))
    provider_code: str | None = field(ATTEMPT, of=recorded("provider_code"))

    @resolved(ATTEMPT, ahead=_read_reasons)
    def reasons(self, info: Info) -> list[Reason]:
        return _reasons(self.row.data.get("reasons"), info.context.locale)

    @resolved(ATTEMPT, ahead=_OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await _attempt(info.context, self)


@shows(events.LetterPosted)
class LetterPosted(TimelineEvent):
    reference: str = field(ATTEMPT, of=recorded("reference"))
    posted_on: date = field(ATTEMPT, of=recorded("posted_on", date.fromisoformat))
    opening: bool = field(ATTEMPT, of=recorded("opening"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_RECORD_POSTING))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_RECORD_POSTING)

    @resolved(ATTEMPT, ahead=_OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await _attempt(info.context, self)


@shows(events.LetterPostingCorrected)
class LetterPostingCorrected(TimelineEvent):
    """A letter's posting day from now on; the one before stays in the event that it supersedes."""

    reference: str = field(ATTEMPT, of=recorded("reference"))
    posted_on: date = field(ATTEMPT, of=recorded("posted_on", date.fromisoformat))
    opening: bool = field(ATTEMPT, of=recorded("opening"))
    reason: str | None = field(CONTENT, of=recorded("reason"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_RECORD_POSTING))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_RECORD_POSTING)

    @resolved(ATTEMPT, ahead=_OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await _attempt(info.context, self)


@shows(events.CallOutcomeRecorded)
class CallOutcomeRecorded(TimelineEvent):
    disposition: Disposition = field(ATTEMPT, of=recorded("disposition", Disposition))
    comment: str | None = field(CONTENT, of=recorded("comment"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_SETTLE))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_SETTLE)

    @resolved(ATTEMPT, ahead=_OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await _attempt(info.context, self)


@shows(events.CallOutcomeCorrected)
class CallOutcomeCorrected(TimelineEvent):
    """A call's outcome from now on; the one before stays in the event that it supersedes."""

    disposition: Disposition = field(ATTEMPT, of=recorded("disposition", Disposition))
    comment: str | None = field(CONTENT, of=recorded("comment"))
    reason: str | None = field(CONTENT, of=recorded("reason"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_SETTLE))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_SETTLE)

    @resolved(ATTEMPT, ahead=_OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await _attempt(info.context, self)


@shows(events.InboundMessageReceived)
class InboundMessageReceived(TimelineEvent):
    channel: Channel = field(ATTEMPT, of=recorded("channel", Channel))
    sender: str | None = field(CONTENT, of=recorded("sender"), name="from")
    body: str | None = field(CONTENT, of=recorded("body"))


@shows(events.OptOutRecorded)
class OptOutRecorded(TimelineEvent):
    channel: Channel = field(Resource.OPT_OUT, of=recorded("channel", Channel))
    address: str | None = field(Resource.OPT_OUT, of=recorded("address"))
    provisional: bool = field(
        Resource.OPT_OUT,
        of=recorded("provisional"),
        description="Asked by a keyword, by a sentence a person must confirm, or told to the agency.",
    )


@shows(events.OptOutLifted)
class OptOutLifted(TimelineEvent):
    channel: Channel = field(Resource.OPT_OUT, of=recorded("channel", Channel))
    address: str | None = field(Resource.OPT_OUT, of=recorded("address"))

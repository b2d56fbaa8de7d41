"""Events of contacts with the debtor."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from tandem.contacts import events
from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.contacts.queries import ATTEMPTS, attempts_by_id
from tandem.contacts.reasons_of_events import WHOLE_REASONS, whole_reasons_by_event
from tandem.contacts.recordings.became import Became
from tandem.contacts.stops.kinds import StopKind
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, field, resolved
from tandem_graphql.lookahead.pieces import Pieces, Sql
from tandem_graphql.lookahead.planning import At, finished
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.reads import named
from tandem_graphql.reasons import Reason, reasons_told
from tandem_graphql.timeline.correcting import may_correct, read_may_correct
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource

ATTEMPT, CONTENT = Resource.CONTACT_ATTEMPT, Resource.CONTACT_ATTEMPT_CONTENT


OF_ATTEMPT = named(ATTEMPTS.table, noted_in("attempt_id"))


def _read_reasons(at: At, selected: Selected) -> Pieces:
    kept = f"{at.column('data')} -> 'reasons'"
    if at.sight.relation is Relation.AGENCY:
        kept = f"{WHOLE_REASONS.format(organization=at.plan.organization, event=at.column('event_id'))}, {kept}"
    sight = at.sight
    made = f"coalesce({kept}, 'null'::jsonb)"
    return finished(
        at, selected, [Sql(made)], lambda reasons, run: reasons_told(reasons, sight, run.info.context.locale)
    )


async def _reasons_of(event: TimelineEvent, info: Info) -> list[Reason]:
    told = event.row.data.get("reasons")
    # Few events have reasons, and of those the agency alone reads more than the chain tells.
    if told and event.sight.relation is Relation.AGENCY:
        whole = await info.context.loaders.load(whole_reasons_by_event, event.row.event_id)
        told = told if whole is None else whole
    return reasons_told(told, event.sight, info.context.locale)


async def attempt_of(context: Context, event: TimelineEvent) -> ContactAttempt:
    """The attempt that an event is about."""
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
    attached: list[str] | None = field(
        CONTENT, of=recorded("attached"), description="Names of the files that are to leave with an e-mail."
    )

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.ContactStateChanged)
class ContactStateChanged(TimelineEvent):
    channel: Channel = field(ATTEMPT, of=recorded("channel", Channel))
    state: AttemptState = field(ATTEMPT, of=recorded("state", AttemptState))
    until: datetime | None = field(ATTEMPT, of=recorded("until", datetime.fromisoformat))
    provider_code: str | None = field(ATTEMPT, of=recorded("provider_code"))

    @resolved(ATTEMPT, ahead=_read_reasons)
    async def reasons(self, info: Info) -> list[Reason]:
        return await _reasons_of(self, info)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.ContactReleased)
class ContactReleased(TimelineEvent):
    """A person let pass what the rules had left to a person; `actor` is who."""

    channel: Channel = field(ATTEMPT, of=recorded("channel", Channel))
    reason: str | None = field(CONTENT, of=recorded("reason"), description="Why they did.")

    @resolved(ATTEMPT, ahead=_read_reasons)
    async def reasons(self, info: Info) -> list[Reason]:
        return await _reasons_of(self, info)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.LetterPosted)
class LetterPosted(TimelineEvent):
    reference: str = field(ATTEMPT, of=recorded("reference"))
    posted_on: date = field(ATTEMPT, of=recorded("posted_on", date.fromisoformat))
    opening: bool = field(ATTEMPT, of=recorded("opening"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_RECORD_POSTING))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_RECORD_POSTING)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


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

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.CallOutcomeRecorded)
class CallOutcomeRecorded(TimelineEvent):
    disposition: Disposition = field(ATTEMPT, of=recorded("disposition", Disposition))
    comment: str | None = field(CONTENT, of=recorded("comment"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_SETTLE))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_SETTLE)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.CallOutcomeCorrected)
class CallOutcomeCorrected(TimelineEvent):
    """A call's outcome from now on; the one before stays in the event that it supersedes."""

    disposition: Disposition = field(ATTEMPT, of=recorded("disposition", Disposition))
    comment: str | None = field(CONTENT, of=recorded("comment"))
    reason: str | None = field(CONTENT, of=recorded("reason"))

    @resolved(Public.RIGHTS, ahead=read_may_correct(Permission.CONTACT_ATTEMPT_SETTLE))
    def viewer_can_correct(self, info: Info) -> bool:
        return may_correct(info.context.actor, self, Permission.CONTACT_ATTEMPT_SETTLE)

    @resolved(ATTEMPT, ahead=OF_ATTEMPT)
    async def attempt(self, info: Info) -> ContactAttempt:
        return await attempt_of(info.context, self)


@shows(events.CallPutThrough)
class CallPutThrough(TimelineEvent):
    """Somebody of the case file calls; how it went is an event of its own."""

    party: str | None = field(CONTENT, of=recorded("party"))
    collector: str | None = field(CONTENT, of=recorded("collector"), description="Who was given the call.")


@shows(events.CallReceived)
class CallReceived(TimelineEvent):
    """A conversation that somebody of the case file began; `occurredAt` is when."""

    party: str | None = field(CONTENT, of=recorded("party"))
    note: str | None = field(CONTENT, of=recorded("note"))


@shows(events.InboundMessageReceived)
class InboundMessageReceived(TimelineEvent):
    channel: Channel = field(ATTEMPT, of=recorded("channel", Channel))
    sender: str | None = field(CONTENT, of=recorded("sender"), name="from")
    subject: str | None = field(CONTENT, of=recorded("subject"), description="Of an e-mail.")
    body: str | None = field(CONTENT, of=recorded("body"), description="Of an e-mail without what it quotes.")
    refused_files: list[str] | None = field(
        CONTENT, of=recorded("refused_files"), description="Names of attachments that were not taken as documents."
    )
    media: list[str] | None = field(
        CONTENT, of=recorded("media"), description="MIME types of the pictures that came with a text; documents follow."
    )


@shows(events.InboundFileLost)
class InboundFileLost(TimelineEvent):
    file_name: str | None = field(CONTENT, of=recorded("name"), description="Of a picture that could not be kept.")


strawberry.enum(Became, name="RecordingBecame")


@shows(events.CallRecordingChanged)
class CallRecordingChanged(TimelineEvent):
    became: Became = field(ATTEMPT, of=recorded("became", Became), description="What became of a call's recording.")


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


@shows(events.AddressReopened)
class AddressReopened(TimelineEvent):
    succeeded: bool = field(
        Resource.CONTACT_POINT,
        of=recorded("succeeded"),
        description="False: the provider still refuses it, so it is closed again.",
    )
    address: str | None = field(Resource.CONTACT_POINT, of=recorded("address"))
    reason: str | None = field(Resource.CONTACT_POINT, of=recorded("reason"), name="why")


@shows(events.PreferenceTold)
class PreferenceTold(TimelineEvent):
    # Not `channel`: null is not what other kinds answer by that name, and no document could ask for both.
    preferred_channel: Channel | None = field(Resource.OPT_OUT, of=recorded("channel", Channel))
    from_minute: int | None = field(
        Resource.OPT_OUT,
        of=recorded("from_minute"),
        description="Of the local day, like `toMinute`, which is not in it.",
    )
    to_minute: int | None = field(Resource.OPT_OUT, of=recorded("to_minute"))
    address: str | None = field(Resource.OPT_OUT, of=recorded("address"))


@shows(events.StopFactRecorded)
class StopFactRecorded(TimelineEvent):
    stop_kind: StopKind = field(Resource.STOP_FACT, of=recorded("stop_kind", StopKind))
    since_on: date = field(Resource.STOP_FACT, of=recorded("since_on", date.fromisoformat))
    due_on: date | None = field(
        Resource.STOP_FACT,
        of=recorded("due_on", date.fromisoformat),
        description="Until when to act, where the law sets a day.",
    )
    party: str | None = field(Resource.STOP_FACT, of=recorded("party"))
    known_from: str | None = field(Resource.STOP_FACT, of=recorded("source"))
    representative: str | None = field(Resource.STOP_FACT, of=recorded("representative"))


@shows(events.StopFactEnded)
class StopFactEnded(TimelineEvent):
    stop_kind: StopKind = field(Resource.STOP_FACT, of=recorded("stop_kind", StopKind))
    ended_on: date = field(Resource.STOP_FACT, of=recorded("ended_on", date.fromisoformat))
    party: str | None = field(Resource.STOP_FACT, of=recorded("party"))
    known_from: str | None = field(Resource.STOP_FACT, of=recorded("source"))

"""What is known of the people of a case file and stops contact: read and entered by both sides."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from tandem.casefiles.queries import case_files_by_id
from tandem.contacts.stops import commands
from tandem.contacts.stops.kinds import Stop, StopKind
from tandem.contacts.stops.reading import StopFact as FactRow
from tandem.contacts.stops.reading import may_end, stops_for
from tandem.kit import texts
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

_TYPE = "StopFact"


@value_type()
class StopFact:
    """A fact that stops contact, as one side entered it; it is never changed, only ended."""

    id: strawberry.ID
    party_id: strawberry.ID
    kind: StopKind
    since_on: date
    until_on: date | None = strawberry.field(description="Of a breathing space: the first day that is free again.")
    published_on: date | None = strawberry.field(description="Of an insolvency: the day of its notice in the BODACC.")
    contact_point_id: strawberry.ID | None = strawberry.field(
        description="Of a refusal at work, or of a wrong person: where."
    )
    source: str = strawberry.field(description="Where it is known from.")
    representative: str | None = strawberry.field(description="Who acts for the person.")
    next_step: str | None = strawberry.field(description="What to do now, in the reader's language; null once ended.")
    due_on: date | None = strawberry.field(description="Until when, where the law sets a day.")
    recorded_at: datetime
    recorded_by: str
    ended_on: date | None
    ended_by: str | None
    end_source: str | None
    viewer_can_end: bool

    @classmethod
    def of(cls, actor: Actor, fact: FactRow, locale: str) -> "StopFact":
        """From the domain's row, on a case file that the actor reached."""
        permitted = may(actor, side_of(actor), Permission.STOP_FACT_END)
        return cls(
            id=global_id(_TYPE, fact.id),
            party_id=global_id("Party", fact.party_id),
            kind=fact.kind,
            since_on=fact.since_on,
            until_on=fact.until_on,
            published_on=fact.published_on,
            contact_point_id=global_id("ContactPoint", fact.contact_point_id) if fact.contact_point_id else None,
            source=fact.source,
            representative=fact.representative,
            next_step=None if fact.ended_on else texts.render(f"stop_step.{fact.kind}", locale),
            due_on=fact.due_on,
            recorded_at=fact.recorded_at,
            recorded_by=fact.recorded_by,
            ended_on=fact.ended_on,
            ended_by=fact.ended_by,
            end_source=fact.end_source,
            viewer_can_end=permitted and fact.ended_on is None and may_end(actor, fact),
        )


@value_type()
class StopElsewhere:
    """What the agency learned of the same person on another case file, and binds it here too."""

    party_id: strawberry.ID
    kind: StopKind
    since_on: date
    until_on: date | None
    contact_point_id: strawberry.ID | None = strawberry.field(
        description="Of a refusal at work, or of a wrong person: where, among the addresses of this case file."
    )
    learned_on: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, stop: Stop) -> "StopElsewhere":
        """Without who wrote it down."""
        return cls(
            party_id=global_id("Party", stop.party_id),
            kind=stop.kind,
            since_on=stop.since_on,
            until_on=stop.until_on,
            contact_point_id=global_id("ContactPoint", stop.contact_point_id) if stop.contact_point_id else None,
            learned_on=stop.learned_on,
        )

    @strawberry.field
    async def case_file(self, info: Info) -> CaseFile | None:
        """Where it was learned; null for whoever does not reach that case file."""
        if self.learned_on is None:
            return None
        found = await info.context.loaders.load(case_files_by_id, self.learned_on)
        return CaseFile.of(info.context.actor, found) if found else None


@value_type()
class CaseFileStops:
    """Facts of both sides, those in force first; and what the agency alone knows from elsewhere."""

    facts: list[StopFact]
    elsewhere: list[StopElsewhere]
    viewer_can_write: bool


@strawberry.input
class RecordStopFactInput:
    case_file_id: strawberry.ID
    party_id: strawberry.ID
    kind: StopKind
    since_on: date
    source: str
    until_on: date | None = None
    published_on: date | None = None
    contact_point_id: strawberry.ID | None = None
    representative: str | None = None


@strawberry.input
class EndStopFactInput:
    fact_id: strawberry.ID
    ended_on: date
    source: str


@value_type(Public.ANSWER)
class StopFactPayload:
    fact: StopFact | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class StopFactQueries:
    @query(Resource.STOP_FACT)
    async def stop_facts(self, info: Info, case_file_id: strawberry.ID) -> CaseFileStops | None:
        """What stops contact with the people of a case file; null out of reach."""
        actor = info.context.actor
        found = await stops_for(actor, key_of(case_file_id, "CaseFile", "caseFileId"))
        if found is None:
            return None
        return CaseFileStops(
            facts=[StopFact.of(actor, fact, info.context.locale) for fact in found.facts],
            elsewhere=[StopElsewhere.of(stop) for stop in found.elsewhere],
            viewer_can_write=may(actor, side_of(actor), Permission.STOP_FACT_WRITE) and not found.is_erased,
        )


@strawberry.type
class StopFactMutations:
    @mutation(Permission.STOP_FACT_WRITE)
    async def record_stop_fact(self, info: Info, input: RecordStopFactInput) -> StopFactPayload:  # noqa: A002
        """A dated fact about a party, with where it is known from: it stops contact from now on."""
        actor = info.context.actor
        point = input.contact_point_id
        fact = await commands.record_stop_fact(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.party_id, "Party", "partyId"),
            commands.NewStop(
                kind=input.kind,
                since_on=input.since_on,
                source=input.source,
                until_on=input.until_on,
                published_on=input.published_on,
                contact_point_id=key_of(point, "ContactPoint", "contactPointId") if point else None,
                representative=input.representative,
            ),
        )
        return StopFactPayload(fact=StopFact.of(actor, fact, info.context.locale))

    @mutation(Permission.STOP_FACT_END)
    async def end_stop_fact(self, info: Info, input: EndStopFactInput) -> StopFactPayload:  # noqa: A002
        """The day from which a fact no longer holds, with where that is known from."""
        actor = info.context.actor
        fact = await commands.end_stop_fact(actor, key_of(input.fact_id, _TYPE, "factId"), input.ended_on, input.source)
        return StopFactPayload(fact=StopFact.of(actor, fact, info.context.locale))

"""The interface of all events, and which GraphQL type shows which kind."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, dataclass_transform
from uuid import UUID

import strawberry

from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem.timeline import Chain, EventData, EventGroup
from tandem.timeline.events import KINDS
from tandem.timeline.groups import group_in
from tandem.timeline.queries import Entry, entries_by_id
from tandem.timeline.sentences import public_types, sentence
from tandem_graphql.connections import PageInfo
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, RowField, field, resolved, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.money import Money
from tandem_graphql.sight import NOTHING, Sight
from tandem_policies.vocabulary import Resource

E = TypeVar("E", bound=type[Any])

# Whoever may not read a side's own chain sees nothing of its events, whatever else they may read.
_OF_CHAIN = {
    Chain.AGENCY: Resource.TIMELINE_AGENCY,
    Chain.CREDITOR: Resource.TIMELINE_CREDITOR,
    Chain.PARTIES: Resource.TIMELINE,
}


@strawberry.enum
class ActorKind(StrEnum):
    """Who caused an event."""

    PERSON = "person"
    SYSTEM = "system"
    DEBTOR = "debtor"
    PROVIDER = "provider"


@value_type()
class EventActor:
    kind: ActorKind
    name: str | None = strawberry.field(description="A person's name; null for a machine.")
    organization: str | None


def _actor_of(event: Any) -> EventActor:
    entry: Entry = event.row
    return EventActor(kind=ActorKind(entry.actor_kind), name=entry.actor_name, organization=entry.actor_organization)


@strawberry.interface(description="One event of a case file's timeline; each kind has its own type.")
class TimelineEvent:
    row: strawberry.Private[Entry]
    sight: strawberry.Private[Sight]

    id: strawberry.ID = field(Public.IDENTIFIER, of=lambda event: global_id("TimelineEvent", event.row.event_id))
    chain: Chain = field(Resource.TIMELINE, of=lambda event: Chain(event.row.chain))
    sequence: int = field(Resource.TIMELINE)
    occurred_at: datetime = field(Resource.TIMELINE)
    recorded_at: datetime = field(Resource.TIMELINE)
    actor: EventActor = field(Resource.TIMELINE, of=_actor_of)
    milestone: bool = field(Resource.TIMELINE)
    group: EventGroup = field(Resource.TIMELINE, of=lambda event: group_in(KINDS[event.row.kind].group, event.row.data))

    @resolved(Resource.TIMELINE)
    def sentence(self, info: Info) -> str:
        """The event in one line, in the reader's language; it stays the same once the person was erased."""
        entry = self.row
        for resource in SAID[entry.kind] - self.sight.readable:
            raise NotPermitted(permission=f"{resource}:read")
        return sentence(entry.kind, entry.data, info.context.locale, chain=Chain(entry.chain))

    @resolved(Resource.TIMELINE)
    async def supersedes(self, info: Info) -> "TimelineEvent | None":
        """The event that this one corrects."""
        return await _other(info.context, self.row.supersedes)

    @resolved(Resource.TIMELINE)
    async def superseded_by(self, info: Info) -> "TimelineEvent | None":
        """The event by which this one was corrected."""
        return await _other(info.context, self.row.superseded_by)


async def _other(context: Context, event_id: UUID | None) -> TimelineEvent | None:
    entry = await context.loaders.load(entries_by_id, event_id) if event_id else None
    return event_of(context.actor, entry) if entry else None


EVENT_TYPES: dict[str, type[TimelineEvent]] = {}
# What a reader must be allowed to read, for each kind, to be told its sentence: whatever guards its public fields.
SAID: dict[str, frozenset[Resource]] = {}


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def shows(data: type[EventData]) -> Callable[[E], E]:
    """Declares the GraphQL type of one kind of event."""

    def register(cls: E) -> E:
        made: Any = row_type(cls)
        EVENT_TYPES[data.kind] = made
        SAID[data.kind] = frozenset(
            shown.guard
            for shown in made.__strawberry_definition__.fields
            if isinstance(shown, RowField) and isinstance(shown.guard, Resource)
            if shown.python_name in public_types(data.kind)
        )
        return cls

    return register


def recorded(name: str, convert: Callable[[Any], Any] | None = None) -> Callable[[Any], Any]:
    """A field of the event's data; null once the person it spoke of was erased."""

    def read(event: TimelineEvent) -> Any:
        value = event.row.data.get(name)
        return value if value is None or convert is None else convert(value)

    return read


def as_money(value: dict[str, Any]) -> Money:
    """Money as events keep it."""
    return Money.minor(value["minor"], value["currency"])


def event_of(actor: Actor, entry: Entry) -> TimelineEvent:
    """An event as the actor may see it."""
    sight = Sight.of_case(actor)
    if _OF_CHAIN[Chain(entry.chain)] not in sight.readable:
        sight = NOTHING
    return EVENT_TYPES[entry.kind](row=entry, sight=sight)


@value_type(Public.PAGE)
class TimelineEdge:
    cursor: str
    node: TimelineEvent


@value_type(Public.PAGE)
class TimelineConnection:
    edges: list[TimelineEdge]
    page_info: PageInfo

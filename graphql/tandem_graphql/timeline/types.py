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
from tandem.timeline.kinds import group_sql
from tandem.timeline.queries import Entry, entries_by_id
from tandem.timeline.sentences import public_types, sentence
from tandem_graphql.connections import PageInfo
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, RowField, field, resolved, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.lookahead.leaves import NULL
from tandem_graphql.lookahead.leaves import recorded as recorded_leaf
from tandem_graphql.lookahead.pieces import REFUSED, Const, Pieces, Sql, chosen, concat, or_null, quoted
from tandem_graphql.lookahead.planning import At, Read, answered_by, leaf_of, type_of, value_object
from tandem_graphql.lookahead.running import NotAhead, Run
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.money import Money
from tandem_graphql.reads import column, key_in, money
from tandem_graphql.sight import NOTHING, Sight
from tandem_policies.vocabulary import Resource

E = TypeVar("E", bound=type[Any])

# Whoever may not read a side's own chain sees nothing of its events, whatever else they may read.
OF_CHAIN = {
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


def _read_actor(at: At, selected: Selected) -> Pieces:
    parts: dict[str, Read] = {
        "kind": lambda at, one: leaf_of(one, at.column("actor_kind")),
        "name": lambda at, one: leaf_of(one, at.column("actor_name")),
        "organization": lambda at, one: leaf_of(one, at.column("actor_organization")),
    }
    return value_object(at, selected, parts)


def _read_sentence(at: At, _selected: Selected) -> Pieces:
    told = f"json_build_array({at.column('kind')}, {at.column('chain')}, {at.column('data')})"
    return at.plan.finish([Sql(told)], _sentence)


def _sentence(run: Run, told: tuple[str, str, dict[str, Any]]) -> str:
    kind, chain, data = told
    if not SAID[kind] <= Sight.of_case(run.actor).readable:
        raise NotAhead("masked")
    return sentence(kind, data, run.info.context.locale, chain=Chain(chain))


def _read_other(name: str) -> Read:
    """Another event of the same timeline, which the row may name."""

    def read(at: At, selected: Selected) -> Pieces:
        from tandem_graphql.timeline.ahead import event_object

        row = at.plan.new_row()
        found = f"SELECT {concat(event_object(at.plan, row, at.sight, selected.nodes))} FROM timeline_entries {row} "
        whole = or_null(f"{found}WHERE {row}.event_id = {at.column(name)}")
        return [chosen([(f"{at.column(name)} IS NULL", NULL)], [whole])]

    return read


@strawberry.interface(description="One event of a case file's timeline; each kind has its own type.")
class TimelineEvent:
    row: strawberry.Private[Entry]
    sight: strawberry.Private[Sight]

    id: strawberry.ID = field(
        Public.IDENTIFIER,
        of=lambda event: global_id("TimelineEvent", event.row.event_id),
        ahead=key_in("TimelineEvent", lambda at: at.column("event_id")),
    )
    chain: Chain = field(Resource.TIMELINE, of=lambda event: Chain(event.row.chain), ahead=column("chain").ahead)
    sequence: int = field(Resource.TIMELINE)
    occurred_at: datetime = field(Resource.TIMELINE)
    recorded_at: datetime = field(Resource.TIMELINE)
    actor: EventActor = field(Resource.TIMELINE, of=_actor_of, ahead=_read_actor)
    milestone: bool = field(Resource.TIMELINE)
    group: EventGroup = field(
        Resource.TIMELINE,
        of=lambda event: group_in(KINDS[event.row.kind].group, event.row.data),
        ahead=lambda at, one: leaf_of(one, group_sql(at.row)),
    )

    @resolved(Resource.TIMELINE, ahead=_read_sentence)
    def sentence(self, info: Info) -> str:
        """The event in one line, in the reader's language; it stays the same once the person was erased."""
        entry = self.row
        for resource in SAID[entry.kind] - self.sight.readable:
            raise NotPermitted(permission=f"{resource}:read")
        return sentence(entry.kind, entry.data, info.context.locale, chain=Chain(entry.chain))

    @resolved(Resource.TIMELINE, ahead=_read_other("supersedes"))
    async def supersedes(self, info: Info) -> "TimelineEvent | None":
        """The event that this one corrects."""
        return await _other(info.context, self.row.supersedes)

    @resolved(Resource.TIMELINE, ahead=_read_other("superseded_by"))
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


def as_money(value: dict[str, Any]) -> Money:
    """Money as events keep it."""
    return Money.minor(value["minor"], value["currency"])


class recorded:  # noqa: N801 - reads as a word of a declaration
    """A field of the event's data; null once the person it spoke of was erased."""

    def __init__(self, name: str, convert: Callable[[Any], Any] | None = None) -> None:
        self._name = name
        self._convert = convert

    def __call__(self, event: TimelineEvent) -> Any:
        """The value as its type."""
        value = event.row.data.get(self._name)
        return value if value is None or self._convert is None else self._convert(value)

    def ahead(self, at: At, selected: Selected) -> Pieces:
        """The same from the row's document, which holds texts, days and instants as the wire shows them."""
        if self._convert is not as_money:
            return recorded_leaf(answered_by(selected), at.column("data"), self._name)
        _, nullable = type_of(selected)
        kept = f"({at.column('data')} -> {quoted(self._name)})"
        shown = money(at, selected, f"({kept} ->> 'minor')::bigint", f"({kept} ->> 'currency')")
        return [chosen([(f"jsonb_typeof({kept}) = 'object'", shown)], NULL if nullable else [Const(REFUSED)])]


def noted_in(name: str) -> Callable[[At], str]:
    """The key of a row that the event's data names, as SQL."""
    return lambda at: f"({at.column('data')} ->> {quoted(name)})::uuid"


def event_of(actor: Actor, entry: Entry) -> TimelineEvent:
    """An event as the actor may see it."""
    sight = Sight.of_case(actor)
    if OF_CHAIN[Chain(entry.chain)] not in sight.readable:
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

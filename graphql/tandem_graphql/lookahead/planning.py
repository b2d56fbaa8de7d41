"""Compiling one root field's selection to one SQL statement: what every type and field contributes.

A field says in its declaration what it reads (`tandem_graphql.reads`); nothing here knows a table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, cast, get_type_hints

from tortoise.models import Model

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_non_null_type,
)
from tandem.kit import clock
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.fields import RowField
from tandem_graphql.lookahead.finishing import Show, columns_of, resolver_of, show
from tandem_graphql.lookahead.leaves import leaf
from tandem_graphql.lookahead.pieces import ARGUMENTS, MARK, REFUSED, Const, Pieces, Sql, concat
from tandem_graphql.lookahead.running import Finish, NotAhead, Plan, Run
from tandem_graphql.lookahead.selecting import Fragments, Selected, collect
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

# What a field contributes at a row: JSON text as SQL.
Read = Callable[["At", Selected], Pieces]


class At(NamedTuple):
    """A row in the statement: its alias, and the reader's sight of it."""

    plan: "Planner"
    row: str
    sight: Sight
    type: GraphQLObjectType

    def column(self, name: str) -> str:
        """A column of the row."""
        return f'{self.row}."{name}"'

    def may(self, permission: Permission) -> bool:
        """Whether the reader may do this to the row, by the policy table."""
        return may(self.plan.actor, self.sight.relation, permission)

    def to(self, row: str, selected: Selected, sight: Sight | None = None) -> "At":
        """Another row, of the type that the field answers."""
        return At(self.plan, row, sight or self.sight, object_of(selected))

    def object(self, selected: Selected) -> Pieces:
        """The JSON object of the row with what the field's selection asks of it."""
        return self.plan.object(self, selected.nodes)


@dataclass
class Planner:
    """The statement while it is being compiled for one class of readers."""

    schema: GraphQLSchema
    fragments: Fragments
    variables: Mapping[str, Any]
    actor: Actor
    slots: list[Callable[[Run], str]] = field(default_factory=list)
    finishers: list[Finish] = field(default_factory=list)
    rows: int = 0

    def new_row(self) -> str:
        """An alias that no other row of the statement has."""
        self.rows += 1
        return f"t{self.rows}"

    def slot(self, fill: Callable[[Run], str]) -> str:
        """SQL that is known when the statement runs: a placeholder, or conditions that depend on arguments."""
        self.slots.append(fill)
        return f"\0{len(self.slots) - 1}\0"

    @property
    def now(self) -> str:
        """The present instant."""
        return self.slot(lambda run: run.value("now", clock.now, "timestamptz"))

    @property
    def today(self) -> str:
        """The present day where the product is at home."""
        return self.slot(lambda run: run.value("today", clock.today, "date"))

    @property
    def organization(self) -> str:
        """The acting organization."""
        return self.slot(lambda run: run.value("organization", lambda: run.actor.organization_id, "uuid"))

    @property
    def membership(self) -> str:
        """The acting membership."""
        return self.slot(lambda run: run.value("membership", lambda: run.actor.membership_id, "uuid"))

    def finish(self, arguments: Pieces, finish: Finish) -> Pieces:
        """What Python makes of raw values, once the one statement was read; they are JSON text."""
        if any(MARK in piece.text for piece in arguments):
            raise NotAhead("finished_within_arguments")
        if finish not in self.finishers:
            self.finishers.append(finish)
        return [Const(f"{MARK}{self.finishers.index(finish)}{ARGUMENTS}"), *arguments, Const(MARK)]

    def object(self, at: At, nodes: Sequence[FieldNode]) -> Pieces:
        """A JSON object."""
        pieces: Pieces = []
        for selected in collect(at.type, nodes, self.fragments, self.variables):
            pieces.append(Const(f'{"," if pieces else "{"}"{selected.key}":'))
            pieces += self.field(at, selected)
        return [*(pieces or [Const("{")]), Const("}")]

    def field(self, at: At, selected: Selected) -> Pieces:
        """One field of a row. Raises NotAhead where the ordinary path must answer."""
        if selected.definition is None:
            return [Const(f'"{at.type.name}"')]
        definition = selected.definition.extensions["strawberry-definition"]
        if not isinstance(definition, RowField):
            raise NotAhead(f"undeclared:{at.type.name}.{selected.name}")
        guard = definition.guard
        if isinstance(guard, Resource) and guard not in at.sight.readable:
            # Where the schema knows no null the ordinary path says its error, if there is such a row at all.
            return [Const(REFUSED if is_non_null_type(selected.definition.type) else "null")]
        if definition.ahead is not None:
            read: Read = definition.ahead
            return read(at, selected)
        if definition.needs is not None:
            return self._finished_field(at, selected, definition)
        if definition.of is None and definition.base_resolver is None:
            return leaf_of(selected, at.column(definition.python_name), sure=is_sure(at.type, definition.python_name))
        raise NotAhead(f"undeclared:{at.type.name}.{selected.name}")

    def _finished_field(self, at: At, selected: Selected, definition: RowField) -> Pieces:
        """A field that its own declaration answers, from the columns that it needs."""
        needs = definition.needs or ()
        cls, read = origin_of(at.type), columns_of(model_of(at.type), needs)
        answer: Show = resolver_of(definition) if definition.of is None else _plain(definition.of)
        shown = show(answered_by(selected), selected, self.fragments, self.variables)
        sight = at.sight

        def finish(run: Run, values: list[Any]) -> Any:
            row: Any = object.__new__(cls)
            row.row, row.sight = read(values), sight
            return shown(answer(row, run), run)

        arguments = ", ".join(map(at.column, needs))
        return self.finish([Sql(f"json_build_array({arguments})")], finish)

    def plan(self, statement: str) -> Plan:
        """The compiled statement."""
        parts = statement.split("\0")
        return Plan(tuple(self.slots[int(part)] if at % 2 else part for at, part in enumerate(parts)), self.finishers)


def origin_of(type_: GraphQLObjectType) -> type[Any]:
    """The class of ours that a type is made from."""
    origin: type[Any] = type_.extensions["strawberry-definition"].origin
    return origin


@cache
def model_of(type_: GraphQLObjectType) -> type[Any]:
    """The class of the rows that a row type shows."""
    model: type[Any] = get_type_hints(origin_of(type_))["row"]
    return model


def is_sure(type_: GraphQLObjectType, column: str) -> bool:
    """Whether a column is never NULL."""
    model = model_of(type_)
    return not (issubclass(model, Model) and model._meta.fields_map[column].null)


def _plain(of: Callable[[Any], Any]) -> Show:
    return lambda row, _: of(row)


def answered_by(selected: Selected) -> GraphQLOutputType:
    """The type that a field answers."""
    return cast("GraphQLField", selected.definition).type


def type_of(selected: Selected) -> tuple[GraphQLNamedType, bool]:
    """The named type that a field answers, and whether it may be null."""
    answered = answered_by(selected)
    return get_named_type(answered), not is_non_null_type(answered)


def object_of(selected: Selected) -> GraphQLObjectType:
    """The object type that a field answers, alone or in a list."""
    return cast("GraphQLObjectType", type_of(selected)[0])


def leaf_of(selected: Selected, sql: str, *, sure: bool = True) -> Pieces:
    """A scalar or enum that the SQL gives, for this field."""
    named, nullable = type_of(selected)
    return leaf(named, sql, nullable=nullable, sure=sure)


def finished(at: At, selected: Selected, arguments: Pieces, make: Callable[[Any, Run], Any]) -> Pieces:
    """A value of the API's types that Python makes of JSON, shown as the field's selection asks."""
    shown = show(answered_by(selected), selected, at.plan.fragments, at.plan.variables)
    return at.plan.finish(arguments, lambda run, told: shown(make(told, run), run))


def value_object(at: At, selected: Selected, parts: Mapping[str, Read]) -> Pieces:
    """An object of a value type, its fields by their names in Python. Raises NotAhead for one that is not given."""
    pieces: Pieces = []
    type_ = object_of(selected)
    for one in collect(type_, selected.nodes, at.plan.fragments, at.plan.variables):
        pieces.append(Const(f'{"," if pieces else "{"}"{one.key}":'))
        if one.definition is None:
            pieces.append(Const(f'"{type_.name}"'))
            continue
        name = one.definition.extensions["strawberry-definition"].python_name
        if name not in parts:
            raise NotAhead(f"undeclared:{type_.name}.{one.name}")
        pieces += parts[name](at, one)
    return [*(pieces or [Const("{")]), Const("}")]


def listed(pieces: Pieces, source: str, order: str) -> Pieces:
    """A JSON list of the rows of `source` ("table alias WHERE …")."""
    return [Const("["), Sql(f"(SELECT string_agg({concat(pieces)}, ',' ORDER BY {order}) FROM {source})"), Const("]")]

"""Values that Python makes: rows rebuilt from the columns that a field names, values shown as a selection asks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from graphql.execution.executor import Executor
from strawberry.types.field import StrawberryField
from tortoise import fields
from tortoise.models import Model

from graphql import (
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from tandem_graphql.lookahead.running import NotAhead, Run
from tandem_graphql.lookahead.selecting import Fragments, Selected, collect

Show = Callable[[Any, Run], Any]


class Columns:
    """Some columns of a row, as its model would hold them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def columns_of(model: type[Model], names: Sequence[str]) -> Callable[[Sequence[Any]], Columns]:
    """Reads a JSON list of the columns' values, in their order."""
    readers = [(name, reader_of(model, name)) for name in names]

    def read(values: Sequence[Any]) -> Columns:
        return Columns(
            {
                name: None if value is None else convert(value)
                for (name, convert), value in zip(readers, values, strict=True)
            }
        )

    return read


def reader_of(model: type[Model], name: str) -> Callable[[Any], Any]:
    """Makes of a JSON value what the model's column holds."""
    column = model._meta.fields_map[name]
    enum_type: type[Enum] | None = getattr(column, "enum_type", None)
    if enum_type is not None:
        return enum_type
    if isinstance(column, fields.UUIDField):
        return UUID
    if isinstance(column, fields.DatetimeField):
        return instant
    return date.fromisoformat if isinstance(column, fields.DateField) else _as_it_is


def instant(text: str) -> datetime:
    """An instant that PostgreSQL wrote as JSON."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _as_it_is(value: Any) -> Any:
    return value


def show(
    type_: GraphQLOutputType,
    selected: Selected,
    fragments: Fragments,
    variables: Mapping[str, Any],
    given: Mapping[str, Callable[[Selected], Show]] | None = None,
) -> Show:
    """How a value of the API's types is shown as JSON; `given` shows fields that are rows, by `Type.field`."""
    if is_non_null_type(type_):
        inner = show(type_.of_type, selected, fragments, variables, given)
        return lambda value, run: _required(inner(value, run))
    if is_list_type(type_):
        item = show(type_.of_type, selected, fragments, variables, given)
        return lambda value, run: None if value is None else [item(one, run) for one in value]
    if is_leaf_type(type_):
        return _leaf(type_)
    if is_object_type(type_):
        return _object(type_, selected, fragments, variables, given or {})
    raise NotAhead(f"undeclared:{type_}")


def _required(value: Any) -> Any:
    if value is None:
        raise NotAhead("refused")
    return value


def _leaf(type_: GraphQLLeafType) -> Show:
    return lambda value, _: None if value is None else Executor.complete_leaf_value(type_, value)


def _object(
    type_: GraphQLObjectType,
    selected: Selected,
    fragments: Fragments,
    variables: Mapping[str, Any],
    given: Mapping[str, Callable[[Selected], Show]],
) -> Show:
    shown: list[tuple[str, Show]] = []
    for one in collect(type_, selected.nodes, fragments, variables):
        if one.definition is None:
            shown.append((one.key, _constant(type_.name)))
        elif f"{type_.name}.{one.name}" in given:
            shown.append((one.key, given[f"{type_.name}.{one.name}"](one)))
        else:
            inner = show(one.definition.type, one, fragments, variables, given)
            shown.append((one.key, _read(one.definition.extensions["strawberry-definition"], inner)))
    return lambda value, run: None if value is None else {key: part(value, run) for key, part in shown}


def _constant(text: str) -> Show:
    return lambda _value, _run: text


def _read(definition: StrawberryField, inner: Show) -> Show:
    if definition.base_resolver is None:
        name = definition.python_name
        return lambda value, run: inner(getattr(value, name), run)
    resolve = resolver_of(definition)
    return lambda value, run: inner(resolve(value, run), run)


def resolver_of(definition: StrawberryField) -> Show:
    """A resolver as a function of the object; one that would read the database has no place here."""
    resolver = definition.base_resolver
    if resolver is None or resolver.is_async:
        raise NotAhead(f"undeclared:{definition.python_name}")
    function: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment]
    if resolver.info_parameter is None:
        return lambda value, _: function(value)
    return lambda value, run: function(value, run.info)

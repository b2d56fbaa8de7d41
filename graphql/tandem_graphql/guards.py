"""Refuses a schema in which some field of an object type does not say what decides about it."""

from collections.abc import Iterator
from typing import NamedTuple

import strawberry
from strawberry.types.base import StrawberryObjectDefinition

from tandem_graphql.fields import Guard, RowField
from tandem_graphql.roots import RootField


class UnguardedField(TypeError):
    """A field without a resource and without a reviewed reason."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place}: declare it with field(Resource.…), or its type with @value_type(Public.…)")


class GuardedField(NamedTuple):
    """A field as the schema names it, with what decides about it."""

    type_name: str
    field_name: str
    guard: Guard


def guards_of(schema: strawberry.Schema) -> Iterator[GuardedField]:
    """Every field of every object type with its guard. Raises UnguardedField."""
    for concrete in schema.schema_converter.type_map.values():
        definition = concrete.definition
        if not isinstance(definition, StrawberryObjectDefinition) or definition.is_input:
            continue
        type_name = schema.config.name_converter.from_type(definition)
        for item in definition.fields:
            field_name = schema.config.name_converter.get_graphql_name(item)
            guard = item.guard if isinstance(item, RowField | RootField) else None
            guard = guard or getattr(definition.origin, "__public__", None)
            if guard is None:
                raise UnguardedField(f"{type_name}.{field_name}")
            yield GuardedField(type_name, field_name, guard)

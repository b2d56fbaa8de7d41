"""Arguments are made into types of ours as Strawberry makes them, for every field that takes any."""

from typing import Any

import pytest
from strawberry.types.arguments import convert_arguments

from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from tandem_graphql.lookahead.arguments import converted
from tandem_graphql.schema import schema


def _value(type_: Any, given: str) -> Any:
    """A value of the type as the executor gives it: whole, with what must be there alone, or null."""
    if is_non_null_type(type_):
        return _value(type_.of_type, given)
    if is_list_type(type_):
        return [_value(type_.of_type, given), _value(type_.of_type, given)]
    if is_enum_type(type_):
        return list(type_.values.values())[-1].value
    return _fields(type_, given) if is_input_object_type(type_) else "x"


def _fields(type_: GraphQLInputObjectType, given: str) -> dict[str, Any]:
    return {name: _value(one.type, given) for name, one in type_.fields.items() if _is_given(one.type, given)}


def _is_given(type_: Any, given: str) -> bool:
    return given == "everything" or isinstance(type_, GraphQLNonNull)


@pytest.mark.parametrize("given", ["everything", "what must be there", "null"])
def test_arguments_become_what_strawberry_makes_of_them(given: str) -> None:
    compared = 0
    for type_ in schema._schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for name, definition in type_.fields.items():
            field = definition.extensions["strawberry-definition"]
            values = {
                key: None if given == "null" else _value(one.type, given)
                for key, one in definition.args.items()
                if given == "null" or _is_given(one.type, given)
            }
            registry, config = schema.schema_converter.scalar_registry, schema.config
            expected = convert_arguments(dict(values), field.arguments, registry, config)
            assert converted(field, schema, values) == expected, (type_.name, name)
            compared += bool(values)

    assert compared > 50

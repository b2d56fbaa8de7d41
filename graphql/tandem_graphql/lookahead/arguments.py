"""The arguments of a field, as its resolver would get them: what Strawberry looks up with each value is kept."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cache
from typing import Any, cast

from strawberry.scalars import is_scalar
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from graphql import GraphQLField, Undefined, value_from_ast
from tandem_graphql.lookahead.running import NotAhead, Run
from tandem_graphql.lookahead.selecting import Selected


def arguments_of(selected: Selected, run: Run) -> dict[str, Any]:
    """By their names in Python, defaults filled in. Raises NotAhead for what the ordinary path would refuse."""
    if selected.arguments is not None:
        return dict(selected.arguments)
    definition = cast("GraphQLField", selected.definition)
    nodes = {one.name.value: one.value for one in selected.nodes[0].arguments or ()}
    values: dict[str, Any] = {}
    for name, argument in definition.args.items():
        value = value_from_ast(nodes[name], argument.type, run.variables) if name in nodes else Undefined
        if value is Undefined and name in nodes and not _is_left_out(nodes[name], run):
            raise NotAhead("argument")
        if value is Undefined:
            value = argument.default_value if argument.default_value is not Undefined else Undefined
        if value is not Undefined:
            values[name] = value
    field = definition.extensions["strawberry-definition"]
    resolved = converted(field, run.info.schema, values)
    told = {one.python_name: resolved.get(one.python_name, one.default) for one in field.arguments}
    if not any(map(_has_variables, nodes.values())):
        selected.arguments = dict(told)
    return told


Convert = Callable[[Any], Any]


def converted(field: StrawberryField, schema: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The executor's values of a field's arguments as the types of ours, by their names in Python."""
    return {python: convert(given[name]) for name, python, convert in _converters(field, schema) if name in given}


@cache
def _converters(field: StrawberryField, schema: Any) -> list[tuple[str, str, Convert]]:
    names = schema.config.name_converter
    return [(names.from_argument(one), one.python_name, _converter(one.type, schema)) for one in field.arguments]


def _converter(type_: Any, schema: Any) -> Convert:
    """Makes of a value what `convert_argument` does: itself, a list, or an input type of ours."""
    if isinstance(type_, StrawberryOptional) and not isinstance(type_, StrawberryMaybe):
        return _converter(type_.of_type, schema)
    if isinstance(type_, StrawberryList):
        item = _converter(type_.of_type, schema)
        return lambda values: None if values is None else [item(one) for one in values]
    registry = schema.schema_converter.scalar_registry
    if isinstance(type_, StrawberryEnumDefinition) or is_scalar(type_, registry):
        return lambda value: value
    if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
        return lambda value: None if value is None else _input(type_, schema, value)
    return lambda value: convert_argument(value, type_, registry, schema.config)


def _input(type_: Any, schema: Any, value: Mapping[str, Any]) -> Any:
    absent, fields = _fields(type_, schema)
    return type_(**absent | {python: convert(value[name]) for name, python, convert in fields if name in value})


@cache
def _fields(type_: Any, schema: Any) -> tuple[dict[str, None], list[tuple[str, str, Convert]]]:
    """The fields of an input type, and those that are null where nothing is given: the others have a default."""
    definition, names = type_.__strawberry_definition__, schema.config.name_converter
    absent = [one for one in definition.fields if one.default_value is MISSING and one.default_factory is MISSING]
    fields = [
        (names.from_field(one), one.python_name, _converter(one.resolve_type(type_definition=definition), schema))
        for one in definition.fields
    ]
    return {one.python_name: None for one in absent}, fields


def _has_variables(node: Any) -> bool:
    match node.kind:
        case "list_value":
            return any(map(_has_variables, node.values))
        case "object_value":
            return any(_has_variables(one.value) for one in node.fields)
    return bool(node.kind == "variable")


def _is_left_out(node: Any, run: Run) -> bool:
    """A variable without a value: then the default holds."""
    return node.kind == "variable" and node.name.value not in run.variables

"""The arguments of a field inside a look-ahead, as its resolver would get them."""

from typing import Any, cast

from strawberry.types.arguments import convert_arguments

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
    field, schema = definition.extensions["strawberry-definition"], run.info.schema
    resolved = convert_arguments(
        values,
        field.arguments,
        schema.schema_converter.scalar_registry,
        schema.config,
    )
    told = {one.python_name: resolved.get(one.python_name, one.default) for one in field.arguments}
    if not any(map(_has_variables, nodes.values())):
        selected.arguments = dict(told)
    return told


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

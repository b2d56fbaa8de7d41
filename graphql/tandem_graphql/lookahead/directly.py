"""A query whose every root field one statement answers: no executor is built for what is text already."""

from collections.abc import Mapping
from inspect import isawaitable
from typing import Any, cast

import orjson
from graphql.pyutils import Path
from strawberry.types.execution import ExecutionResult, PreExecutionError

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    OperationType,
    VariableValues,
    get_argument_values,
    get_operation_ast,
    get_variable_values,
    is_non_null_type,
)
from tandem_graphql.context import Context, Info
from tandem_graphql.documents import Ready, known
from tandem_graphql.gate import refusals
from tandem_graphql.lookahead.answering import Asked, Root, answered
from tandem_graphql.lookahead.arguments import converted
from tandem_graphql.lookahead.running import NotAhead
from tandem_graphql.lookahead.selecting import Selected, collect
from tandem_graphql.roots import RootField


async def answered_directly(
    schema: Any, text: str | None, variables: Mapping[str, Any] | None, context: Context, operation_name: str | None
) -> ExecutionResult | None:
    """The answer to a query that was met before; None where the executor answers, or says what is wrong."""
    terms = context.terms
    document = known(schema._schema, text or "", terms.limits, terms.may_introspect) if context.looks_ahead else None
    if document is None or context.signed_in is None:
        return None
    roots = _roots(schema, document, variables, context, operation_name)
    if not roots:
        return None
    if errors := refusals(document, operation_name, variables, context):
        return PreExecutionError(data=None, errors=errors)
    try:
        return ExecutionResult({root.key: await _answer(root, info) for root, info in roots}, None)
    except (Asked, GraphQLError):
        context.looks_ahead, context.is_admitted = False, True
        return None


def _roots(
    schema: Any, document: Ready, variables: Mapping[str, Any] | None, context: Context, operation_name: str | None
) -> list[tuple[Selected, Info]]:
    """What the executor would tell the resolvers of the root fields; nothing when one of them is for it alone."""
    if document.document is None or document.introspects:
        return []
    operation = get_operation_ast(document.document, operation_name)
    if operation is None or operation.operation is not OperationType.QUERY:
        return []
    told = get_variable_values(schema._schema, operation.variable_definitions or (), dict(variables or {}))
    if isinstance(told, list):
        return []
    fragments = {
        one.name.value: one for one in document.document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    try:
        roots = collect(schema._schema.query_type, [operation], fragments, told.coerced)
    except NotAhead:
        return []
    if not all(map(_has_statement, roots)):
        return []

    return [(root, _info(schema, root, operation, fragments, told, context)) for root in roots]


def _has_statement(root: Selected) -> bool:
    field = root.definition and root.definition.extensions["strawberry-definition"]
    return isinstance(field, RootField) and field.ahead is not None


def _info(
    schema: Any,
    root: Selected,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    variables: VariableValues,
    context: Context,
) -> Info:
    definition = cast("GraphQLField", root.definition)
    query = schema._schema.query_type
    of_executor: Any = {"is_awaitable": isawaitable, "abort_signal": None, "async_helpers": None}  # and there is none
    raw = GraphQLResolveInfo(
        field_name=root.name,
        field_nodes=root.nodes,
        return_type=definition.type,
        parent_type=query,
        path=Path(None, root.key, query.name),
        schema=schema._schema,
        fragments=fragments,
        root_value=None,
        operation=operation,
        variable_values=variables,
        context=context,
        **of_executor,
    )
    return Info(_raw_info=raw, _field=definition.extensions["strawberry-definition"])


async def _answer(root: Selected, info: Info) -> orjson.Fragment | None:
    """Raises Asked, and GraphQLError for an argument that is none."""
    definition = cast("GraphQLField", root.definition)
    field: RootField = definition.extensions["strawberry-definition"]
    given = get_argument_values(definition, root.nodes[0], info._raw_info.variable_values)
    answer = await answered(cast("Root", field.ahead), info, converted(field, info.schema, given))
    if answer is None and is_non_null_type(definition.type):
        raise Asked
    return answer

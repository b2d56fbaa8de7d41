"""Asking both ways, and finding in an answer which fields it says something of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from prometheus_client import REGISTRY
from strawberry.types.execution import ExecutionResult
from tortoise.connection import get_connection

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionNode,
    get_named_type,
    parse,
)
from tandem.organizations.actor import Actor
from tandem_graphql.context import Context
from tandem_graphql.schema import schema
from tests.api.asking import context_of, counted_statements
from tests.api.documents_of_schema import GRAPH
from tests.support.services import at_rest


@dataclass(frozen=True)
class Asked:
    """What one document was answered by, and with."""

    ahead: bytes
    directly: bytes
    ordinary: bytes
    statements: int
    fell_back: Counter[str]


async def ask(actor: Actor, document: str, variables: dict[str, object]) -> Asked:
    """Before the document is known the executor asks for what is read ahead; afterwards none is built."""
    before = _fallen_back()
    ahead = await schema.execute(document, variables, _looking_ahead(actor))
    fell_back = _fallen_back() - before
    # What was refused before may still be reading: then it is counted once more.
    for _ in range(2):
        await at_rest(get_connection("default"))
        with counted_statements() as statements:
            directly = await schema.execute(document, variables, _looking_ahead(actor))
        if len(statements) == 1:
            break
    ordinary = await schema.execute(document, variables, context_of(actor))
    return Asked(_bytes(ahead), _bytes(directly), _bytes(ordinary), len(statements), fell_back)


async def data_of(actor: Actor, document: str, variables: dict[str, object]) -> Any:
    """What the ordinary executor answers."""
    return (await schema.execute(document, variables, context_of(actor))).data


def _looking_ahead(actor: Actor) -> Context:
    context = context_of(actor)
    context.looks_ahead = True
    return context


def _bytes(result: ExecutionResult) -> bytes:
    return orjson.dumps({"data": result.data, "errors": [error.formatted for error in result.errors or []]})


def _fallen_back() -> Counter[str]:
    return Counter(
        {
            f"{sample.labels['field']}: {sample.labels['reason']}": int(sample.value)
            for metric in REGISTRY.collect()
            if metric.name == "tandem_lookahead_fallbacks"
            for sample in metric.samples
            if sample.name.endswith("_total")
        }
    )


def said_in(document: str, answer: bytes) -> set[str]:
    """The fields (`Type.field`) that the answer has a value of: neither null nor an empty list."""
    parsed = parse(document)
    fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
    (operation,) = (one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
    assert GRAPH.query_type is not None
    return set(_said(GRAPH.query_type, operation.selection_set.selections, orjson.loads(answer)["data"], fragments))


def _said(
    type_: GraphQLNamedType,
    selections: Iterable[SelectionNode],
    value: Any,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _said(type_, selections, one, fragments)
        return
    if not isinstance(value, dict):
        return
    if isinstance(type_, GraphQLInterfaceType) and "__typename" in value:
        type_ = GRAPH.type_map[value["__typename"]]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    for one in _fields(type_, selections, fragments):
        told = value.get(one.alias.value if one.alias else one.name.value)
        if told in (None, []) or one.name.value == "__typename":
            continue
        for named in (type_, *type_.interfaces):
            yield f"{named.name}.{one.name.value}"
        below: Any = get_named_type(type_.fields[one.name.value].type)
        yield from _said(below, one.selection_set.selections if one.selection_set else (), told, fragments)


def _fields(
    type_: GraphQLObjectType | GraphQLInterfaceType,
    selections: Iterable[SelectionNode],
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Iterator[FieldNode]:
    """The fields asked of an object of this type; one that a directive left out is not in the answer."""
    for one in selections:
        if isinstance(one, FieldNode):
            yield one
            continue
        definition: Any = fragments[one.name.value] if isinstance(one, FragmentSpreadNode) else one
        condition = definition.type_condition.name.value if definition.type_condition else type_.name
        if condition in (type_.name, *(interface.name for interface in type_.interfaces)):
            yield from _fields(type_, definition.selection_set.selections, fragments)

"""What a selection asks of a type, in the order of the answer: fragments opened, directives applied, fields merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionNode,
    ValueNode,
    VariableNode,
)
from tandem_graphql.lookahead.running import NotAhead

Fragments = Mapping[str, FragmentDefinitionNode]


@dataclass(slots=True)
class Selected:
    """One key of an answer with the nodes that ask for it; `definition` is None for `__typename`."""

    key: str
    name: str
    definition: GraphQLField | None
    nodes: list[FieldNode] = field(default_factory=list)
    # The field's arguments, kept when no variable is among them: a plan is run many times.
    arguments: dict[str, Any] | None = None


def collect(
    type_: GraphQLObjectType,
    nodes: Sequence[FieldNode | OperationDefinitionNode],
    fragments: Fragments,
    variables: Mapping[str, Any],
) -> list[Selected]:
    """The fields that `nodes` select of `type_`, each key once, in the order in which they were met."""
    found: dict[str, Selected] = {}
    opened: set[str] = set()
    for node in nodes:
        for one in _fields(type_, _selections(node), fragments, variables, opened):
            key = one.alias.value if one.alias else one.name.value
            if key not in found:
                name = one.name.value
                found[key] = Selected(key, name, None if name == "__typename" else type_.fields[name])
            found[key].nodes.append(one)
    return list(found.values())


def conditions(nodes: Sequence[FieldNode], fragments: Fragments) -> frozenset[str]:
    """The types that fragments among the selections of `nodes` are written for."""
    return frozenset(_conditions([one for node in nodes for one in _selections(node)], fragments, set()))


def shape_variables(nodes: Sequence[FieldNode], fragments: Fragments) -> tuple[str, ...]:
    """The variables by which @include and @skip decide what is answered, anywhere below `nodes`."""
    return tuple(sorted(_shape_variables(nodes, fragments, set())))


def _selections(node: SelectionNode | OperationDefinitionNode | FragmentDefinitionNode) -> Sequence[SelectionNode]:
    chosen = getattr(node, "selection_set", None)
    return chosen.selections if chosen else ()


def _fields(
    type_: GraphQLObjectType,
    selections: Sequence[SelectionNode],
    fragments: Fragments,
    variables: Mapping[str, Any],
    opened: set[str],
) -> Iterator[FieldNode]:
    for one in selections:
        if not _is_included(one, variables):
            continue
        if isinstance(one, FieldNode):
            yield one
            continue
        definition: Any = one
        if isinstance(one, FragmentSpreadNode):
            if one.name.value in opened:
                continue
            opened.add(one.name.value)
            definition = fragments[one.name.value]
        condition = definition.type_condition
        if condition is None or _is_a(type_, condition.name.value):
            yield from _fields(type_, _selections(definition), fragments, variables, opened)


def _is_a(type_: GraphQLObjectType, name: str) -> bool:
    return type_.name == name or any(interface.name == name for interface in type_.interfaces)


def _is_included(node: SelectionNode, variables: Mapping[str, Any]) -> bool:
    for directive in node.directives or ():
        name = directive.name.value
        if name in ("include", "skip") and _condition(directive, variables) is (name == "skip"):
            return False
    return True


def _condition(directive: DirectiveNode, variables: Mapping[str, Any]) -> bool:
    value = _if(directive)
    if not isinstance(value, VariableNode):
        return isinstance(value, BooleanValueNode) and value.value
    said = variables.get(value.name.value)
    if not isinstance(said, bool):  # null, where the operation has a default: the executor says what is wrong
        raise NotAhead("condition")
    return said


def _if(directive: DirectiveNode) -> ValueNode:
    return next(argument.value for argument in directive.arguments or () if argument.name.value == "if")


def _conditions(selections: Sequence[SelectionNode], fragments: Fragments, opened: set[str]) -> Iterator[str]:
    for one in selections:
        if isinstance(one, FieldNode):
            continue
        definition: Any = one
        if isinstance(one, FragmentSpreadNode):
            if one.name.value in opened:
                continue
            opened.add(one.name.value)
            definition = fragments[one.name.value]
        if definition.type_condition is not None:
            yield definition.type_condition.name.value
        yield from _conditions(_selections(definition), fragments, opened)


def _shape_variables(
    selections: Sequence[FieldNode | SelectionNode], fragments: Fragments, opened: set[str]
) -> Iterator[str]:
    for one in selections:
        for directive in one.directives or ():
            if directive.name.value in ("include", "skip") and isinstance(value := _if(directive), VariableNode):
                yield value.name.value
        if isinstance(one, FragmentSpreadNode):
            if one.name.value not in opened:
                opened.add(one.name.value)
                yield from _shape_variables(_selections(fragments[one.name.value]), fragments, opened)
        else:
            yield from _shape_variables(_selections(one), fragments, opened)

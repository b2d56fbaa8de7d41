"""What an operation costs, in points, before it runs: each field by its declaration, lists by their size.

After IBM's cost specification (https://ibm.github.io/graphql-specs/cost-spec.html): a leaf costs nothing, anything else
one point or what its declaration says (`cost=` in `fields.py` and `roots.py`), and whatever stands inside a list counts
once for each item: as many as `first` or `last` ask for, else as many as the declaration expects (`items=`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from tandem.kit.pagination import MAX_PAGE

_USUAL_PAGE = 50
_USUAL_ITEMS = 5
_META = {"__schema": 200, "__type": 20, "__typename": 0}
_SLICES = ("first", "last")
_ROOTS = {"query": "query_type", "mutation": "mutation_type", "subscription": "subscription_type"}


@dataclass(frozen=True, slots=True)
class Size:
    """How many items a list has: a number, or what a variable says, up to a page's bound."""

    number: int
    variable: str | None = None

    def of(self, variables: Mapping[str, Any]) -> int:
        """With these variables; what is no number will be refused, and counts as the usual."""
        asked = variables.get(self.variable) if self.variable else None
        return min(max(asked if isinstance(asked, int) else self.number, 1), MAX_PAGE)


@dataclass(frozen=True, slots=True)
class Cost:
    """Points, and what is multiplied by sizes that only the variables tell."""

    points: int = 0
    multiplied: "tuple[tuple[Size, Cost], ...]" = ()

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.points + other.points, self.multiplied + other.multiplied)

    def times(self, size: Size) -> "Cost":
        """For each item of a list."""
        if size.variable is None and not self.multiplied:
            return Cost(self.points * size.of({}))
        return Cost(0, ((size, self),))

    def of(self, variables: Mapping[str, Any]) -> int:
        """The points with these variables."""
        return self.points + sum(size.of(variables) * cost.of(variables) for size, cost in self.multiplied)


_NOTHING = Cost()
_ONE = Size(1)


def costs_of(schema: GraphQLSchema, document: DocumentNode) -> dict[str | None, Cost]:
    """The cost of each operation of a valid document, by its name."""
    counting = _Counting(schema, document)
    return {
        operation.name.value if operation.name else None: counting.operation(operation)
        for operation in document.definitions
        if isinstance(operation, OperationDefinitionNode)
    }


class _Counting:
    """One document; each fragment is counted once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._counted: dict[tuple[str, Size], Cost] = {}

    def operation(self, operation: OperationDefinitionNode) -> Cost:
        root: GraphQLObjectType = getattr(self._schema, _ROOTS[operation.operation.value])
        defaults = {
            one.variable.name.value: int(one.default_value.value)
            for one in operation.variable_definitions or ()
            if isinstance(one.default_value, IntValueNode)
        }
        return _with_defaults(self._selections(root, operation.selection_set, _ONE), defaults)

    def _selections(self, holder: GraphQLNamedType, selected: SelectionSetNode, page: Size) -> Cost:
        total, by_kind = _NOTHING, dict[str, Cost]()
        for one in selected.selections:
            if isinstance(one, FieldNode):
                total += self._field(holder, one, page)
                continue
            if isinstance(one, FragmentSpreadNode):
                name = one.name.value
                kind, cost = self._fragments[name].type_condition.name.value, self._fragment(name, page)
            elif isinstance(one, InlineFragmentNode):
                kind = one.type_condition.name.value if one.type_condition else holder.name
                cost = self._selections(self._schema.type_map[kind], one.selection_set, page)
            by_kind[kind] = by_kind.get(kind, _NOTHING) + cost
        # A row is of one kind only: of the fragments on kinds other than the holder's, the dearest counts.
        kinds = {kind for kind in by_kind if isinstance(self._schema.type_map[kind], GraphQLObjectType)}
        if isinstance(holder, GraphQLInterfaceType) and kinds:
            total += max((by_kind.pop(kind) for kind in kinds), key=lambda cost: cost.of({}))
        return sum(by_kind.values(), total)

    def _fragment(self, name: str, page: Size) -> Cost:
        if (name, page) not in self._counted:
            fragment = self._fragments[name]
            holder = self._schema.type_map[fragment.type_condition.name.value]
            self._counted[name, page] = self._selections(holder, fragment.selection_set, page)
        return self._counted[name, page]

    def _field(self, holder: GraphQLNamedType, node: FieldNode, page: Size) -> Cost:
        name = node.name.value
        if name in _META:
            return Cost(_META[name])
        field: GraphQLField = holder.fields[name]  # type: ignore[attr-defined]
        declared = getattr(field.extensions.get("strawberry-definition"), "metadata", {})
        kind = get_named_type(field.type)
        own = Cost(declared.get("cost") or (0 if is_leaf_type(kind) else 1))
        if node.selection_set is None:
            return own
        if name == "edges":
            return (own + self._selections(kind, node.selection_set, _ONE)).times(page)
        if _is_list(field):
            items = Size(declared.get("items") or _USUAL_ITEMS)
            return (own + self._selections(kind, node.selection_set, _ONE)).times(items)
        asked = _asked(field, node) if "edges" in getattr(kind, "fields", ()) else _ONE
        return own + self._selections(kind, node.selection_set, asked)


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(field.type.of_type if is_non_null_type(field.type) else field.type)


def _asked(field: GraphQLField, node: FieldNode) -> Size:
    """The page that a connection is asked for."""
    usual = next((a.default_value for n in _SLICES if (a := field.args.get(n)) and a.default_value), _USUAL_PAGE)
    usual = usual if isinstance(usual, int) else _USUAL_PAGE
    for argument in node.arguments or ():
        if argument.name.value in _SLICES:
            if isinstance(argument.value, IntValueNode):
                return Size(int(argument.value.value))
            if isinstance(argument.value, VariableNode):
                return Size(usual, argument.value.name.value)
    return Size(usual)


def _with_defaults(cost: Cost, defaults: Mapping[str, int]) -> Cost:
    """Sizes that follow a variable, with the default that the operation gives it."""
    if not defaults or not cost.multiplied:
        return cost
    return Cost(
        cost.points,
        tuple(
            (
                Size(defaults.get(size.variable, size.number), size.variable) if size.variable else size,
                _with_defaults(inner, defaults),
            )
            for size, inner in cost.multiplied
        ),
    )

"""What an operation costs, in points, before it runs: each field by its declaration, lists by their size.

After IBM's cost specification (https://ibm.github.io/graphql-specs/cost-spec.html): a leaf costs nothing, anything else
one point or what its declaration says (`cost=` in `fields.py` and `roots.py`), and whatever stands inside a list counts
once for each item: as many as `first` or `last` ask for, else as many as the declaration expects (`items=`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInt,
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
from tandem.kit.pagination import most_rows
from tandem_graphql.fields import Public
from tandem_graphql.telling import Telling

_USUAL_PAGE = 50
_USUAL_ITEMS = 5
_OF_SCHEMA = ("__schema", "__type")
_LONGEST_NUMBER = 12
_SLICES = ("first", "last")
_ROOTS = {"query": "query_type", "mutation": "mutation_type", "subscription": "subscription_type"}


@dataclass(frozen=True, slots=True)
class Size:
    """How many items a list has: the largest number or variable that is given, else the usual, up to a page."""

    usual: int
    numbers: tuple[int, ...] = ()
    variables: tuple[str, ...] = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """With these variables: null asks for nothing, and what is no whole number counts as a full page."""
        asked = [
            *self.numbers,
            *(_whole(value) for name in self.variables if (value := variables.get(name)) is not None),
        ]
        return min(max(1, *asked) if asked else self.usual, most_rows())


def _whole(value: object) -> int:
    try:
        return int(GraphQLInt.parse_value(value))  # as the executor takes it: 200.0 is a whole number, too
    except GraphQLError:
        return most_rows()


@dataclass(frozen=True, slots=True)
class Cost:
    """Points; what is multiplied by sizes that only the variables tell; and kinds of which the dearest counts.

    As long as the document as spread, which `shape.py` bounds.
    """

    points: int = 0
    multiplied: "tuple[tuple[Size, Cost], ...]" = ()
    choices: "tuple[tuple[Cost, ...], ...]" = ()
    # What the operation says for variables that are not given.
    defaults: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.points + other.points, self.multiplied + other.multiplied, self.choices + other.choices)

    @property
    def is_known(self) -> bool:
        """Whether no variable changes it."""
        return not self.multiplied and not self.choices

    def times(self, size: Size) -> "Cost":
        """For each item of a list."""
        if not size.variables and self.is_known:
            return Cost(self.points * size.of({}))
        return Cost(0, ((size, self),))

    def of(self, variables: Mapping[str, Any]) -> int:
        """The points with these variables."""
        if self.is_known:
            return self.points
        given = {**self.defaults, **variables} if self.defaults else variables
        return (
            self.points
            + sum(size.of(given) * cost.of(given) for size, cost in self.multiplied)
            + sum(max(cost.of(given) for cost in kinds) for kinds in self.choices)
        )


_NOTHING = Cost()
_ONE = Size(1)


def costs_of(schema: GraphQLSchema, document: DocumentNode, *, of_stranger: bool = False) -> dict[str | None, Cost]:
    """The cost of each operation of a valid document, by its name.

    A root field that wants somebody signed in costs a stranger a point: it is refused, and nothing below it is read.
    """
    counting = _Counting(schema, document, of_stranger)
    return {
        operation.name.value if operation.name else None: counting.operation(operation)
        for operation in document.definitions
        if isinstance(operation, OperationDefinitionNode)
    }


class _Counting:
    """One document; each fragment is counted once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, of_stranger: bool) -> None:
        self._schema = schema
        self._refusing = [getattr(schema, name) for name in _ROOTS.values()] if of_stranger else []
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._counted: dict[tuple[str, Size], Cost] = {}
        self._telling = Telling(len(schema.type_map), self._fragments)

    def operation(self, operation: OperationDefinitionNode) -> Cost:
        root: GraphQLObjectType = getattr(self._schema, _ROOTS[operation.operation.value])
        defaults = {
            one.variable.name.value: _number(one.default_value)
            for one in operation.variable_definitions or ()
            if isinstance(one.default_value, IntValueNode)
        }
        return replace(self._selections(root, operation.selection_set, _ONE), defaults=defaults)

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
            of_kinds = tuple(by_kind.pop(kind) for kind in kinds)
            if all(cost.is_known for cost in of_kinds):
                total += max(of_kinds, key=lambda cost: cost.points)
            else:
                total += Cost(choices=(of_kinds,))
        return sum(by_kind.values(), total)

    def _fragment(self, name: str, page: Size) -> Cost:
        if (name, page) not in self._counted:
            fragment = self._fragments[name]
            holder = self._schema.type_map[fragment.type_condition.name.value]
            self._counted[name, page] = self._selections(holder, fragment.selection_set, page)
        return self._counted[name, page]

    def _field(self, holder: GraphQLNamedType, node: FieldNode, page: Size) -> Cost:
        name = node.name.value
        if name in _OF_SCHEMA:
            return Cost(self._telling.points(node.selection_set))
        if name == "__typename":
            return _NOTHING
        field: GraphQLField = holder.fields[name]  # type: ignore[attr-defined]
        declared = getattr(field.extensions.get("strawberry-definition"), "metadata", {})
        if holder in self._refusing and not isinstance(declared.get("guard"), Public):
            return Cost(1)
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


def _number(node: IntValueNode) -> int:
    """Past what a page can have it does not matter; an id may be a number of any length."""
    return int(node.value) if len(node.value) < _LONGEST_NUMBER else most_rows()


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(field.type.of_type if is_non_null_type(field.type) else field.type)


def _asked(field: GraphQLField, node: FieldNode) -> Size:
    """The page that a connection is asked for."""
    usual = next((a.default_value for n in _SLICES if (a := field.args.get(n)) and a.default_value), _USUAL_PAGE)
    usual = usual if isinstance(usual, int) else _USUAL_PAGE
    asked = [argument.value for argument in node.arguments or () if argument.name.value in _SLICES]
    numbers = tuple(_number(one) for one in asked if isinstance(one, IntValueNode))
    return Size(usual, numbers, tuple(one.name.value for one in asked if isinstance(one, VariableNode)))

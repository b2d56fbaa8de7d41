"""Documents made ready to run: parsed, bounded, validated and costed once, then kept by their text.

Nothing here walks a fragment twice: a document of forty lines whose fragments each spread the next one twice has more
fields than there are atoms, and is refused in a millisecond.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    parse,
    specified_rules,
    validate,
)
from tandem_graphql.costs import Cost, costs_of
from tandem_graphql.limits import Limits

NUL = "A text cannot hold the character NUL."
_KEPT = 512  # documents of up to `Limits.tokens`
_INTROSPECTION = ("__schema", "__type")


class NoNul(ASTValidationRule):
    """PostgreSQL keeps no NUL in a text: refused where it is written, not where it would break."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        """Look at one string of the document."""
        if "\0" in node.value:
            self.report_error(GraphQLError(NUL, node))


_RULES = (*specified_rules, NoNul)


@dataclass(frozen=True, slots=True)
class Ready:
    """A document with what is wrong with it, what it costs by operation, and whether it asks for the schema."""

    document: DocumentNode | None
    errors: list[GraphQLError]
    costs: Mapping[str | None, Cost] = field(default_factory=dict)
    introspects: bool = False

    def cost_of(self, operation_name: str | None) -> Cost:
        """The cost of the operation that will run."""
        found = self.costs.get(operation_name) if operation_name else next(iter(self.costs.values()), None)
        return found or Cost()


@lru_cache(_KEPT)
def ready(schema: GraphQLSchema, text: str, limits: Limits, suggesting: bool) -> Ready:
    """Prepare a document; never raises."""
    try:
        document = parse(text, max_tokens=limits.tokens)
        shape = _Shape(document)
        if errors := [GraphQLError(sentence) for sentence in shape.beyond(limits)]:
            return Ready(document, errors)
        errors = validate(schema, document, _RULES, max_errors=20, hide_suggestions=not suggesting)
        costs = {} if errors else costs_of(schema, document)
    except GraphQLError as error:
        return Ready(None, [error])
    except RecursionError:
        return Ready(None, [GraphQLError("The document is nested too deeply.")])
    return Ready(document, errors, costs, shape.introspects)


class _Shape:
    """How deep a document goes, and how many aliases and directives it has, spread fragments counted each time."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, tuple[int, int, int]] = {}
        self.introspects = False
        found = [
            self._measured(one.selection_set)
            for one in document.definitions
            if isinstance(one, OperationDefinitionNode | FragmentDefinitionNode)
        ]
        self.depth = max((depth for depth, _, _ in found), default=0)
        self.aliases = max((aliases for _, aliases, _ in found), default=0)
        self.directives = max((directives for _, _, directives in found), default=0)

    def beyond(self, limits: Limits) -> list[str]:
        """A sentence for each bound that the document goes past."""
        found: list[tuple[str, int, int]] = [
            ("levels", self.depth, limits.depth),
            ("aliases", self.aliases, limits.aliases),
            ("directives", self.directives, limits.directives),
        ]
        return [
            f"The operation has {number if number < 10**6 else 'millions of'} {what}, of at most {most}."
            for what, number, most in found
            if number > most
        ]

    def _measured(self, selected: SelectionSetNode) -> tuple[int, int, int]:
        depth = aliases = directives = 0
        for one in selected.selections:
            directives += len(one.directives or ())
            if isinstance(one, FieldNode):
                aliases += one.alias is not None
                if one.name.value in _INTROSPECTION:  # its depth is bounded by a rule of its own
                    self.introspects = True
                    continue
            if isinstance(one, FragmentSpreadNode):
                inner = self._of_fragment(one.name.value)
            elif isinstance(one, FieldNode | InlineFragmentNode) and one.selection_set:
                inner = self._measured(one.selection_set)
            else:
                continue
            depth = max(depth, inner[0] + isinstance(one, FieldNode))
            aliases += inner[1]
            directives += inner[2]
        return depth, aliases, directives

    def _of_fragment(self, name: str) -> tuple[int, int, int]:
        if name not in self._known:
            self._known[name] = (0, 0, 0)  # while it is being measured: a cycle is refused by its own rule
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self._measured(fragment.selection_set)
        return self._known[name]

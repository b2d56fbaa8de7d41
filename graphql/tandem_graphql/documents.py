"""Documents made ready to run: parsed, bounded, validated and costed once, then kept by their text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoFragmentCyclesRule,
    StringValueNode,
    parse,
    specified_rules,
    validate,
)
from tandem_graphql.costs import Cost, costs_of
from tandem_graphql.limits import Limits
from tandem_graphql.shape import Shape

NUL = "A text cannot hold the character NUL."
_KEPT = 512  # documents of up to `Limits.tokens`


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
        shape = Shape(document)
        if errors := [GraphQLError(sentence) for sentence in shape.beyond(limits)]:
            return Ready(document, errors)
        rules = (NoFragmentCyclesRule,) if shape.is_circular else _RULES
        errors = validate(schema, document, rules, max_errors=20, hide_suggestions=not suggesting)
        costs = {} if errors else costs_of(schema, document)
    except GraphQLError as error:
        return Ready(None, [error])
    except RecursionError:
        return Ready(None, [GraphQLError("The document is nested too deeply.")])
    return Ready(document, errors, costs, shape.introspects)

"""Documents made ready to run: parsed, bounded, validated and costed once, then kept by their text."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

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
from tandem.kit.errors import TandemError
from tandem_graphql.costs import Cost, costs_of
from tandem_graphql.limits import Limits
from tandem_graphql.shape import Shape

NUL = "A text cannot hold the character NUL."
MOST_CHARACTERS = 50_000
_CHARACTERS_A_POINT = 25  # about 3 ms for the densest document
_KEPT = 512  # documents, and characters of them together
_KEPT_CHARACTERS = 1_000_000
UNREAD = parse("{ __typename }")  # in place of a document that nobody shall parse


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
    costs_of_stranger: Mapping[str | None, Cost] = field(default_factory=dict)
    introspects: bool = False

    def cost_of(self, operation_name: str | None, *, of_stranger: bool = False) -> Cost:
        """The cost of the operation that will run."""
        costs = self.costs_of_stranger if of_stranger else self.costs
        found = costs.get(operation_name) if operation_name else next(iter(costs.values()), None)
        return found or Cost()


# By a hash: what is kept must not be as large as a client makes its text. The least used is forgotten first.
_kept: "OrderedDict[Hashable, tuple[Ready, int]]" = OrderedDict()
_kept_characters = 0


def ready(
    schema: GraphQLSchema,
    text: str,
    limits: Limits,
    suggesting: bool,
    pay: Callable[[int], None] | None = None,
) -> Ready:
    """Prepare a document, or take it as it was prepared before; never raises.

    `pay` takes the points for one that was not: reading and validating it holds the process.
    """
    if len(text) > MOST_CHARACTERS:
        return Ready(UNREAD, [GraphQLError(f"The document has {len(text)} characters, of at most {MOST_CHARACTERS}.")])
    key = _key(schema, text, limits, suggesting)
    if found := _taken(key):
        return found
    if pay:
        try:
            pay(len(text) // _CHARACTERS_A_POINT)
        except TandemError as refusal:
            return Ready(UNREAD, [GraphQLError(str(refusal), original_error=refusal)])
    made = _prepared(schema, text, limits, suggesting)
    if not made.errors:  # who sends what is refused pays for each time
        _keep(key, made, len(text))
    return made


def known(schema: GraphQLSchema, text: str, limits: Limits, suggesting: bool) -> Ready | None:
    """A document that was prepared before and kept: nothing is wrong with it."""
    return None if len(text) > MOST_CHARACTERS else _taken(_key(schema, text, limits, suggesting))


def _key(schema: GraphQLSchema, text: str, limits: Limits, suggesting: bool) -> Hashable:
    return schema, sha256(text.encode(errors="surrogatepass")).digest(), limits, suggesting


def _taken(key: Hashable) -> Ready | None:
    found = _kept.get(key)
    if found is None:
        return None
    _kept.move_to_end(key)
    return found[0]


def _keep(key: Hashable, made: Ready, characters: int) -> None:
    global _kept_characters
    _kept[key] = made, characters
    _kept_characters += characters
    while len(_kept) > _KEPT or _kept_characters > _KEPT_CHARACTERS:
        _kept_characters -= _kept.popitem(last=False)[1][1]


def _prepared(schema: GraphQLSchema, text: str, limits: Limits, suggesting: bool) -> Ready:
    try:
        document = parse(text, max_tokens=limits.tokens)
        shape = Shape(document)
        if errors := [GraphQLError(sentence) for sentence in shape.beyond(limits)]:
            return Ready(document, errors)
        rules = (NoFragmentCyclesRule,) if shape.is_circular else _RULES
        errors = validate(schema, document, rules, max_errors=20, hide_suggestions=not suggesting)
        if errors:
            return Ready(document, errors)
        costs, of_stranger = costs_of(schema, document), costs_of(schema, document, of_stranger=True)
    except GraphQLError as error:
        return Ready(None, [error])
    except RecursionError:
        return Ready(None, [GraphQLError("The document is nested too deeply.")])
    return Ready(document, errors, costs, of_stranger, shape.introspects)

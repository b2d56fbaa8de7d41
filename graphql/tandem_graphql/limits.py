"""How much one document may ask for. Page sizes are limited by `tandem.kit.pagination`."""

from collections.abc import Iterator

from strawberry.extensions import AddValidationRules, MaxTokensLimiter, SchemaExtension
from strawberry.extensions.max_aliases import create_validator as alias_rule
from strawberry.extensions.query_depth_limiter import create_validator as depth_rule

from graphql import ASTValidationRule, GraphQLError, StringValueNode

MAX_DEPTH = 14
MAX_ALIASES = 30
MAX_TOKENS = 2_000
_NUL = "A text cannot hold the character NUL."


class NoNul(ASTValidationRule):
    """PostgreSQL keeps no NUL in a text: refused where it is written, not where it would break."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        """Look at one string of the document."""
        if "\0" in node.value:
            self.report_error(GraphQLError(_NUL, node))


# Made once: the validation cache is keyed by the rules, and a rule made per request would never be found in it.
_RULES = [depth_rule(MAX_DEPTH, None), alias_rule(MAX_ALIASES), NoNul]


class DocumentRules(AddValidationRules):
    """Refuses documents that are deep, that ask for one field many times, or that hold a NUL."""

    def __init__(self) -> None:
        super().__init__([*_RULES])


class Length(MaxTokensLimiter):
    """Refuses long documents while they are parsed."""

    def __init__(self) -> None:
        super().__init__(MAX_TOKENS)


class Texts(SchemaExtension):
    """Refuses NUL in variables too."""

    def on_execute(self) -> Iterator[None]:
        """Before anything is executed."""
        if _has_nul(self.execution_context.variables):
            raise GraphQLError(_NUL)
        yield


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(one) for one in value.values())
    return isinstance(value, list) and any(_has_nul(one) for one in value)

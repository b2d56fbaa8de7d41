"""How much one document may ask for. Page sizes are limited by `tandem.kit.pagination`."""

from strawberry.extensions import AddValidationRules, MaxTokensLimiter
from strawberry.extensions.max_aliases import create_validator as alias_rule
from strawberry.extensions.query_depth_limiter import create_validator as depth_rule

MAX_DEPTH = 14
MAX_ALIASES = 30
MAX_TOKENS = 2_000

# Made once: the validation cache is keyed by the rules, and a rule made per request would never be found in it.
_RULES = [depth_rule(MAX_DEPTH, None), alias_rule(MAX_ALIASES)]


class DepthAndAliases(AddValidationRules):
    """Refuses deep documents and documents that ask for one field many times."""

    def __init__(self) -> None:
        super().__init__([*_RULES])


class Length(MaxTokensLimiter):
    """Refuses long documents while they are parsed."""

    def __init__(self) -> None:
        super().__init__(MAX_TOKENS)

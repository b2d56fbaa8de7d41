"""Refusals on the wire: `userErrors` in mutations, else top-level errors with `extensions.code`; the rest is masked."""

import strawberry
import structlog
from strawberry.types.execution import ExecutionResult

from graphql import GraphQLError
from tandem.kit.errors import ErrorKind, TandemError
from tandem_graphql.fields import Public, value_type

log = structlog.get_logger()

INTERNAL = "INTERNAL_SERVER_ERROR"
BAD_INPUT = "BAD_USER_INPUT"
CODES = {
    ErrorKind.NOT_FOUND: "NOT_FOUND",
    ErrorKind.FORBIDDEN: "FORBIDDEN",
    ErrorKind.CONFLICT: "CONFLICT",
    ErrorKind.INVALID: BAD_INPUT,
    ErrorKind.UNAVAILABLE: "UNAVAILABLE",
    ErrorKind.RATE_LIMITED: "RATE_LIMITED",
    ErrorKind.UNAUTHENTICATED: "UNAUTHENTICATED",
}


@value_type(Public.ANSWER)
class UserError:
    """An expected refusal of a mutation, in the reader's language."""

    code: str
    field: list[str] | None
    message: str

    @classmethod
    def of(cls, refusal: TandemError, locale: str) -> "UserError":
        """From a refusal of the domain; `field` is the path inside the input."""
        path = refusal.field.split(".") if refusal.field else None
        return cls(code=refusal.code, field=path, message=refusal.message(locale))


def tell(result: ExecutionResult, locale: str) -> None:
    """Give every error its code, say refusals in the reader's language, hide what nobody expected."""
    if result.errors:
        result.errors = [told(error, locale) for error in result.errors]


def told(error: GraphQLError, locale: str) -> GraphQLError:
    """The error as the client may see it."""
    cause = error.original_error
    if isinstance(cause, TandemError):
        extensions = {"code": CODES[cause.kind], "reason": cause.code}
        if cause.field:
            extensions["field"] = cause.field
        return _copy(error, cause.message(locale), extensions)
    if _is_the_clients(error):
        return _copy(error, error.message, {"code": BAD_INPUT})
    log.error("api.failed", path=error.path, exc_info=cause or error)
    return _copy(error, "Unexpected error.", {"code": INTERNAL})


def _is_the_clients(error: GraphQLError) -> bool:
    """Parsing, validation and coercion raise GraphQLErrors of their own, located before or at an argument.

    A value that we could not serialize is a GraphQLError too, but it names no node of the document.
    """
    cause = error.original_error
    if cause is None:
        return True
    if isinstance(cause, GraphQLError):
        return bool(cause.nodes)
    return error.path is None and isinstance(cause, ValueError | strawberry.exceptions.StrawberryGraphQLError)


def _copy(error: GraphQLError, message: str, extensions: dict[str, str]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )

"""Refusals on the wire: `userErrors` in mutations, else top-level errors with `extensions.code`; the rest is masked."""

import structlog
from asyncpg import QueryCanceledError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError

from graphql import GraphQLError
from tandem.kit.errors import ErrorKind, TandemError
from tandem.kit.texts import render
from tandem_graphql.fields import Public, value_type

log = structlog.get_logger()

INTERNAL = "INTERNAL_SERVER_ERROR"
BAD_INPUT = "BAD_USER_INPUT"
_SUGGESTION = " Did you mean "
RATE_LIMITED = "RATE_LIMITED"
UNAVAILABLE = "UNAVAILABLE"
CODES = {
    ErrorKind.NOT_FOUND: "NOT_FOUND",
    ErrorKind.FORBIDDEN: "FORBIDDEN",
    ErrorKind.CONFLICT: "CONFLICT",
    ErrorKind.INVALID: BAD_INPUT,
    ErrorKind.UNAVAILABLE: UNAVAILABLE,
    ErrorKind.RATE_LIMITED: RATE_LIMITED,
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


def codes_of(result: ExecutionResult) -> list[str]:
    """The codes of a result that was told."""
    return [str((error.extensions or {}).get("code")) for error in result.errors or ()]


def was_refused(result: ExecutionResult) -> bool:
    """Whether nothing was executed: an invalid document, a variable of another type, a bound that was passed."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and all(error.path is None for error in result.errors or ())


def tell(result: ExecutionResult, locale: str, *, suggesting: bool = True) -> None:
    """Give every error its code, say refusals in the reader's language, hide what nobody expected.

    Without `suggesting`, also what a client may have meant: it lists names of the schema.
    """
    if result.errors:
        result.errors = [told(error, locale) for error in result.errors]
        if not suggesting:
            for error in result.errors:
                error.message = error.message.partition(_SUGGESTION)[0]


def told(error: GraphQLError, locale: str) -> GraphQLError:
    """The error as the client may see it."""
    cause = error.original_error
    if isinstance(cause, TandemError):
        extensions = {"code": CODES[cause.kind], "reason": cause.code}
        if cause.field:
            extensions["field"] = cause.field
        return _copy(error, cause.message(locale), extensions)
    if isinstance(cause, QueryCanceledError):
        return _copy(error, render("error.statement_ended", locale), {"code": UNAVAILABLE, "reason": "statement_ended"})
    if isinstance(cause, RecursionError) and error.path is None:
        return _copy(error, "The document is nested too deeply.", {"code": BAD_INPUT})
    if _is_the_clients(error):
        return _copy(error, error.message, {"code": BAD_INPUT})
    log.error("api.failed", path=error.path, exc_info=cause or error)
    return _copy(error, "Unexpected error.", {"code": INTERNAL})


def _is_the_clients(error: GraphQLError) -> bool:
    """Whether the request was wrong: parsing, validation and coercion raise GraphQLErrors of their own.

    Before execution they have no path, and name the variable's node when a scalar of ours refused it; at an argument
    they name its node. A value that we could not serialize is a GraphQLError too, but has a path and names no node.
    """
    cause = error.original_error
    if isinstance(cause, MissingQueryError | CannotGetOperationTypeError | InvalidOperationTypeError):
        return True
    if error.path is None:
        return cause is None or isinstance(cause, GraphQLError) or (isinstance(cause, ValueError) and bool(error.nodes))
    return isinstance(cause, GraphQLError) and bool(cause.nodes)


def _copy(error: GraphQLError, message: str, extensions: dict[str, str]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )

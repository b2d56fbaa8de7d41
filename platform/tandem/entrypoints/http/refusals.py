"""Expected refusals outside GraphQL: one mapping of their kind to a status, the sentence in the browser's language."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem.kit.errors import ErrorKind, TandemError
from tandem_graphql.terms import RateLimited, headers_of

STATUS = {
    ErrorKind.INVALID: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.UNAVAILABLE: 503,
}


async def refuse(request: Request, error: Exception) -> Response:
    """Starlette's handler for TandemError."""
    if not isinstance(error, TandemError):
        raise error
    locale = request.headers.get("accept-language", "fr")
    headers = headers_of(error.standing) if isinstance(error, RateLimited) else None
    return JSONResponse({"code": error.code.upper(), "message": error.message(locale)}, STATUS[error.kind], headers)

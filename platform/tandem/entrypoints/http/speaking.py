"""JSON requests of our own pages to /auth: who may send them, what they hold, and how refusals are answered."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem.entrypoints.http.bodies import BodyTooLarge, body_up_to
from tandem.entrypoints.http.origin import is_ours
from tandem.entrypoints.http.paying import pay
from tandem.entrypoints.http.refusals import STATUS
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.texts import language_of
from tandem.organizations.errors import TooManyTries
from tandem_graphql.terms import RateLimited

_MOST = 10_000  # bytes of a body
_NO_STORE = {"Cache-Control": "no-store"}

Fields = dict[str, Any]
Handler = Callable[[Request, Fields], Awaitable[Response]]


def speaks(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A POST of JSON from our own pages; refusals of the domain become their status, with `field` and `message`."""

    async def answered(request: Request) -> Response:
        if not is_ours(request) or not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"code": "FORBIDDEN"}, 403)
        try:
            pay(request, "sign_in")  # one point for each, also of who is signed in: most that comes here is a guess
            return await handler(request, await _fields(request))
        except TandemError as refusal:
            return refused(request, refusal)

    return answered


def told(content: Fields) -> JSONResponse:
    """An answer that no cache keeps."""
    return JSONResponse(content, headers=_NO_STORE)


def refused(request: Request, refusal: TandemError) -> Response:
    """The refusal in the language of the page, with `Retry-After` where waiting helps."""
    content: Fields = {
        "code": refusal.code.upper(),
        "message": refusal.message(language_of(request.headers.get("accept-language"))),
    }
    headers = dict(_NO_STORE)
    if refusal.field:
        content["field"] = refusal.field
    if isinstance(refusal, TooManyTries | RateLimited):
        content["retryAfter"] = refusal.seconds
        headers["Retry-After"] = str(refusal.seconds)
    return JSONResponse(content, STATUS[refusal.kind], headers)


def text(fields: Fields, name: str) -> str:
    """A field that must be there. Raises InvalidInput."""
    value = optional_text(fields, name)
    if value is None:
        raise InvalidInput(name, "", "text")
    return value


def optional_text(fields: Fields, name: str) -> str | None:
    """A field that may be missing or null. Raises InvalidInput for anything but text, and for NUL in it."""
    value = fields.get(name)
    if value is not None and (not isinstance(value, str) or "\0" in value):
        raise InvalidInput(name, value, "text")
    return value


async def _fields(request: Request) -> Fields:
    try:
        fields = orjson.loads(await body_up_to(request, _MOST) or b"{}")
    except (BodyTooLarge, orjson.JSONDecodeError):
        raise InvalidInput("body", "", "text") from None
    if not isinstance(fields, dict):
        raise InvalidInput("body", "", "text")
    return fields

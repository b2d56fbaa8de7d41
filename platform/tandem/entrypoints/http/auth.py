"""Signing in and out: JSON in, an HttpOnly cookie out; and who a request acts as."""

from uuid import UUID

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tandem.entrypoints.http.origin import is_ours
from tandem.kit.wakeups import Wakeup, flusher
from tandem.organizations import sign_in as sessions
from tandem.organizations.actor import Actor
from tandem.organizations.errors import InvalidCredentials

# __Host-: only this host, only over https or loopback, only for the path /.
COOKIE = "__Host-tandem"
_MOST = 10_000  # bytes of a sign-in body


async def actor_of_request(connection: HTTPConnection) -> Actor | None:
    """Who acts: by API token (`Authorization: Bearer …`), else by session cookie; None when signed out."""
    secret = secret_of(connection)
    return await sessions.actor_of(secret) if secret else None


def secret_of(connection: HTTPConnection) -> str | None:
    """The token or session secret a request carries."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return connection.cookies.get(COOKIE)


async def sign_in(request: Request) -> Response:
    """POST /auth/sign-in {email, password, membershipId?}."""
    if not is_ours(request) or not request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse({"code": "FORBIDDEN"}, 403)
    body = await request.body()
    try:
        data = orjson.loads(body[:_MOST])
        email, password = data["email"], data["password"]
        membership_id = UUID(data["membershipId"]) if data.get("membershipId") else None
        if not isinstance(email, str) or not isinstance(password, str):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        return JSONResponse({"code": "BAD_USER_INPUT"}, 400)
    try:
        outcome = await sessions.sign_in(email, password, membership_id)
    except InvalidCredentials:
        return JSONResponse({"code": "INVALID_CREDENTIALS"}, 401)
    if isinstance(outcome, list):
        choices = [
            {
                "id": str(choice.membership_id),
                "organization": choice.organization_name,
                "kind": choice.organization_kind.value.upper(),
                "role": choice.role.value.upper(),
            }
            for choice in outcome
        ]
        return JSONResponse({"status": "choose_membership", "memberships": choices})
    response = JSONResponse({"status": "signed_in"})
    response.set_cookie(
        COOKIE,
        outcome.secret,
        max_age=int(sessions.SESSION_LIFE.total_seconds()),
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return response


async def sign_out(request: Request) -> Response:
    """POST /auth/sign-out: ends the session on the server; open subscriptions of it end too."""
    if not is_ours(request):
        return JSONResponse({"code": "FORBIDDEN"}, 403)
    secret = request.cookies.get(COOKIE)
    if secret and (session_id := await sessions.sign_out(secret)):
        flusher.hand_over([Wakeup("access", session_id, ())])
    response = JSONResponse({"status": "signed_out"})
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return response


routes = [Route("/auth/sign-in", sign_in, methods=["POST"]), Route("/auth/sign-out", sign_out, methods=["POST"])]

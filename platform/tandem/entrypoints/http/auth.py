"""Signing in, out and for another organization: JSON in, an HttpOnly cookie out; and who a request acts as."""

from uuid import UUID

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from tandem.entrypoints.http.cookies import COOKIE, browser_of, forget, remember
from tandem.entrypoints.http.paying import pay
from tandem.entrypoints.http.speaking import Fields, optional_text, speaks, text, told
from tandem.kit import clock
from tandem.kit.errors import InvalidInput
from tandem.kit.wakeups import Wakeup, flusher, listener
from tandem.organizations import sessions
from tandem.organizations import sign_in as signing_in
from tandem.organizations.actor import Actor
from tandem.organizations.errors import SignedOut
from tandem.organizations.second_factor import Enrolment
from tandem.organizations.session_cache import SessionCache
from tandem.organizations.sign_in import Choice, CodeNeeded, Outcome, SignedIn, Standing

SEEN_EVERY = 60  # seconds: how exactly it is known when somebody was last there
RENEW = "tandem.renew"  # in the scope of a request whose session gets a new secret with the answer
_KNOWN = "tandem.session"  # in the scope of what has been authenticated: by which secret, and the session's id
cache = SessionCache(listener)


async def actor_of_request(connection: HTTPConnection) -> Actor | None:
    """Who acts: by API token (`Authorization: Bearer …`), else by session cookie; None when signed out."""
    found = await standing_of_request(connection)
    return found.actor if found else None


async def standing_of_request(connection: HTTPConnection) -> Standing | None:
    """The same with what the session says of itself. A request keeps it awake; a page that is merely open does not.

    Raises RateLimited when too many secrets that nobody knows came from where this one comes from.
    """
    secret = secret_of(connection)
    return await _standing_by(connection, secret) if secret else None


async def _standing_by(connection: HTTPConnection, secret: str) -> Standing | None:
    scope = connection.scope
    # A socket or stream goes on as what it came as: its secret may be renewed while it is open, and looking again
    # whether the session still stands is no use of it.
    known_by, session_id = scope.get(_KNOWN, (None, None))
    if known_by == secret:
        return await cache.standing_of_session(session_id)
    found = await _asked(connection, secret)
    if found is None:
        return None
    scope[_KNOWN] = secret, found.actor.session_id
    if scope["type"] != "http":
        return found
    now = clock.now()
    if found.seen_at is None or (now - found.seen_at).total_seconds() >= SEEN_EVERY:
        await signing_in.seen(found.actor.session_id, now)
        cache.seen(secret, now)
    if found.renew:
        scope[RENEW] = secret
    return found


async def _asked(connection: HTTPConnection, secret: str) -> Standing | None:
    """A secret that this process has not known is paid for before the database is asked: a flood of them is bounded."""
    if cache.has_known(secret):
        return await cache.standing(secret)
    give_back = pay(connection, "secret")
    found = await cache.standing(secret)
    if found is not None:
        give_back()
    return found


async def session_of_request(request: Request) -> Actor:
    """Who is signed in with a browser: one's own account is no integrator's. Raises SignedOut."""
    # The cookie alone: what acts on the cookie's secret must act for whom it stands, whatever else was sent.
    secret = request.cookies.get(COOKIE)
    found = await _standing_by(request, secret) if secret else None
    if found is None or found.is_token:
        raise SignedOut
    return found.actor


def secret_of(connection: HTTPConnection) -> str | None:
    """The token or session secret a request carries: who sends `Bearer` does not act by the cookie.

    Other schemes are not ours: a proxy that asks for a password of its own has the browser send one with each request.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else connection.cookies.get(COOKIE)


async def sign_in(request: Request, fields: Fields) -> Response:
    """POST /auth/sign-in {email, password, membershipId?, code?}: each step brings all of the one before."""
    outcome = await signing_in.sign_in(
        text(fields, "email"),
        text(fields, "password"),
        id_in(fields, "membershipId"),
        code=optional_text(fields, "code") or None,
        browser=browser_of(request),
    )
    return await answer(request, outcome)


async def answer(request: Request, outcome: Outcome, **more: object) -> Response:
    """How far a sign-in has come; with the cookies, and the person's own language, when it is done."""
    match outcome:
        case CodeNeeded():
            return told({"status": "code_needed"} | more)
        case Enrolment():
            return told({"status": "set_up"} | enrolment_told(outcome) | more)
        case SignedIn():
            actor = await signing_in.actor_of(outcome.secret)
            own = {"recoveryCodes": list(outcome.recovery_codes), "locale": actor.locale if actor else None}
            response = told({"status": "signed_in"} | own | more)
            remember(request, response, outcome)
            return response
    return told({"status": "choose_membership", "memberships": [choice_told(one) for one in outcome]} | more)


def enrolment_told(enrolment: Enrolment) -> Fields:
    """What an authenticator is given, for the page that shows it."""
    return {"secret": enrolment.secret, "uri": enrolment.uri, "picture": enrolment.picture}


def choice_told(choice: Choice) -> Fields:
    """One of several memberships, for the page that asks."""
    return {
        "id": str(choice.membership_id),
        "organization": choice.organization_name,
        "kind": choice.organization_kind.value.upper(),
        "role": choice.role.value.upper(),
        "roleName": choice.role_name,
    }


async def sign_out(request: Request, _: Fields) -> Response:
    """POST /auth/sign-out: ends the session on the server; open subscriptions of it end too."""
    secret = request.cookies.get(COOKIE)
    if secret and (session_id := await signing_in.sign_out(secret)):
        flusher.hand_over([Wakeup("access", session_id, ())])
    response = told({"status": "signed_out"})
    forget(response)
    return response


async def switch(request: Request, fields: Fields) -> Response:
    """POST /auth/switch {membershipId}: go on for another of one's organizations, in a new session."""
    await session_of_request(request)
    membership_id = id_in(fields, "membershipId")
    if membership_id is None:
        raise InvalidInput("membershipId", "", "id")
    switched = await sessions.switch(request.cookies[COOKIE], membership_id, browser_of(request))
    return await answer(request, switched)


def id_in(fields: Fields, name: str) -> UUID | None:
    """An id that may be missing. Raises InvalidInput for what is none."""
    value = optional_text(fields, name)
    try:
        return UUID(value) if value else None
    except ValueError:
        raise InvalidInput(name, value, "id") from None


routes = [
    Route("/auth/sign-in", speaks(sign_in), methods=["POST"]),
    Route("/auth/sign-out", speaks(sign_out), methods=["POST"]),
    Route("/auth/switch", speaks(switch), methods=["POST"]),
]

"""One's own account, from a signed-in browser: passwords and codes go neither through GraphQL nor by API token."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tandem.entrypoints.http.auth import choice_told, enrolment_told, id_in, session_of_request
from tandem.entrypoints.http.cookies import COOKIE, browser_of, keep_secret
from tandem.entrypoints.http.speaking import Fields, optional_text, speaks, text, told
from tandem.kit import clock
from tandem.organizations import sessions
from tandem.organizations.actor import Actor
from tandem.organizations.errors import SessionNotFound
from tandem.organizations.sessions import OpenSession
from tandem.organizations.sign_in import SignedIn
from tandem.people.commands import own
from tandem.people.queries import own_second_factor


async def account(request: Request, _: Fields) -> Response:
    """POST /auth/account: who one is, one's second factor, sign-ins, and other organizations."""
    actor = await session_of_request(request)
    factor = await own_second_factor(actor)
    others = await sessions.other_memberships(request.cookies[COOKIE])
    return told(
        {
            "name": actor.person_name,
            "email": actor.person_email,
            "locale": actor.locale,
            "secondFactor": {
                "since": factor.since.isoformat() if factor.since else None,
                "codesLeft": factor.codes_left,
                "required": factor.required,
            },
            "sessions": [_session(actor, one) for one in await sessions.own_sessions(actor)],
            "others": [choice_told(one) for one in others],
        }
    )


async def profile(request: Request, fields: Fields) -> Response:
    """POST /auth/account/profile {name?, locale?}: what is left out stays."""
    actor = await session_of_request(request)
    await own.change_profile(actor, name=optional_text(fields, "name"), locale=optional_text(fields, "locale"))
    return told({"status": "done"})


async def password(request: Request, fields: Fields) -> Response:
    """POST /auth/account/password {current, password, code?}: all sessions end, the page goes on in a new one."""
    actor = await session_of_request(request)
    renewed = await own.change_password(
        actor,
        current=text(fields, "current"),
        password=text(fields, "password"),
        code=optional_text(fields, "code"),
        device=browser_of(request).device,
    )
    return _renewed(actor, renewed, {"status": "done"})


async def begin(request: Request, _: Fields) -> Response:
    """POST /auth/account/second-factor: what an authenticator is given."""
    enrolment = await own.begin_second_factor(await session_of_request(request))
    return told(enrolment_told(enrolment))


async def confirm(request: Request, fields: Fields) -> Response:
    """POST /auth/account/second-factor/confirm {current, code}: on from now; the recovery codes are shown this once."""
    actor = await session_of_request(request)
    codes, renewed = await own.confirm_second_factor(actor, **_proof(request, fields))
    return _renewed(actor, renewed, {"recoveryCodes": list(codes)})


async def renew_codes(request: Request, fields: Fields) -> Response:
    """POST /auth/account/recovery-codes {current, code}."""
    codes = await own.renew_recovery_codes(await session_of_request(request), **_proof(request, fields))
    return told({"recoveryCodes": list(codes)})


async def remove(request: Request, fields: Fields) -> Response:
    """POST /auth/account/second-factor/remove {current, code}."""
    actor = await session_of_request(request)
    renewed = await own.remove_second_factor(actor, **_proof(request, fields))
    return _renewed(actor, renewed, {"status": "done"})


async def end_session(request: Request, fields: Fields) -> Response:
    """POST /auth/account/sessions/end {sessionId?}: one of one's sign-ins, or all but this one."""
    actor = await session_of_request(request)
    session_id = id_in(fields, "sessionId")
    if session_id is None:
        return told({"ended": await sessions.end_other_sessions(actor)})
    if session_id == actor.session_id:
        raise SessionNotFound(field="sessionId")
    await sessions.end_own_session(actor, session_id)
    return told({"ended": 1})


def _proof(request: Request, fields: Fields) -> Fields:
    return {"current": text(fields, "current"), "code": text(fields, "code"), "device": browser_of(request).device}


def _renewed(actor: Actor, renewed: SignedIn, content: Fields) -> Response:
    """The answer goes out with the secret of the session that follows; whatever knew the old one has lost it."""
    response = told(content)
    keep_secret(response, renewed.secret, int((renewed.until - clock.now()).total_seconds()))
    response.background = BackgroundTask(_end_streams, actor.session_id)
    return response


async def _end_streams(session_id: UUID) -> None:
    """A second later: by then the page has its new cookie, with which it asks again when its streams end."""
    await asyncio.sleep(1)
    sessions.end_streams(session_id)


def _session(actor: Actor, one: OpenSession) -> Fields:
    return {
        "id": str(one.id),
        "browser": one.browser,
        "platform": one.platform,
        "network": one.network,
        "createdAt": one.created_at.isoformat(),
        "lastSeenAt": one.last_seen_at.isoformat(),
        "current": one.id == actor.session_id,
    }


_HANDLERS: dict[str, Callable[[Request, Fields], Awaitable[Response]]] = {
    "/auth/account": account,
    "/auth/account/profile": profile,
    "/auth/account/password": password,
    "/auth/account/second-factor": begin,
    "/auth/account/second-factor/confirm": confirm,
    "/auth/account/second-factor/remove": remove,
    "/auth/account/recovery-codes": renew_codes,
    "/auth/account/sessions/end": end_session,
}
routes = [Route(path, speaks(handler), methods=["POST"]) for path, handler in _HANDLERS.items()]

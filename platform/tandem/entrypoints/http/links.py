"""What links in e-mails lead to: an invitation, a forgotten password. Their secret comes in the body."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tandem.entrypoints.http.auth import answer
from tandem.entrypoints.http.cookies import browser_of
from tandem.entrypoints.http.speaking import Fields, optional_text, speaks, text, told
from tandem.organizations.sign_in import CodeNeeded
from tandem.people.commands import accepting, resetting
from tandem.people.queries import invitation_of, reset_of


async def invitation(_: Request, fields: Fields) -> Response:
    """POST /auth/invitation {token}: to what somebody is invited, and whether they have an account."""
    found = await invitation_of(text(fields, "token"))
    return told(
        {
            "email": found.email,
            "organization": found.organization_name,
            "kind": found.organization_kind.value.upper(),
            "role": found.role.value.upper(),
            "roleName": found.role_name,
            "invitedBy": found.invited_by,
            "known": found.is_known,
        }
    )


async def accept(request: Request, fields: Fields) -> Response:
    """POST /auth/invitation/accept {token, password, name?, locale?, code?}: join, then on as a sign-in goes.

    A new person gives a name and chooses a password; one who has an account gives the password it has.
    """
    token, password, browser = text(fields, "token"), text(fields, "password"), browser_of(request)
    if (await invitation_of(token)).is_known:
        code = optional_text(fields, "code") or None
        accepted = await accepting.accept_as_known(token, password=password, code=code, browser=browser)
    else:
        accepted = await accepting.accept_as_new(
            token,
            name=text(fields, "name"),
            password=password,
            locale=optional_text(fields, "locale") or "",
            browser=browser,
        )
    if isinstance(accepted, CodeNeeded):
        return await answer(request, accepted)
    return await answer(request, accepted.outcome, email=accepted.email, membershipId=str(accepted.membership_id))


async def forgotten(request: Request, fields: Fields) -> Response:
    """POST /auth/forgotten {email}: the same answer whether somebody has this address or not."""
    await resetting.request_reset(text(fields, "email"), browser_of(request).device)
    return told({"status": "asked"})


async def reset(_: Request, fields: Fields) -> Response:
    """POST /auth/reset {token}: for which account a link sets a password."""
    return told({"email": (await reset_of(text(fields, "token"))).email})


async def set_password(_: Request, fields: Fields) -> Response:
    """POST /auth/reset/set {token, password}: every session of the account ends; then one signs in."""
    email = await resetting.set_password(text(fields, "token"), text(fields, "password"))
    return told({"status": "set", "email": email})


routes = [
    Route("/auth/invitation", speaks(invitation), methods=["POST"]),
    Route("/auth/invitation/accept", speaks(accept), methods=["POST"]),
    Route("/auth/forgotten", speaks(forgotten), methods=["POST"]),
    Route("/auth/reset", speaks(reset), methods=["POST"]),
    Route("/auth/reset/set", speaks(set_password), methods=["POST"]),
]

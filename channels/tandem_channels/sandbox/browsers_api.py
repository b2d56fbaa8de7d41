"""A browser with Twilio's Voice SDK, played: it shows an access token, and does what the TwiML app's answer says.

`POST /sandbox/api/browsers {token, params}` calls, `DELETE /sandbox/api/browsers/{sid}` hangs up or closes the tab.
What the SDK itself does (its socket, the sound) is not played. Tokens: https://www.twilio.com/docs/iam/access-tokens.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox import accounts_api, callbacks, voice, voice_menu
from tandem_channels.sandbox.answers import twilio_error
from tandem_channels.sandbox.state import Sandbox, new_sid, sandbox_of

# The SDK's own errors: AccessTokenInvalid, AccessTokenExpired, AccessTokenSignatureValidationFailed and
# ApplicationNotFoundError.
INVALID, EXPIRED, NOT_SIGNED, NO_APPLICATION = 20101, 20104, 31202, 31001
LONGEST = 24 * 3600  # seconds that a token may be good for
IDENTITY = re.compile(r"[0-9A-Za-z_]{1,121}")


class TokenRefused(Exception):
    """Twilio would not let this browser in; `code` is what the SDK would say."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


async def connect(request: Request) -> Response:
    """The browser calls: 201 with the SID of its leg once the voice address has answered, 403 with the SDK's error."""
    sandbox, told = sandbox_of(request), await request.json()
    try:
        account, application_sid, identity = shown(sandbox, str(told.get("token", "")))
    except TokenRefused as refused:
        return JSONResponse({"code": refused.code}, 403)
    sid, stamp = new_sid("CA"), sandbox.stamp()
    fields = {name: str(value) for name, value in dict(told.get("params", {})).items()}
    own = {"AccountSid": account["account_sid"], "ApplicationSid": application_sid, "Direction": "inbound"}
    sandbox.store.insert(
        "calls",
        sid=sid,
        caller=f"client:{identity}",
        callee="",
        ring_seconds=60.0,
        desk=True,
        browser=json.dumps(fields | own),
        status="ringing",
        created_at=stamp,
        updated_at=stamp,
    )
    await voice_menu.ask_and_follow(
        sandbox, voice.call_of(sandbox, sid), account["applications"][application_sid]["url"]
    )
    if voice.call_of(sandbox, sid)["status"] == "ringing":
        await voice.go_on(sandbox, sid)
    return JSONResponse({"sid": sid}, 201)


async def leave(request: Request) -> Response:
    """The browser hangs up, or its tab is closed: Twilio tells of both alike."""
    sandbox, sid = sandbox_of(request), request.path_params["sid"]
    if sandbox.store.row("SELECT sid FROM calls WHERE sid = ? AND browser IS NOT NULL", sid) is None:
        return JSONResponse({"error": "not_found"}, 404)
    await voice.end(sandbox, sid, "completed")
    return Response(status_code=204)


async def fetch_application(request: Request) -> Response:
    """GET Accounts/{sid}/Applications/{sid}.json."""
    account = accounts_api.account_of(request, sandbox_of(request))
    if account is None:
        return twilio_error(20003)
    sid = request.path_params["application"]
    if sid not in account["applications"]:
        return twilio_error(20404)
    asked = account["applications"][sid]
    return JSONResponse({"sid": sid, "voice_url": asked["url"], "voice_method": asked.get("method", "POST")})


def shown(sandbox: Sandbox, token: str) -> tuple[dict[str, Any], str, str]:
    """The account, TwiML app and identity of an access token. Raises TokenRefused."""
    try:
        signed, _, signature = token.rpartition(".")
        header, payload = (json.loads(_decoded(part)) for part in signed.split("."))
        if (header["typ"], header["alg"], header["cty"]) != ("JWT", "HS256", "twilio-fpa;v=1"):
            raise TokenRefused(INVALID)
        account = accounts_api.known(sandbox, payload["sub"])
        secret = (account or {}).get("api_keys", {}).get(payload["iss"])
        expires, grants = int(payload["exp"]), payload["grants"]
        identity, application_sid = grants["identity"], grants["voice"]["outgoing"]["application_sid"]
        given = _decoded(signature)
    except (ValueError, KeyError, TypeError):
        raise TokenRefused(INVALID) from None
    if account is None or secret is None or not payload["jti"].startswith(f"{payload['iss']}-"):
        raise TokenRefused(INVALID)
    if not hmac.compare_digest(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest(), given):
        raise TokenRefused(NOT_SIGNED)
    if expires <= time.time():
        raise TokenRefused(EXPIRED)
    home = accounts_api.HOME
    if (
        expires > time.time() + LONGEST
        or header.get("twr", home) != account["region"]
        or not IDENTITY.fullmatch(identity)
    ):
        raise TokenRefused(INVALID)
    if application_sid not in account["applications"]:
        raise TokenRefused(NO_APPLICATION)
    return account, application_sid, identity


async def tell_left(sandbox: Sandbox, call: dict[str, Any]) -> None:
    """The leg has ended: its conference says so, and Dial asks what to do next, which nobody hears any more."""
    for what, url in json.loads(call["left_urls"] or "{}").items():
        form = voice.form_of(sandbox, call)
        told = {"conference-end": {"FriendlyName": call["conference"], "StatusCallbackEvent": what}, "dial": form}
        payload = told[what] | {"CallSid": call["sid"], "AccountSid": form["AccountSid"]}
        recipient = call["caller"]
        await callbacks.emit(
            sandbox,
            channel="voice",
            sid=call["sid"],
            what=what,
            url=url,
            recipient=recipient,
            payload=payload,
            final=False,
        )


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

"""The providers' answers about an account itself, and further accounts beside the one of the settings.

`POST /sandbox/api/accounts` makes or changes one: `{account_sid, auth_token, api_keys, applications, region, status,
numbers, sendgrid_key, scopes, domains}`. What is left out stays, or is as an account in good order has it.
"""

import base64
import binascii
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox.answers import sendgrid_error, twilio_error
from tandem_channels.sandbox.state import Sandbox, sandbox_of

HOME = "us1"
_NEW: dict[str, Any] = {
    "auth_token": "",
    "api_keys": {},  # SID -> secret
    "applications": {},  # SID of a TwiML app -> {"url", "method"} of its voice address
    "region": HOME,
    "status": "active",
    "numbers": None,  # None: it owns every number that it is asked about
    "sendgrid_key": "",
    "scopes": ["mail.send", "whitelabel.read", "asm.groups.read"],
    "domains": None,
    "groups": None,  # None: it has every unsubscribe group that it is asked about
    "consents": True,  # whether Twilio has opened its Consent Management API to the account
}


def put(sandbox: Sandbox, told: dict[str, Any]) -> dict[str, Any]:
    """Make or change an account by its SID."""
    account_sid = str(told["account_sid"])
    row = sandbox.store.row("SELECT body FROM accounts WHERE sid = ?", account_sid)
    body = _NEW | (json.loads(row["body"]) if row else {}) | {name: told[name] for name in _NEW if name in told}
    sandbox.store.execute(
        "INSERT INTO accounts VALUES (?, ?) ON CONFLICT (sid) DO UPDATE SET body = excluded.body",
        account_sid,
        json.dumps(body),
    )
    return {"account_sid": account_sid, **body}


def account_of(request: Request, sandbox: Sandbox) -> dict[str, Any] | None:
    """The account whose credentials a Twilio request shows, in the region that it was made to; None: unknown there."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        sid, _, token = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    found = _of_key(sandbox, sid, token) if sid.startswith("SK") else known(sandbox, sid)
    secret = token if found and sid.startswith("SK") else (found or {}).get("auth_token")
    right = found is not None and secret == token and found["region"] == _region_asked(request)
    return found if right and scheme.lower() == "basic" else None


def _of_key(sandbox: Sandbox, sid: str, secret: str) -> dict[str, Any] | None:
    for row in sandbox.store.rows("SELECT sid, body FROM accounts"):
        body = _NEW | json.loads(row["body"])
        if body["api_keys"].get(sid) == secret:
            return {"account_sid": row["sid"], **body}
    return None


def known(sandbox: Sandbox, sid: str) -> dict[str, Any] | None:
    """An account by its SID, the one of the settings among them."""
    row = sandbox.store.row("SELECT body FROM accounts WHERE sid = ?", sid)
    if row:
        return {"account_sid": sid, **_NEW, **json.loads(row["body"])}
    ours = sandbox.settings
    return {**_NEW, "account_sid": sid, "auth_token": ours.auth_token} if sid == ours.account_sid else None


def mail_account_of(request: Request, sandbox: Sandbox) -> dict[str, Any] | None:
    """The account of a SendGrid key."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    for row in sandbox.store.rows("SELECT sid, body FROM accounts"):
        body = _NEW | json.loads(row["body"])
        if key and body["sendgrid_key"] == key:
            return {"account_sid": row["sid"], **body}
    return {**_NEW, "sendgrid_key": key} if key == sandbox.settings.sendgrid_key else None


def token_of(sandbox: Sandbox, sid: str) -> str:
    """The token that an account's webhooks are signed with."""
    found = known(sandbox, sid)
    return str(found["auth_token"]) if found else sandbox.settings.auth_token


def owner_of(sandbox: Sandbox, number: str) -> str:
    """The SID of the account that says it owns a number; else the one of the settings."""
    for row in sandbox.store.rows("SELECT sid, body FROM accounts ORDER BY sid"):
        if number in (json.loads(row["body"])["numbers"] or ()):
            return str(row["sid"])
    return sandbox.settings.account_sid


async def fetch_account(request: Request) -> Response:
    """GET Accounts/{sid}.json."""
    account = account_of(request, sandbox_of(request))
    if account is None or account["account_sid"] != request.path_params["account"]:
        return twilio_error(20003)
    named = {"sid": account["account_sid"], "friendly_name": "Sandbox", "status": account["status"], "type": "Full"}
    return JSONResponse(named)


async def list_incoming(request: Request) -> Response:
    """GET IncomingPhoneNumbers.json?PhoneNumber=."""
    return _listed(request, "incoming_phone_numbers", "phone_number", request.query_params.get("PhoneNumber", ""))


async def list_callers(request: Request) -> Response:
    """GET OutgoingCallerIds.json: numbers of other companies that were verified, none here."""
    return _listed(request, "outgoing_caller_ids", "phone_number", None)


async def list_short_codes(request: Request) -> Response:
    """GET SMS/ShortCodes.json?ShortCode=."""
    return _listed(request, "short_codes", "short_code", request.query_params.get("ShortCode", ""))


def _listed(request: Request, name: str, field: str, asked: str | None) -> Response:
    account = account_of(request, sandbox_of(request))
    if account is None:
        return twilio_error(20003)
    owned = asked and (account["numbers"] is None or asked in account["numbers"])
    rows = [{"sid": "PN" + "0" * 32, field: asked}] if owned else []
    return JSONResponse({name: rows, "page": 0, "page_size": 50, "next_page_uri": None, "uri": request.url.path})


async def fetch_scopes(request: Request) -> Response:
    """GET /v3/scopes."""
    account = mail_account_of(request, sandbox_of(request))
    return JSONResponse({"scopes": account["scopes"]}) if account else sendgrid_error(401, "authorization required")


async def list_domains(request: Request) -> Response:
    """GET /v3/whitelabel/domains?domain=."""
    account = mail_account_of(request, sandbox_of(request))
    if account is None:
        return sendgrid_error(401, "authorization required")
    asked = request.query_params.get("domain", "")
    valid = account["domains"] is None or asked in account["domains"]
    return JSONResponse([{"id": 1, "domain": asked, "valid": True}] if asked and valid else [])


async def fetch_group(request: Request) -> Response:
    """GET /v3/asm/groups/{id}."""
    account = mail_account_of(request, sandbox_of(request))
    if account is None:
        return sendgrid_error(401, "authorization required")
    group = request.path_params["group"]
    if account["groups"] is not None and group not in account["groups"]:
        return sendgrid_error(404, "not found")
    return JSONResponse({"id": group, "name": f"Group {group}", "description": "", "is_default": False})


async def put_account(request: Request) -> Response:
    """POST /sandbox/api/accounts."""
    return JSONResponse(put(sandbox_of(request), await request.json()), 201)


def _region_asked(request: Request) -> str:
    """`api.ie1.twilio.com` and `api.dublin.ie1.twilio.com` are Ireland's; `api.twilio.com` is the first one's."""
    parts = request.headers.get("X-Forwarded-Host", "").removesuffix(".twilio.com").split(".")
    return parts[-1] if len(parts) > 1 else HOME

"""SendGrid's lists of people who refuse: unsubscribes, spam reports, groups; and what they do to a message."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox.answers import sendgrid_error
from tandem_channels.sandbox.state import Sandbox, sandbox_of

GLOBAL, SPAM, GROUP = "unsubscribes", "spam_reports", "group:"
BOUNCES = "bounces"
# Of those whose messages came back: no person's wish.
GIVEN_BACK = (BOUNCES, "blocks", "invalid_emails")
# In SendGrid's words, as its `dropped` event gives them.
_REASONS = {GLOBAL: "Unsubscribed Address", SPAM: "Spam Reporting Address", BOUNCES: "Bounced Address"}
_MOST = 500


def put(sandbox: Sandbox, name: str, email: str) -> None:
    """Onto a list; the day on which somebody came there stays."""
    sandbox.store.execute(
        "INSERT OR IGNORE INTO suppressions VALUES (?, ?, ?)", name, email.lower(), int(sandbox.now().timestamp())
    )
    sandbox.changes.tell()


def take(sandbox: Sandbox, name: str, email: str) -> bool:
    """Off a list. False when it was not there."""
    taken = sandbox.store.execute("DELETE FROM suppressions WHERE list = ? AND email = ?", name, email.lower())
    sandbox.changes.tell()
    return taken > 0


def why_dropped(sandbox: Sandbox, email: str, group: int | None, *, passes: bool = False) -> str | None:
    """Why SendGrid does not even try to send to that address; None when it does. `passes`: whoever unsubscribed."""
    unsubscribed = [] if passes else [GLOBAL, *([] if group is None else [f"{GROUP}{group}"])]
    lists = [SPAM, BOUNCES, *unsubscribed]
    marks = ", ".join("?" * len(lists))
    row = sandbox.store.row(
        f"SELECT list FROM suppressions WHERE email = ? AND list IN ({marks}) ORDER BY list DESC",
        email.lower(),
        *lists,
    )
    return _REASONS.get(row["list"], "Unsubscribed Address") if row else None


async def add_global(request: Request) -> Response:
    """POST /v3/asm/suppressions/global `{"recipient_emails": […]}`."""
    sandbox = sandbox_of(request)
    if refused := _refusal_of(request, sandbox):
        return refused
    try:
        emails = json.loads(await request.body())["recipient_emails"]
    except (ValueError, KeyError, TypeError):
        return sendgrid_error(400, "no recipient emails provided", "recipient_emails")
    if not isinstance(emails, list) or not emails or not all("@" in str(email) for email in emails):
        return sendgrid_error(400, "no recipient emails provided", "recipient_emails")
    for email in emails:
        put(sandbox, GLOBAL, str(email))
    return JSONResponse({"recipient_emails": emails}, 201)


async def remove(request: Request) -> Response:
    """DELETE of one address: of the global list, the spam reports, those that were given back, or a group."""
    sandbox = sandbox_of(request)
    if refused := _refusal_of(request, sandbox):
        return refused
    group = request.path_params.get("group")
    name = f"{GROUP}{group}" if group is not None else request.path_params.get("list", GLOBAL)
    taken = take(sandbox, name, request.path_params["email"])
    return Response(status_code=204) if taken else sendgrid_error(404, "resource not found")


async def listed(request: Request) -> Response:
    """GET /v3/suppression/unsubscribes or spam_reports, with `start_time`, `end_time`, `limit`, `offset`."""
    sandbox = sandbox_of(request)
    if refused := _refusal_of(request, sandbox):
        return refused
    name = request.path_params["list"]
    if name not in (GLOBAL, SPAM, *GIVEN_BACK):
        return sendgrid_error(404, "not found")
    query = request.query_params
    rows = sandbox.store.rows(
        "SELECT created, email FROM suppressions WHERE list = ? AND created BETWEEN ? AND ? "
        "ORDER BY created, email LIMIT ? OFFSET ?",
        name,
        int(query.get("start_time", 0)),
        int(query.get("end_time", 2**40)),
        min(int(query.get("limit", _MOST)), _MOST),
        int(query.get("offset", 0)),
    )
    return JSONResponse(rows)


async def grouped(request: Request) -> Response:
    """GET /v3/asm/suppressions: everybody in a group, or with an address: the groups, and whether it is in each."""
    sandbox = sandbox_of(request)
    if refused := _refusal_of(request, sandbox):
        return refused
    found = sandbox.store.rows(
        "SELECT * FROM suppressions WHERE list LIKE 'group:%' ORDER BY created, email LIMIT ? OFFSET ?",
        min(int(request.query_params.get("limit", _MOST)), _MOST),
        int(request.query_params.get("offset", 0)),
    )
    email = request.path_params.get("email")
    if email is None:
        return JSONResponse([_in_group(row) for row in found])
    groups = {row["list"] for row in found}
    mine = {row["list"] for row in found if row["email"] == email.lower()}
    shown = [{"id": int(name.removeprefix(GROUP)), "suppressed": name in mine} for name in sorted(groups)]
    return JSONResponse({"suppressions": shown})


def _in_group(row: dict[str, Any]) -> dict[str, Any]:
    number = int(row["list"].removeprefix(GROUP))
    return {"email": row["email"], "group_id": number, "group_name": f"Group {number}", "created_at": row["created"]}


def _refusal_of(request: Request, sandbox: Sandbox) -> Response | None:
    if request.headers.get("Authorization") != f"Bearer {sandbox.settings.sendgrid_key}":
        return sendgrid_error(401, "The provided authorization grant is invalid, expired, or revoked")
    return None

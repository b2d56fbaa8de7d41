"""Twilio's Consent Management API: who refuses texts from a number, told by the app.

https://www.twilio.com/docs/messaging/features/consent-api; what is wrong with an item is in Twilio's words
(https://www.twilio.com/docs/api/errors/30646).
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem_channels.sandbox.accounts_api import account_of
from tandem_channels.sandbox.answers import struck, twilio_error
from tandem_channels.sandbox.messages_api import E164, SHORT_CODE
from tandem_channels.sandbox.state import Sandbox, sandbox_of
from tandem_channels.sandbox.twilio_fields import CONSENTS, refusal_of_fields

MOST = 25
FAILED = 30646
_REFERENCE = re.compile(r"[0-9a-f]{32}")
_SERVICE = re.compile(r"MG[0-9a-f]{32}")
_STATUSES = ("opt-in", "opt-out")
_SOURCES = ("website", "offline", "opt-in-message", "opt-out-message", "others")
_FIELDS = {"contact_id", "correlation_id", "sender_id", "status", "source", "date_of_consent"}


async def upsert(request: Request) -> Response:
    """POST /v1/Consents/Bulk: each item is taken or refused by itself; the answer has one line for each."""
    sandbox = sandbox_of(request)
    account = account_of(request, sandbox)
    if account is None:
        return twilio_error(20003)
    if not account["consents"]:
        return twilio_error(20403)
    posted = await request.form()
    if refused := refusal_of_fields(posted, CONSENTS):
        return refused
    items = [_read(str(item)) for item in posted.getlist("Items")]
    if not 1 <= len(items) <= MOST:
        return twilio_error(20001, detail=f"Items must be 1 to {MOST}")
    if answer := await struck(sandbox, "consents", str(items[0].get("contact_id", ""))):
        return answer
    references = [item.get("correlation_id") for item in items]
    told = []
    for item in items:
        wrong = _wrong_in(item, sandbox)
        if references.count(item.get("correlation_id")) > 1:
            wrong.append("INVALID_CORRELATION_ID")
        if not wrong:
            _take(sandbox, item)
        code = FAILED if wrong else 0
        told.append({"correlation_id": item.get("correlation_id"), "error_code": code, "error_messages": wrong})
    sandbox.changes.tell()
    return JSONResponse({"items": told}, 201)


def _read(text: str) -> dict[str, Any]:
    try:
        item = json.loads(text)
    except ValueError:
        return {}
    return item if isinstance(item, dict) else {}


def _wrong_in(item: Mapping[str, Any], sandbox: Sandbox) -> list[str]:
    def told(name: str) -> str:
        return str(item.get(name, ""))

    sender = told("sender_id")
    checks = [
        ("INVALID_CORRELATION_ID", not _REFERENCE.fullmatch(told("correlation_id"))),
        ("INVALID_SENDER_ID", not any(form.fullmatch(sender) for form in (E164, SHORT_CODE, _SERVICE))),
        ("INVALID_CONTACT_ID", not E164.fullmatch(told("contact_id"))),
        ("INVALID_STATUS", told("status") not in _STATUSES),
        ("INVALID_SOURCE", told("source") not in _SOURCES),
        ("INVALID_DATE_OF_CONSENT", "date_of_consent" in item and not _is_past(told("date_of_consent"), sandbox)),
        # Twilio passes over a name that it does not know: here a misspelt one is an error.
        *((f"UNKNOWN_FIELD {name}", True) for name in sorted(item.keys() - _FIELDS)),
    ]
    return [word for word, wrong in checks if wrong]


def _is_past(text: str, sandbox: Sandbox) -> bool:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.tzinfo is not None and at <= sandbox.now()


def _take(sandbox: Sandbox, item: Mapping[str, Any]) -> None:
    sender, contact = item["sender_id"], item["contact_id"]
    if item["status"] == "opt-out":
        sandbox.store.execute("INSERT OR IGNORE INTO opted_out VALUES (?, ?)", sender, contact)
    else:
        # Overrides the STOP that they texted.
        sandbox.store.execute("DELETE FROM opted_out WHERE sender = ? AND recipient = ?", sender, contact)

"""Callbacks as the providers post them: signed, repeated when they fail, and lost, doubled or shuffled on request."""

import base64
import json
import time
import uuid
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tandem_channels.sandbox import accounts_api, faults
from tandem_channels.sandbox.signing import sendgrid_signature, twilio_signature
from tandem_channels.sandbox.state import Sandbox

TIMEOUT = aiohttp.ClientTimeout(total=5)


async def emit(
    sandbox: Sandbox, *, channel: str, sid: str, what: str, url: str, recipient: str, payload: Any, final: bool
) -> None:
    """Post one callback now, or as the active faults want it. `payload` is a form (Twilio) or events (SendGrid)."""
    if faults.strike(sandbox, "drop_callbacks", channel, recipient) is not None:
        return
    # One token for one event, however often it is posted: the receiver recognises a repetition by it.
    row = {"sid": sid, "what": what, "url": url}
    argument = {**row, "channel": channel, "payload": payload, "token": str(uuid.uuid4())}
    if faults.strike(sandbox, "duplicate_callbacks", channel, recipient) is not None:
        sandbox.schedule.later(
            sandbox.settings.pace,
            "post",
            number=sandbox.store.insert("callbacks", **row, at=sandbox.stamp()),
            **argument,
        )
    number = sandbox.store.insert("callbacks", **row, at=sandbox.stamp())
    if not final and faults.strike(sandbox, "reorder_callbacks", channel, recipient) is not None:
        sandbox.schedule.later(sandbox.settings.pace * 6, "post", number=number, **argument)
        return
    await post(sandbox, number=number, **argument)


async def post(
    sandbox: Sandbox,
    *,
    number: int,
    sid: str,
    what: str,
    url: str,
    channel: str,
    payload: Any,
    token: str,
    tries: int = 0,
) -> None:
    """One try; any answer but 2xx is tried again later, with the same token and, as SendGrid does, a new signature."""
    body, headers = _signed(sandbox, channel, url, payload, token)
    try:
        async with sandbox.http.post(url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False) as answer:
            delivered, outcome = 200 <= answer.status < 300, str(answer.status)
    except (TimeoutError, aiohttp.ClientError, ValueError) as error:
        delivered, outcome = False, type(error).__name__
    sandbox.store.execute(
        "UPDATE callbacks SET tries = ?, outcome = ?, delivered = ? WHERE number = ?",
        tries + 1,
        outcome,
        delivered,
        number,
    )
    sandbox.changes.tell()
    if not delivered and tries < sandbox.settings.retries:
        wait = sandbox.settings.retry_seconds * 2**tries
        again = {"sid": sid, "what": what, "url": url, "channel": channel, "payload": payload, "token": token}
        sandbox.schedule.later(wait, "post", number=number, **again, tries=tries + 1)


def _signed(sandbox: Sandbox, channel: str, url: str, payload: Any, token: str) -> tuple[bytes, dict[str, str]]:
    if channel == "email":
        is_form = isinstance(payload, dict)  # an e-mail of a debtor, not events
        body = base64.b64decode(payload["form"]) if is_form else json.dumps(payload).encode()
        stamp = str(int(time.time()))
        return body, {
            "Content-Type": payload["type"] if is_form else "application/json; charset=utf-8",
            "User-Agent": "SendGrid Event API",
            "X-Twilio-Email-Event-Webhook-Signature": sendgrid_signature(sandbox.key, stamp, body),
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        }
    return form_request(sandbox, url, payload, token)


def form_request(sandbox: Sandbox, url: str, form: dict[str, str], token: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a form that Twilio posts."""
    return urlencode(form).encode(), {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": twilio_signature(accounts_api.token_of(sandbox, form.get("AccountSid", "")), url, form),
        "I-Twilio-Idempotency-Token": token,
    }

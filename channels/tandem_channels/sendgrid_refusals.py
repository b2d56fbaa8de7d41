"""SendGrid's lists of people who refuse our e-mails: read, written to and taken from by the official SDK.

The global unsubscribe list and the spam reports stop everything of an account; a group stops one kind of e-mail. They
belong to the account: only an agency that has an account of its own is told there (`tandem.contacts.provider_lists`).
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from python_http_client.exceptions import HTTPError, NotFoundError
from sendgrid import SendGridAPIClient

from tandem_channels.contract import Cause, RateLimited, RefusedAddress, Rejected, Unavailable, Unconfirmed

# What SendGrid gives at once; pages follow until one is short.
PAGE = 500
_UNSUBSCRIBES, _SPAM, _GROUPS = "unsubscribes", "spam_reports", "group_unsubscribes"


def refuse(sdk: SendGridAPIClient, address: str) -> None:
    """POST /v3/asm/suppressions/global. Saying it again changes nothing. Raises what `RefusalLists` promises."""
    _asked(lambda: sdk.client.asm.suppressions._("global").post(request_body={"recipient_emails": [address]}))


def allow(sdk: SendGridAPIClient, address: str) -> None:
    """Take the address from the global list, the spam reports and every group; one that is on none is no error."""
    named = quote(address, safe="@")
    _removed(lambda: sdk.client.asm.suppressions._("global")._(named).delete())
    _removed(lambda: sdk.client.suppression.spam_reports._(named).delete())
    groups = _read(_asked(lambda: sdk.client.asm.suppressions._(named).get())).get("suppressions", [])
    for group in groups:
        if group.get("suppressed"):
            path = sdk.client.asm.groups._(str(group["id"])).suppressions._(named)
            _removed(path.delete)


def try_again(sdk: SendGridAPIClient, address: str) -> None:
    """Take the address from bounces, blocks and invalid addresses: SendGrid drops what is sent to one of the first and
    the last without trying (https://www.twilio.com/docs/sendgrid/api-reference/bounces-api). One that is on none is no
    error.
    """
    named = quote(address, safe="@")
    for name in ("bounces", "blocks", "invalid_emails"):
        path = sdk.client.suppression._(name)._(named)
        _removed(path.delete)


def refused_since(sdk: SendGridAPIClient, since: datetime | None) -> list[RefusedAddress]:
    """Everybody on one of the lists since then (None: ever), each list whole: a lost event is found here."""
    window = {} if since is None else {"start_time": int(since.timestamp())}
    found = [
        RefusedAddress(str(row["email"]).lower(), name, datetime.fromtimestamp(int(row["created"]), UTC))
        for name, path in (
            (_UNSUBSCRIBES, sdk.client.suppression.unsubscribes),
            (_SPAM, sdk.client.suppression.spam_reports),
        )
        for row in _pages(path, window)
    ]
    # The list of groups knows no window: it is filtered here.
    grouped = [
        RefusedAddress(
            str(row["email"]).lower(),
            _GROUPS,
            datetime.fromtimestamp(int(row["created_at"]), UTC),
            int(row["group_id"]),
        )
        for row in _pages(sdk.client.asm.suppressions, {})
    ]
    return found + [one for one in grouped if since is None or one.at >= since]


def _pages(path: Any, window: dict[str, int]) -> Iterator[dict[str, Any]]:
    offset = 0
    while True:
        query = window | {"limit": PAGE, "offset": offset}
        rows = _read(_asked(partial(path.get, query_params=query)))
        yield from rows
        if len(rows) < PAGE:
            return
        offset += PAGE


def _read(answer: Any) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        raise Unconfirmed("SendGrid answered with something else than JSON") from None


def _removed(request: Callable[[], Any]) -> None:
    try:
        _asked(request)
    except Rejected as refusal:
        if refusal.code != "404":
            raise


def _asked(request: Callable[[], Any]) -> Any:
    """All of this may be said twice, so that a lost answer is as good as none."""
    try:
        return request()
    except HTTPError as error:
        raise _refusal(error) from None
    except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
        raise Unavailable(f"no answer from SendGrid: {type(error).__name__}") from None


def _refusal(error: HTTPError) -> Exception:
    status = 404 if isinstance(error, NotFoundError) else int(error.status_code)
    if status == 429:
        reset = error.headers.get("X-RateLimit-Reset") or ""
        return RateLimited(max(0.0, float(reset) - time.time()) if reset.isdigit() else None)
    if status >= 500 or status < 400:
        return Unconfirmed(f"SendGrid answered {status}")
    return Rejected(str(status), Cause.CONFIGURATION)

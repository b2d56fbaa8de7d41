"""How a request to either provider's API is refused, delayed or cut off."""

import asyncio
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tandem_channels.sandbox import faults
from tandem_channels.sandbox.server import ABORT
from tandem_channels.sandbox.state import Sandbox

MESSAGES = {
    20003: "Authenticate",
    20005: "Account not active",
    20403: "Forbidden",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21205: "Url is not a valid URL",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid 'From' Number",
    21220: "Invalid call state",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number is not a valid, SMS-capable number",
    21609: "The 'StatusCallback' URL is not valid",
    21610: "Attempt to send to unsubscribed recipient",
    21612: "The 'To' number cannot be reached by the 'From' number",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
}
HTTP_STATUSES = {20003: 401, 20005: 403, 20403: 403, 20404: 404, 20429: 429}


class ConnectionCut(Response):
    """Close the connection without a byte of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI's shape
        scope["extensions"][ABORT]()
        while (await receive())["type"] != "http.disconnect":
            continue


def twilio_error(code: int, status: int | None = None, *, detail: str = "") -> Response:
    """An error as Twilio words it."""
    http_status = status or HTTP_STATUSES.get(code, 400)
    return JSONResponse(
        {
            "code": code,
            "message": detail or MESSAGES.get(code, "Invalid parameter"),
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": http_status,
        },
        http_status,
        headers={"Retry-After": "1"} if http_status == 429 else None,
    )


def sendgrid_error(status: int, message: str, field: str | None = None) -> Response:
    """An error as SendGrid words it."""
    headers = {"X-RateLimit-Remaining": "0", "Retry-After": "1"} if status == 429 else None
    return JSONResponse({"errors": [{"message": message, "field": field, "help": None}]}, status, headers=headers)


async def struck(sandbox: Sandbox, channel: str, recipient: str) -> Response | None:
    """Wait, and give the answer that a fault wants instead of accepting; None to go on."""
    delay = faults.strike(sandbox, "delay", channel, recipient)
    if delay is not None:
        await asyncio.sleep(float(delay))
    if faults.strike(sandbox, "drop_request", channel, recipient) is not None:
        return ConnectionCut()
    error = faults.strike(sandbox, "answer_error", channel, recipient)
    if error is None:
        return None
    if channel == "email":
        status = int(error) if len(error) == 3 else 400
        if status == 400:
            return sendgrid_error(400, "Does not contain a valid address.", "personalizations.0.to.0.email")
        return sendgrid_error(status, "too many requests" if status == 429 else "switched on in the sandbox")
    if len(error) == 3:
        return twilio_error(20429 if error == "429" else 20500, int(error), detail="switched on in the sandbox")
    return twilio_error(int(error))


def accepted(sandbox: Sandbox, channel: str, recipient: str, answer: Any) -> Response:
    """`answer`, unless its way back is to be cut. The request counts as accepted either way."""
    sandbox.changes.tell()
    cut = faults.strike(sandbox, "drop_answer", channel, recipient) is not None
    response: Response = ConnectionCut() if cut else answer
    return response

"""Where providers call us: proved, read, kept raw, answered at once. Handling happens in the worker, once an event.

The table below says of each address which proof it asks for; what is said on the telephone is in `spoken`.
"""

import structlog
from starlette.responses import PlainTextResponse, Response

from tandem.contacts import webhooks
from tandem.contacts.channels import (
    BROWSER_ANSWER_PATH,
    BROWSER_LEFT_PATH,
    CALL_ANSWER_PATH,
    CALL_INBOUND_PATH,
    CALL_LEFT_PATH,
    CALL_STATUS_PATH,
    EMAIL_EVENTS_PATH,
    EMAIL_INBOUND_PATH,
    LINE_ANSWER_PATH,
    LINE_STATUS_PATH,
    MESSAGE_ANSWER_PATH,
    RECORDING_ANSWER_PATH,
    RECORDING_STATUS_PATH,
    SMS_INBOUND_PATH,
    SMS_STATUS_PATH,
)
from tandem.contacts.incoming.keeping import receive_email
from tandem.entrypoints.http import spoken
from tandem.entrypoints.http.proving import (
    Proven,
    Signed,
    WebhookRoute,
    secret_in_address,
    signed_for_calls,
    signed_for_emails,
    signed_for_texts,
)
from tandem.entrypoints.http.security import path_to_log
from tandem_channels.contract import MalformedWebhook

log = structlog.get_logger()


async def twilio_told(call: Signed) -> Response:
    """Status callbacks of texts and of both legs of a bridge call, and inbound texts."""
    return await _kept(call, spoken.nothing())


async def sendgrid_told(call: Signed) -> Response:
    """A batch of SendGrid's signed event webhook."""
    return await _kept(call, PlainTextResponse("", 204))


async def sendgrid_inbound(call: Proven) -> Response:
    """An e-mail to one of our domains."""
    await receive_email(call.posted, call.agency_id)
    return PlainTextResponse("", 200)


async def _kept(call: Signed, answer: Response) -> Response:
    try:
        events = call.receiver.parse(call.posted)
    except MalformedWebhook as error:
        log.warning("webhook.malformed", path=path_to_log(call.request.scope), error=str(error))
        return PlainTextResponse("malformed", 400)
    await webhooks.receive(events, call.agency_id)
    return answer


routes = [
    WebhookRoute(SMS_INBOUND_PATH, signed_for_texts, twilio_told),
    WebhookRoute(SMS_STATUS_PATH, signed_for_texts, twilio_told),
    WebhookRoute(CALL_STATUS_PATH, signed_for_calls, twilio_told),
    WebhookRoute(CALL_INBOUND_PATH, signed_for_calls, spoken.called),
    WebhookRoute(CALL_LEFT_PATH, signed_for_calls, spoken.caller_left),
    WebhookRoute(CALL_ANSWER_PATH, signed_for_calls, spoken.bridge),
    WebhookRoute(MESSAGE_ANSWER_PATH, signed_for_calls, spoken.message),
    WebhookRoute(LINE_ANSWER_PATH, signed_for_calls, spoken.line),
    WebhookRoute(LINE_STATUS_PATH, signed_for_calls, spoken.line_status),
    WebhookRoute(BROWSER_ANSWER_PATH, signed_for_calls, spoken.browser),
    WebhookRoute(BROWSER_LEFT_PATH, signed_for_calls, spoken.browser_left),
    WebhookRoute(RECORDING_ANSWER_PATH, signed_for_calls, spoken.recording),
    WebhookRoute(RECORDING_STATUS_PATH, signed_for_calls, spoken.recording_status),
    WebhookRoute(EMAIL_EVENTS_PATH, signed_for_emails, sendgrid_told),
    WebhookRoute(f"{EMAIL_EVENTS_PATH}/{{token}}", signed_for_emails, sendgrid_told),
    WebhookRoute(f"{EMAIL_INBOUND_PATH}/{{secret}}", secret_in_address, sendgrid_inbound),
]

"""Where providers call us: verify, parse, keep raw, answer at once. Handling happens in the worker, once an event."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tandem.contacts import webhooks
from tandem.contacts.channels import (
    CALL_ANSWER_PATH,
    CALL_STATUS_PATH,
    EMAIL_EVENTS_PATH,
    SMS_INBOUND_PATH,
    SMS_STATUS_PATH,
    Channels,
)
from tandem.entrypoints.http.bodies import BodyTooLarge, body_up_to
from tandem.entrypoints.http.unsigned import unsigned
from tandem_channels.contract import ChannelEvent, MalformedWebhook, WebhookRequest, attempt_of
from tandem_channels.twilio_voice import bridge_twiml, refusal_twiml

log = structlog.get_logger()
_MOST = 5_000_000  # bytes: SendGrid sends batches of events
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Inbound(Protocol):
    """The receiving half of a channel."""

    def verify(self, request: WebhookRequest) -> bool: ...

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]: ...


async def twilio_sms(request: Request) -> Response:
    """Status callbacks and inbound texts of Twilio Messaging."""
    return await _received(request, _channels(request).sms, _twiml(_EMPTY_TWIML))


async def twilio_voice(request: Request) -> Response:
    """Status callbacks of both legs of a bridge call."""
    return await _received(request, _channels(request).voice, _twiml(_EMPTY_TWIML))


async def twilio_bridge(request: Request) -> Response:
    """The collector picked up: the gate is asked again before the debtor's telephone rings."""
    voice = _channels(request).voice
    posted = await _posted(request)
    if voice is None or posted is None or not voice.verify(posted):
        return _refused("twilio_bridge")
    try:
        attempt_id = UUID(attempt_of(posted))
    except (TypeError, ValueError):
        return PlainTextResponse("no attempt", 400)
    answer = await webhooks.bridge_answer(attempt_id)
    if isinstance(answer, webhooks.Refusal):
        return _twiml(refusal_twiml(answer.sentence, locale=answer.locale))
    return _twiml(
        bridge_twiml(
            attempt_id=answer.attempt_id,
            debtor_number=answer.debtor_number,
            caller_id=answer.caller_id,
            status_callback_url=answer.status_callback_url,
        )
    )


async def sendgrid_events(request: Request) -> Response:
    """SendGrid's signed event webhook."""
    return await _received(request, _channels(request).email, PlainTextResponse("", 204))


async def _received(request: Request, channel: Inbound | None, answer: Response) -> Response:
    posted = await _posted(request)
    if channel is None or posted is None or not channel.verify(posted):
        return _refused(request.url.path)
    try:
        events: Iterable[ChannelEvent] = channel.parse(posted)
    except MalformedWebhook as error:
        log.warning("webhook.malformed", path=request.url.path, error=str(error))
        return PlainTextResponse("malformed", 400)
    await webhooks.receive(list(events))
    return answer


async def _posted(request: Request) -> WebhookRequest | None:
    try:
        with unsigned() as arriving:
            body = await body_up_to(request, _MOST, arriving.more)
    except BodyTooLarge:
        return None
    # Signatures cover the public address, not the one behind a proxy.
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{request.app.state.public_url}{request.url.path}{query}"
    headers = {name.lower(): value for name, value in request.headers.items()}
    return WebhookRequest(url, headers, body)


def _channels(request: Request) -> Channels:
    channels: Channels = request.app.state.channels
    return channels


def _refused(path: str) -> Response:
    log.warning("webhook.refused", path=path, hint="is TANDEM_PUBLIC_URL the address that the provider calls?")
    return PlainTextResponse("signature refused", 403)


def _twiml(text: str) -> Response:
    return Response(text, media_type="text/xml")


routes = [
    Route(SMS_INBOUND_PATH, twilio_sms, methods=["POST"]),
    Route(SMS_STATUS_PATH, twilio_sms, methods=["POST"]),
    Route(CALL_STATUS_PATH, twilio_voice, methods=["POST"]),
    Route(CALL_ANSWER_PATH, twilio_bridge, methods=["POST"]),
    Route(EMAIL_EVENTS_PATH, sendgrid_events, methods=["POST"]),
]

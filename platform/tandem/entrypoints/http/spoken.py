"""What a call hears that asks us what to do next, and what tells of its lines and recordings.

All of it is signed. What was answered is kept as it came, after the answer; a call to our number before it (`receive`).
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from uuid import UUID

import structlog
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse, Response

from tandem.contacts import webhooks
from tandem.contacts.calling.message import Ask, Connect, Say, Step, message_answer
from tandem.contacts.calling.receiving import left as left_by_caller
from tandem.contacts.calling.receiving import put_through
from tandem.contacts.calling.softphone import browser_answered
from tandem.contacts.calling.softphone import browser_left as left_by_browser
from tandem.contacts.calling.telling import line_answered, line_told
from tandem.contacts.channels import BROWSER_LEFT_PATH, CALL_LEFT_PATH, MESSAGE_ANSWER_PATH, RECORDING_ANSWER_PATH
from tandem.contacts.recordings.announcing import Announce, RecordingStep, recording_answer
from tandem.contacts.recordings.telling import recording_told
from tandem.entrypoints.http.proving import Signed
from tandem.entrypoints.http.security import path_to_log
from tandem_channels.contract import CallEvent, InboundCallEvent, MalformedWebhook, attempt_of, with_attempt
from tandem_channels.twilio_browser import browser_leg_of, browser_line_twiml, is_over
from tandem_channels.twilio_recordings import recording_news
from tandem_channels.twilio_voice import bridge_twiml, hang_up_twiml, line_twiml, refusal_twiml
from tandem_channels.twilio_voice_menu import (
    announce_twiml,
    ask_twiml,
    connect_twiml,
    go_on_twiml,
    join_twiml,
    receive_twiml,
    say_twiml,
    was_answered,
)
from tandem_channels.twilio_webhooks import form_of

log = structlog.get_logger()
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
Handler = Callable[[Signed], Awaitable[Response]]


def _kept(answer: Handler) -> Handler:
    """Keep what was read and answered; who is on the telephone hears the answer even when it cannot be kept."""

    @wraps(answer)
    async def answered(call: Signed) -> Response:
        response = await answer(call)
        if response.status_code == 200:
            response.background = BackgroundTask(_keep, call)
        return response

    return answered


async def _keep(call: Signed) -> None:
    try:
        await webhooks.keep_spoken(call.posted, form_of(call.posted), _id_in(call), call.agency_id)
    except Exception:  # whatever it is, the call goes on
        log.exception("contacts.spoken_not_kept", path=path_to_log(call.request.scope))


async def called(call: Signed) -> Response:
    """Somebody rings one of our numbers: they are put through to a collector who is free for their case file, else they
    hear how the agency is reached. That they rang is kept.
    """
    try:
        [event] = call.receiver.parse(call.posted)
    except (MalformedWebhook, ValueError):
        return PlainTextResponse("malformed", 400)
    if not isinstance(event, InboundCallEvent):
        return PlainTextResponse("no call to us", 400)
    # Before it is handled: of whom a collector was given, nothing is told as missed.
    try:
        through = await put_through(event.to, event.sender, event.provider_id, call.agency_id)
    except Exception:  # whatever it is, the call is kept and whoever rings hears how the agency is reached
        log.exception("contacts.not_put_through")
        through = None
    await webhooks.receive([event], call.agency_id)
    if through is not None:
        left = with_attempt(_ours(call, CALL_LEFT_PATH), str(through.call_id))
        return _twiml(receive_twiml(through.said, through.conference, left, locale=through.locale))
    said = await webhooks.called(event.to, event.sender, call.agency_id)
    return _twiml(say_twiml([said.sentence], locale=said.locale) if said else hang_up_twiml())


@_kept
async def caller_left(call: Signed) -> Response:
    """Whoever rang us is on the collector's line no more."""
    try:
        call_id, over = UUID(attempt_of(call.posted)), is_over(call.posted)
    except (MalformedWebhook, TypeError, ValueError):
        return PlainTextResponse("no call", 400)
    if over:
        await left_by_caller(call_id, call.agency_id)
    return _twiml(hang_up_twiml())


@_kept
async def bridge(call: Signed) -> Response:
    """The collector picked up: the gate is asked again before the debtor's telephone rings."""
    try:
        attempt_id = UUID(attempt_of(call.posted))
    except (TypeError, ValueError):
        return PlainTextResponse("no attempt", 400)
    answer = await webhooks.bridge_answer(attempt_id, call.agency_id)
    if isinstance(answer, webhooks.Refusal):
        return _twiml(refusal_twiml(answer.sentence, locale=answer.locale))
    return _twiml(
        bridge_twiml(
            attempt_id=answer.attempt_id,
            debtor_number=answer.debtor_number,
            caller_id=answer.caller_id,
            status_callback_url=answer.status_callback_url,
            announce_url=answer.announce_url,
        )
    )


@_kept
async def line(call: Signed) -> Response:
    """A collector who opens the line picked up: wait in the line's conference until a call is added."""
    found = _line_of(call)
    if isinstance(found, Response):
        return found
    line_id, event = found
    conference = await line_answered(line_id, event.provider_id, call.agency_id)
    return _twiml(line_twiml(conference) if conference else hang_up_twiml())


@_kept
async def line_status(call: Signed) -> Response:
    """Status callbacks of a collector's own leg."""
    found = _line_of(call)
    if isinstance(found, Response):
        return found
    line_id, event = found
    await line_told(line_id, event.status, event.provider_id, call.agency_id)
    return nothing()


@_kept
async def browser(call: Signed) -> Response:
    """A collector's browser made its leg: wait in the line's conference until a call is added, or go away."""
    try:
        leg = browser_leg_of(call.posted)
    except MalformedWebhook:
        return PlainTextResponse("malformed", 400)
    conference = await browser_answered(leg, call.agency_id) if leg else None
    if leg is None or conference is None:
        return _twiml(hang_up_twiml())
    left = with_attempt(_ours(call, BROWSER_LEFT_PATH), leg.line_id)
    return _twiml(browser_line_twiml(conference, left))


@_kept
async def browser_left(call: Signed) -> Response:
    """The browser is on its line no more."""
    try:
        line_id, over = UUID(attempt_of(call.posted)), is_over(call.posted)
    except (MalformedWebhook, TypeError, ValueError):
        return PlainTextResponse("no line", 400)
    if over:
        await left_by_browser(line_id, call.agency_id)
    return _twiml(hang_up_twiml())


@_kept
async def message(call: Signed) -> Response:
    """A call that a message opened was answered, keys were pressed, or the agency was rung: what it says next."""
    try:
        attempt_id = UUID(attempt_of(call.posted))
        step = Step(call.request.query_params.get("step", Step.START))
        keys = form_of(call.posted).get("Digits", "")
        if step is Step.UNANSWERED and was_answered(call.posted):
            step = Step.CONNECTED
    except (MalformedWebhook, TypeError, ValueError):
        return PlainTextResponse("no attempt", 400)
    reply = await message_answer(attempt_id, step, keys, call.agency_id)
    if isinstance(reply, Ask):
        action = with_attempt(_ours(call, MESSAGE_ANSWER_PATH), str(attempt_id), step=reply.step)
        return _twiml(ask_twiml(reply.said, action, reply.digits, reply.otherwise, locale=reply.locale))
    if isinstance(reply, Connect):
        return _twiml(
            connect_twiml(
                reply.said,
                locale=reply.locale,
                conference=reply.conference,
                number=reply.number,
                caller_id=reply.caller_id,
                ended_url=with_attempt(_ours(call, MESSAGE_ANSWER_PATH), str(attempt_id), step=Step.UNANSWERED),
            )
        )
    return _twiml(say_twiml(reply.said, locale=reply.locale) if isinstance(reply, Say) else hang_up_twiml())


@_kept
async def recording(call: Signed) -> Response:
    """Somebody picked up a call that is recorded, pressed the key that refuses, or left by it: what they hear next."""
    try:
        attempt_id = UUID(attempt_of(call.posted))
        step = RecordingStep(call.request.query_params.get("step", RecordingStep.START))
        form = form_of(call.posted)
    except (MalformedWebhook, TypeError, ValueError):
        return PlainTextResponse("no attempt", 400)
    if step is RecordingStep.LEFT and form.get("CallStatus") != "in-progress":
        return _twiml(hang_up_twiml())  # they hung up
    keys = form.get("Digits", "")
    heard = await recording_answer(attempt_id, step, keys, form.get("CallSid"), call.agency_id)
    if heard is None:
        return _twiml(hang_up_twiml())
    address = _ours(call, RECORDING_ANSWER_PATH)
    if isinstance(heard, Announce):
        action = with_attempt(address, str(attempt_id), step=heard.then)
        return _twiml(announce_twiml(heard.said, action, locale=heard.locale))
    if heard.conference is None:
        return _twiml(go_on_twiml(heard.said, locale=heard.locale))
    left = with_attempt(address, str(attempt_id), step=RecordingStep.LEFT)
    return _twiml(join_twiml(heard.said, heard.conference, left, locale=heard.locale))


@_kept
async def recording_status(call: Signed) -> Response:
    """A recording is over: its file is fetched by the worker."""
    try:
        attempt_id, news = UUID(attempt_of(call.posted)), recording_news(call.posted)
    except (MalformedWebhook, TypeError, ValueError):
        return PlainTextResponse("no attempt", 400)
    if news is None:
        return PlainTextResponse("no recording", 400)
    await recording_told(attempt_id, news, call.agency_id)
    return nothing()


def nothing() -> Response:
    """Nothing is said, and the call goes on as it was told before."""
    return _twiml(_EMPTY_TWIML)


def _line_of(call: Signed) -> tuple[UUID, CallEvent] | Response:
    try:
        [event] = call.receiver.parse(call.posted)
        line_id = UUID(attempt_of(call.posted))
    except (MalformedWebhook, TypeError, ValueError):
        return PlainTextResponse("no line", 400)
    return (line_id, event) if isinstance(event, CallEvent) else PlainTextResponse("no call", 400)


def _id_in(call: Signed) -> UUID | None:
    """What the address names: a contact attempt, a call to us or a line."""
    try:
        return UUID(attempt_of(call.posted))
    except (TypeError, ValueError):
        return None


def _ours(call: Signed, path: str) -> str:
    """An address of ours as the provider reaches it."""
    return f"{call.request.app.state.public_url}{path}"


def _twiml(text: str) -> Response:
    return Response(text, media_type="text/xml")

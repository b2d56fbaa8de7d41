"""TwiML of a call that a message opens: say and wait for keys, say and hang up, say and put through."""

from collections.abc import Sequence

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from tandem_channels.contract import WebhookRequest
from tandem_channels.twilio_voice import RING_SECONDS, SPOKEN_LANGUAGES
from tandem_channels.twilio_webhooks import form_of

KEY_SECONDS = 8


def ask_twiml(said: Sequence[str], action_url: str, digits: int, otherwise: str, *, locale: str) -> str:
    """Say this, wait for as many keys and post them to `action_url`; when none come, say `otherwise` and hang up."""
    response = VoiceResponse()
    gather = Gather(input="dtmf", num_digits=digits, timeout=KEY_SECONDS, action=action_url, method="POST")
    for text in said:
        gather.say(text, language=SPOKEN_LANGUAGES[locale])
    response.append(gather)
    response.say(otherwise, language=SPOKEN_LANGUAGES[locale])
    response.hangup()
    return str(response)


def announce_twiml(said: str, action_url: str, *, locale: str) -> str:
    """Say this and post to `action_url` the key that was pressed meanwhile, or a second later, or that none was."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=1,
        finish_on_key="",
        action=action_url,
        method="POST",
        action_on_empty_result=True,
    )
    gather.say(said, language=SPOKEN_LANGUAGES[locale])
    response.append(gather)
    return str(response)


def join_twiml(said: Sequence[str], line: str, left_url: str, *, locale: str) -> str:
    """Say this, then join a collector's line, whom a tone tells of it; whoever presses the star leaves it, and
    `left_url` is asked what to do with them."""
    response = VoiceResponse()
    for text in said:
        response.say(text, language=SPOKEN_LANGUAGES[locale])
    dial = Dial(hangup_on_star=True, action=left_url, method="POST")
    dial.conference(line, start_conference_on_enter=True, end_conference_on_exit=False, beep="onEnter")
    response.append(dial)
    return str(response)


def receive_twiml(said: str, line: str, left_url: str, *, locale: str) -> str:
    """Say this to whoever rang us, then join a collector's line, to a tone; `left_url` is told the end."""
    response = VoiceResponse()
    response.say(said, language=SPOKEN_LANGUAGES[locale])
    dial = Dial(action=left_url, method="POST")
    dial.conference(line, start_conference_on_enter=True, end_conference_on_exit=False, beep="onEnter")
    response.append(dial)
    return str(response)


def go_on_twiml(said: Sequence[str], *, locale: str) -> str:
    """Say this to whoever is being put through, then let them be: a document that ends joins the two legs."""
    response = VoiceResponse()
    for text in said:
        response.say(text, language=SPOKEN_LANGUAGES[locale])
    return str(response)


def say_twiml(said: Sequence[str], *, locale: str) -> str:
    """Say this and hang up."""
    response = VoiceResponse()
    for text in said:
        response.say(text, language=SPOKEN_LANGUAGES[locale])
    response.hangup()
    return str(response)


def connect_twiml(
    said: Sequence[str], *, locale: str, conference: str | None, number: str | None, caller_id: str, ended_url: str
) -> str:
    """Say this, then put the person through: into a collector's line, whom a tone tells of it, else to a number.

    `ended_url` is asked what to do next once the number rang in vain, was engaged, or was talked with."""
    response = VoiceResponse()
    for text in said:
        response.say(text, language=SPOKEN_LANGUAGES[locale])
    if conference:
        dial = Dial()
        dial.conference(conference, start_conference_on_enter=True, end_conference_on_exit=False, beep="onEnter")
    else:
        dial = Dial(caller_id=caller_id, answer_on_bridge=True, timeout=RING_SECONDS, action=ended_url, method="POST")
        dial.number(number)
    response.append(dial)
    return str(response)


def was_answered(request: WebhookRequest) -> bool:
    """Whether what was posted to `ended_url` says that somebody picked up the number. Raises MalformedWebhook."""
    return form_of(request).get("DialCallStatus") in ("completed", "answered")

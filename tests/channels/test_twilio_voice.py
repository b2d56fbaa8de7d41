"""Bridge calls through the official Twilio SDK, against the sandbox over loopback."""

from functools import partial

import pytest

from tandem_channels.contract import (
    AnsweredBy,
    CallEvent,
    CallLeg,
    CallStatus,
    InboundCallEvent,
    OutboundCall,
    WebhookRequest,
)
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_voice import TwilioVoice, bridge_twiml, refusal_twiml
from tandem_channels.twilio_words import ANSWERED_BY, CALL_STATUSES
from tests.channels.benches import SandboxBench, signed_form
from tests.channels.contract import ChannelContract
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SandboxServer

CALLBACK = "https://app.example/webhooks/twilio/call"
CALLER_ID = "+33184800000"


def status_webhook(attempt_id: str, word: str, **more: str) -> WebhookRequest:
    return signed_form(f"{CALLBACK}?oid={attempt_id}", {"CallSid": "CA1", "CallStatus": word} | more)


class TestTwilioVoice(ChannelContract):
    @pytest.fixture
    def bench(self, sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str) -> SandboxBench:
        url = sandbox.receiver.url
        return SandboxBench(
            sandbox=sandbox,
            channel=voice,
            message=OutboundCall(attempt_id, number, CALLER_ID, f"{url}/twiml", f"{url}/call"),
            recipient=number,
            refusal="21217",
            delivered="completed",
            webhook=partial(status_webhook, attempt_id),
            aimed=lambda url, seconds: TwilioVoice(
                TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, url, timeout_seconds=seconds)
            ),
        )


# https://www.twilio.com/docs/voice/api/call-resource#call-status-values; "initiated" and "answered" are the events of
# https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent.
WORDS = {
    "queued": CallStatus.QUEUED,
    "initiated": CallStatus.INITIATED,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.IN_PROGRESS,
    "answered": CallStatus.IN_PROGRESS,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "no-answer": CallStatus.NO_ANSWER,
    "failed": CallStatus.FAILED,
    "canceled": CallStatus.CANCELED,
}
# https://www.twilio.com/docs/voice/answering-machine-detection (S43 of the notes on compliance, §4).
ANSWERERS = {
    "human": AnsweredBy.HUMAN,
    "machine_start": AnsweredBy.MACHINE,
    "machine_end_beep": AnsweredBy.MACHINE,
    "machine_end_silence": AnsweredBy.MACHINE,
    "machine_end_other": AnsweredBy.MACHINE,
    "fax": AnsweredBy.FAX,
    "unknown": AnsweredBy.UNKNOWN,
}


def test_no_word_is_known_that_has_no_row_here() -> None:
    assert CALL_STATUSES.keys() == WORDS.keys()
    assert ANSWERED_BY.keys() == ANSWERERS.keys()


@pytest.mark.parametrize(("word", "answered_by"), [*ANSWERERS.items(), ("robot", AnsweredBy.UNKNOWN)])
def test_who_picked_up_is_told_in_our_words(voice: TwilioVoice, word: str, answered_by: AnsweredBy) -> None:
    [event] = voice.parse(status_webhook("a-1", "in-progress", AnsweredBy=word))

    assert isinstance(event, CallEvent)
    assert event.answered_by is answered_by


@pytest.mark.parametrize(("word", "status"), [*WORDS.items(), ("a word of tomorrow", CallStatus.UNKNOWN)])
def test_each_word_of_twilio_has_one_of_ours(voice: TwilioVoice, word: str, status: CallStatus) -> None:
    [event] = voice.parse(status_webhook("a-1", word))

    assert isinstance(event, CallEvent)
    assert (event.status, event.leg) == (status, CallLeg.COLLECTOR)


def test_the_debtors_leg_is_told_by_the_address_or_by_its_parent(voice: TwilioVoice) -> None:
    by_address = signed_form(f"{CALLBACK}?oid=a-1&leg=debtor", {"CallSid": "CA2", "CallStatus": "completed"})
    by_parent = status_webhook("a-1", "completed", ParentCallSid="CA1", CallDuration="42")

    [first], [second] = voice.parse(by_address), voice.parse(by_parent)

    assert isinstance(first, CallEvent)
    assert isinstance(second, CallEvent)
    assert (first.leg, first.duration_seconds) == (CallLeg.DEBTOR, None)
    assert (second.leg, second.duration_seconds) == (CallLeg.DEBTOR, 42)


def test_the_bridge_dials_the_debtor_and_tells_each_step() -> None:
    twiml = bridge_twiml(
        attempt_id="a-1", debtor_number="+33612345678", caller_id=CALLER_ID, status_callback_url=CALLBACK
    )

    assert twiml == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Dial answerOnBridge="true" callerId="+33184800000" timeout="25">'
        f'<Number statusCallback="{CALLBACK}?oid=a-1&amp;leg=debtor"'
        ' statusCallbackEvent="initiated ringing answered completed">+33612345678</Number></Dial></Response>'
    )


@pytest.mark.parametrize(("locale", "language"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_a_refusal_is_said_in_the_collectors_language(locale: str, language: str) -> None:
    assert refusal_twiml("Bloqué : < & >", locale=locale) == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        f'<Say language="{language}">Bloqué : &lt; &amp; &gt;</Say><Hangup /></Response>'
    )


def test_somebody_who_rings_us_is_one_event_however_often_it_is_posted(voice: TwilioVoice) -> None:
    form = {"CallSid": "CA9", "CallStatus": "ringing", "Direction": "inbound", "From": "+33639981102", "To": CALLER_ID}
    rings = [signed_form(f"{CALLBACK}/inbound", form | more) for more in ({}, {"CallStatus": "completed"})]

    events = [event for ring in rings for event in voice.parse(ring)]

    assert [isinstance(event, InboundCallEvent) for event in events] == [True, True]
    assert {event.dedupe_key for event in events} == {"CA9:inbound"}
    assert isinstance(events[0], InboundCallEvent)
    assert (events[0].sender, events[0].to) == ("+33639981102", CALLER_ID)


def test_a_withheld_number_is_said_to_be_one(voice: TwilioVoice) -> None:
    form = {"CallSid": "CA9", "Direction": "inbound", "To": CALLER_ID}

    [event] = voice.parse(signed_form(f"{CALLBACK}/inbound", form))

    assert isinstance(event, InboundCallEvent)
    assert event.sender == "anonymous"


def test_who_picked_up_is_another_event_than_the_status_it_comes_with(voice: TwilioVoice) -> None:
    forms = (b"CallSid=CA9&CallStatus=in-progress", b"CallSid=CA9&CallStatus=in-progress&AnsweredBy=human")

    keys = [voice.parse(WebhookRequest(CALLBACK, {}, form))[0].dedupe_key for form in forms]

    assert keys == ["CA9:in-progress", "CA9:in-progress:human"]

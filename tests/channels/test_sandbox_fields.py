"""What is wrong in one field of a request the sandbox refuses: texts, calls, participants, recordings, Mail Send.

Each request is the one that the product makes, with one change.
"""

import copy
import inspect
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from starlette.datastructures import FormData
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account.call import CallContext, CallList
from twilio.rest.api.v2010.account.call.recording import RecordingContext, RecordingList
from twilio.rest.api.v2010.account.conference.participant import ParticipantList
from twilio.rest.api.v2010.account.message import MessageList

from tandem_channels.contract import OutboundEmail
from tandem_channels.sandbox.mail_checks import problem_in
from tandem_channels.sandbox.twilio_fields import (
    CALL,
    CHANGED_CALL,
    CHANGED_RECORDING,
    MESSAGE,
    PARTICIPANT,
    RECORDING,
    Fields,
    refusal_of_fields,
)
from tandem_channels.sendgrid_email import _body_of
from tandem_channels.twilio_account import TwilioAccount, client_for
from tandem_channels.twilio_voice import TwilioVoice
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SandboxServer
from tests.channels.test_sandbox_api import BASIC
from tests.channels.test_sandbox_recordings import talking

Form = list[tuple[str, str]]
EVENTS = [("StatusCallbackEvent", word) for word in ("initiated", "ringing", "answered", "completed")]
ANY: Form = [("To", "+33600000001"), ("From", "+33757000001"), ("Timeout", "30")]
ANY += [("StatusCallback", "https://app.example/call"), *EVENTS]
A_TEXT: Form = [*ANY[:2], ("Body", "Bonjour"), ("StatusCallback", "https://app.example/sms"), ("ValidityPeriod", "60")]
A_CALL: Form = [*ANY, ("Url", "https://app.example/twiml"), ("MachineDetection", "DetectMessageEnd")]
A_CALL += [("AsyncAmd", "true"), ("AsyncAmdStatusCallback", "https://app.example/machine")]
A_PARTICIPANT: Form = [*ANY, ("Beep", "false"), ("EarlyMedia", "true"), ("EndConferenceOnExit", "false")]
A_RECORDING: Form = [("RecordingStatusCallback", "https://app.example/recording"), ("RecordingTrack", "both")]
A_RECORDING += [("RecordingStatusCallbackEvent", "completed"), ("RecordingStatusCallbackEvent", "absent")]
A_PAUSE: Form = [("Status", "paused"), ("PauseBehavior", "skip")]


@pytest.mark.parametrize(
    ("form", "known", "name", "value", "code"),
    [
        (A_TEXT, MESSAGE, "ValidityPeriod", "0", 20001),
        (A_TEXT, MESSAGE, "ValidityPeriod", "36001", 20001),
        (A_TEXT, MESSAGE, "ValidityPeriod", "1h", 20001),
        (A_TEXT, MESSAGE, "ValidtyPeriod", "60", 20001),
        (A_TEXT, MESSAGE, "Statuscallback", "https://app.example/sms", 20001),
        (A_TEXT, MESSAGE, "StatusCallback", "app.example/sms", 21609),
        (A_TEXT, MESSAGE, "MediaUrl", "https://app.example/a.png", 20001),
        (A_CALL, CALL, "MachineDetection", "DetectMsgEnd", 20001),
        (A_CALL, CALL, "StatusCallbackEvent", "answerd", 20001),
        (A_CALL, CALL, "AsyncAmdStatusCallback", "nowhere", 21609),
        (A_CALL, CALL, "AsyncAmd", "yes", 20001),
        (A_CALL, CALL, "Timeout", "abc", 20001),
        (A_CALL, CALL, "Timeout", "601", 20001),
        (A_CALL, CALL, "Timeout", "²", 20001),
        (A_CALL, CALL, "StatusCallback", "ftp://app.example", 21609),
        (A_CALL, CALL, "Url", "app.example", 21205),
        (A_CALL, CALL, "MachineDetecton", "Enable", 20001),
        ([("Status", "completed")], CHANGED_CALL, "Twimll", "<Response/>", 20001),
        (A_PARTICIPANT, PARTICIPANT, "Beep", "never", 20001),
        (A_PARTICIPANT, PARTICIPANT, "EarlyMedia", "1", 20001),
        (A_PARTICIPANT, PARTICIPANT, "EndConferenceOnExit", "no", 20001),
        (A_PARTICIPANT, PARTICIPANT, "StatusCallbackEvent", "join", 20001),
        (A_PARTICIPANT, PARTICIPANT, "EndConferenceOnexit", "true", 20001),
        (A_RECORDING, RECORDING, "RecordingStatusCallback", "nowhere", 21609),
        (A_RECORDING, RECORDING, "RecordingStatusCallbackEvent", "done", 20001),
        (A_RECORDING, RECORDING, "RecordingTrack", "all", 20001),
        (A_RECORDING, RECORDING, "RecordTrack", "both", 20001),
        (A_PAUSE, CHANGED_RECORDING, "PauseBehavior", "skipped", 20001),
        (A_PAUSE, CHANGED_RECORDING, "PauseBehaviour", "skip", 20001),
    ],
)
def test_one_field_of_a_request_to_twilio_that_is_wrong_is_refused(
    form: Form, known: Fields, name: str, value: str, code: int
) -> None:
    changed = [(key, told) for key, told in form if key != name] + [(name, value)]

    refused = refusal_of_fields(FormData([*changed]), known)

    assert refusal_of_fields(FormData([*form]), known) is None
    assert refused is not None
    told = json.loads(bytes(refused.body))
    assert (told["code"], told["message"].split()[-1]) == (code, name)


@pytest.mark.parametrize(
    ("known", "sdk"),
    [
        (MESSAGE, MessageList.create_async),
        (CALL, CallList.create_async),
        (CHANGED_CALL, CallContext.update_async),
        (PARTICIPANT, ParticipantList.create_async),
        (RECORDING, RecordingList.create_async),
        (CHANGED_RECORDING, RecordingContext.update_async),
    ],
)
def test_what_the_sandbox_plays_twilio_documents(known: Fields, sdk: Callable[..., Any]) -> None:
    """The SDK is made from Twilio's own description of its API: each argument is a documented field."""
    documented = {name.rstrip("_").title().replace("_", "") for name in inspect.signature(sdk).parameters}

    assert set(known) <= documented


async def test_what_the_sandbox_does_not_play_the_sdk_is_refused(sandbox: SandboxServer, number: str) -> None:
    client, http = client_for(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url))

    with pytest.raises(TwilioRestException) as refused:
        await client.messages.create_async(to=number, from_="+33757000001", body="b", smart_encoded=True)
    await http.close()

    assert refused.value.code == 20001
    assert "SmartEncoded" in str(refused.value)


async def post(sandbox: SandboxServer, path: str, form: Form) -> tuple[int, Any]:
    url = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/{path}.json"
    data = aiohttp.FormData([*form])
    async with sandbox.http.post(url, data=data, headers={"Authorization": BASIC}) as answer:
        return answer.status, (await answer.json()).get("code")


async def test_each_resource_looks_at_its_fields(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call = await talking(sandbox, voice, attempt_id, number)
    wrong = [("Loudness", "11")]

    assert await post(sandbox, "Messages", A_TEXT + wrong) == (400, 20001)
    assert await post(sandbox, "Calls", A_CALL + wrong) == (400, 20001)
    assert await post(sandbox, f"Calls/{call}", [("Status", "completed"), *wrong]) == (400, 20001)
    assert await post(sandbox, "Conferences/line-1/Participants", A_PARTICIPANT + wrong) == (400, 20001)
    assert await post(sandbox, f"Calls/{call}/Recordings", A_RECORDING + wrong) == (400, 20001)
    begun = await voice.recordings.start(call, f"{sandbox.receiver.url}/recording?oid={attempt_id}")
    assert begun
    recording = f"Calls/{call}/Recordings/{begun.provider_id}"
    assert await post(sandbox, recording, A_PAUSE + wrong) == (400, 20001)
    assert (await post(sandbox, recording, A_PAUSE))[0] == 200
    assert (await post(sandbox, f"Calls/{call}", [("Status", "completed")]))[0] == 200


def mail() -> dict[str, Any]:
    """What the product posts."""
    return _body_of(
        OutboundEmail(
            attempt_id="1",
            to="compta@temoin.example",
            sender="dossiers@lenoir.example",
            sender_name="Lenoir",
            subject="Dossier",
            text="Bonjour",
            html="<p>Bonjour</p>",
            group_id=7,
            passes_refusals=True,
            reply_to="d1@answers.example",
        )
    )


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (("mail_settings", "bypass_unsubscribe_managment"), {"enable": True}, None),
        (("mail_settings", "bypass_unsubscribe_management", "enable"), "true", None),
        (("mail_settings", "bypass_unsubscribe_management"), True, None),
        (("tracking_settings", "click_traking"), {"enable": False}, None),
        (("tracking_settings", "click_tracking", "enable"), 0, None),
        (("tracking_settings", "click_tracking", "enable_texts"), False, None),
        (("tracking_settings", "open_tracking", "enabled"), False, None),
        (("tracking_settings", "subscription_tracking"), False, None),
        (("asm", "group_id"), True, None),
        (("asm", "group"), 7, None),
        (("asm", "groups_to_display"), [7, "8"], "asm.groups_to_display.1"),
        (("from", "mail"), "a@b.example", None),
        (("reply_to", "name"), 1, None),
        (("personalizations", 0, "to", 0, "adress"), "x", "personalizations.0.to.0.adress"),
        (("personalizations", 0, "customargs"), {}, "personalizations.0.customargs"),
        (("content", 0, "charset"), "utf-8", "content.0.charset"),
        (("categories",), "debts", None),
        (("headers",), [], None),
    ],
)
def test_one_object_of_a_mail_that_is_wrong_is_refused(place: tuple[Any, ...], value: Any, field: str | None) -> None:
    changed = copy.deepcopy(mail())
    at: Any = changed
    for name in place[:-1]:
        at = at[name]
    at[place[-1]] = value

    problem = problem_in(changed)

    assert problem_in(mail()) is None
    assert problem is not None
    assert problem[1] == (field or ".".join(map(str, place)))

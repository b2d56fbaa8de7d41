"""Refusals of texts told to Twilio by the official SDK, and what the sandbox answers (error 30646; compliance, §4)."""

import json
import uuid
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from tandem_channels.contract import (
    ChannelError,
    Consent,
    ConsentRegister,
    ConsentSource,
    InboundSmsEvent,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from tandem_channels.keywords import Reply
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_consents import MOST, _judge
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.benches import closed_port, signed_form
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SandboxServer
from tests.channels.test_sandbox_api import BASIC
from tests.channels.test_twilio_sms import SENDER, sms_to


def consent(number: str, *, refused: bool = True, sender: str = SENDER) -> Consent:
    return Consent(number, sender, refused, ConsentSource.OFFLINE, uuid.uuid4().hex)


def test_the_channel_keeps_the_promise_of_a_register(sms: TwilioSms) -> None:
    assert isinstance(sms, ConsentRegister)


async def test_who_refuses_is_sent_nothing_from_that_number_until_it_is_taken_back(
    sms: TwilioSms, number: str, attempt_id: str
) -> None:
    other = replace(sms_to(number, attempt_id), sender="+33757000002")

    await sms.tell_consents([consent(number)])
    await sms.tell_consents([consent(number)])

    with pytest.raises(Rejected, match="21610"):
        await sms.send(sms_to(number, attempt_id))
    assert (await sms.send(other)).provider_id
    await sms.tell_consents([consent(number, refused=False)])
    assert (await sms.send(sms_to(number, attempt_id))).provider_id


async def test_more_than_a_request_may_hold_go_in_several(sms: TwilioSms, number: str, attempt_id: str) -> None:
    many = [consent(number, sender=f"+3375710{place:04}") for place in range(MOST)]

    await sms.tell_consents([*many, consent(number)])

    with pytest.raises(Rejected, match="21610"):
        await sms.send(sms_to(number, attempt_id))


async def test_one_that_is_not_acceptable_keeps_no_other_from_being_taken(
    sms: TwilioSms, number: str, attempt_id: str
) -> None:
    with pytest.raises(Rejected, match="30646"):
        await sms.tell_consents([consent(number, sender="LENOIR"), consent(number)])

    with pytest.raises(Rejected, match="21610"):
        await sms.send(sms_to(number, attempt_id))


@pytest.mark.parametrize(
    ("fault", "raised"), [("429", RateLimited), ("503", Unconfirmed), ("20403", Rejected)], ids=lambda one: str(one)
)
async def test_what_goes_wrong_is_named_by_what_to_do_next(
    sandbox: SandboxServer, sms: TwilioSms, number: str, fault: str, raised: type[ChannelError]
) -> None:
    assert await sandbox.post("faults", channel="consents", kind="answer_error", value=fault, times=1) == 201

    with pytest.raises(raised):
        await sms.tell_consents([consent(number)])


async def test_a_fault_of_a_persons_next_message_is_not_used_up_by_their_refusal(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sandbox.fault("answer_error", "30007", recipient=number)

    await sms.tell_consents([consent(number, refused=False)])

    with pytest.raises(Rejected, match="30007"):
        await sms.send(sms_to(number, attempt_id))


async def test_an_account_without_the_feature_and_nobody_there(sandbox: SandboxServer, number: str) -> None:
    sid = "AC" + "c" * 32
    assert await sandbox.post("accounts", account_sid=sid, auth_token="plain-token", consents=False) == 201
    plain = TwilioSms(TwilioAccount(sid, "plain-token", sandbox.url))
    nobody = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, closed_port()))

    with pytest.raises(Rejected, match="20403"):
        await plain.tell_consents([consent(number)])
    with pytest.raises(Unavailable):
        await nobody.tell_consents([consent(number)])
    await plain.close()
    await nobody.close()


A_CONSENT = {
    "contact_id": "+33600000001",
    "correlation_id": "ad388b5a46b33b874b0d41f7226db2ef",
    "sender_id": SENDER,
    "status": "opt-out",
    "source": "website",
    "date_of_consent": "2025-02-28T10:05:27Z",
}


async def posted(sandbox: SandboxServer, *items: dict[str, Any], name: str = "Items") -> tuple[int, Any]:
    form = aiohttp.FormData([(name, json.dumps(item)) for item in items])
    url = f"{sandbox.url}/v1/Consents/Bulk"
    async with sandbox.http.post(url, data=form, headers={"Authorization": BASIC}) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"correlation_id": "ad388b5a"}, "INVALID_CORRELATION_ID"),
        ({"sender_id": "LENOIR"}, "INVALID_SENDER_ID"),
        ({"contact_id": "0612345678"}, "INVALID_CONTACT_ID"),
        ({"status": "stop"}, "INVALID_STATUS"),
        ({"source": "keyword"}, "INVALID_SOURCE"),
        ({"date_of_consent": "28/02/2025"}, "INVALID_DATE_OF_CONSENT"),
        ({"date_of_consent": "2125-02-28T10:05:27Z"}, "INVALID_DATE_OF_CONSENT"),
        ({"date_of_consnt": "2025-02-28T10:05:27Z"}, "UNKNOWN_FIELD date_of_consnt"),
    ],
)
async def test_one_field_that_is_wrong_is_refused_in_its_own_line(
    sandbox: SandboxServer, changed: dict[str, str], word: str
) -> None:
    status, answer = await posted(sandbox, A_CONSENT | changed)

    assert status == 201
    assert [(one["error_code"], one["error_messages"]) for one in answer["items"]] == [(30646, [word])]
    _, right = await posted(sandbox, A_CONSENT)
    assert right["items"] == [
        {"correlation_id": A_CONSENT["correlation_id"], "error_code": 0, "error_messages": []},
    ]


async def test_a_request_that_is_wrong_as_a_whole_is_refused(sandbox: SandboxServer) -> None:
    too_many = [A_CONSENT | {"correlation_id": uuid.uuid4().hex} for _ in range(MOST + 1)]

    assert [(await posted(sandbox, *items))[0] for items in ([], too_many)] == [400, 400]
    assert (await posted(sandbox, A_CONSENT, name="Consents"))[1]["code"] == 20001
    _, twice = await posted(sandbox, A_CONSENT, A_CONSENT)
    assert [one["error_messages"] for one in twice["items"]] == [["INVALID_CORRELATION_ID"]] * 2


@pytest.mark.parametrize(
    ("items", "raised"),
    [
        ([{"error_code": 30646, "error_messages": ["INTERNAL_SERVER_ERROR"]}], Unavailable),
        ([{"error_code": 30646, "error_messages": ["INVALID_SENDER_ID"]}], Rejected),
        ([], Unconfirmed),
        (None, Unconfirmed),
        (["?"], Unconfirmed),
    ],
)
def test_each_line_of_an_answer_is_read(items: Any, raised: type[ChannelError]) -> None:
    with pytest.raises(raised):
        _judge(items, 1)


@pytest.mark.parametrize(
    ("told", "taken_as"),
    [("STOP", Reply.STOP), ("START", Reply.START), ("HELP", Reply.HELP), (None, None), ("?", None)],
)
def test_what_advanced_opt_out_took_a_text_for_is_read(
    sms: TwilioSms, told: str | None, taken_as: Reply | None
) -> None:
    """https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out: only with it Twilio says so."""
    form = {"MessageSid": "SM1", "SmsStatus": "received", "From": "+33600000001", "To": SENDER, "Body": "PLUS RIEN"}

    [event] = sms.parse(signed_form("https://app.example/sms", form | ({"OptOutType": told} if told else {})))

    assert isinstance(event, InboundSmsEvent)
    assert event.taken_as is taken_as

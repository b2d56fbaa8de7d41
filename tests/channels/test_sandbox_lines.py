"""A line that stays open, keys and machines through the sandbox, as the official SDK asks for them."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem_channels.contract import (
    AnsweredBy,
    CallEvent,
    CallLeg,
    CallStatus,
    OutboundCall,
    OutboundLineCall,
    OutboundMessageCall,
)
from tandem_channels.twilio_voice import TwilioVoice, line_twiml
from tests.channels.servers import SandboxServer
from tests.channels.test_twilio_voice import CALLER_ID

GATHER = """<Response><Gather numDigits="1" timeout="9" action="{url}/twiml?oid={attempt}&amp;asked=1">
<Say>Tapez 1.</Say></Gather><Say>Au revoir.</Say><Hangup/></Response>"""


async def opened(sandbox: SandboxServer, voice: TwilioVoice, line: str, desk: str) -> str:
    """A collector who waits on the line: the sid of their leg."""
    url = sandbox.receiver.url
    sandbox.receiver.twiml[line] = line_twiml(f"line-{line}")
    receipt = await voice.send(OutboundCall(line, desk, CALLER_ID, f"{url}/twiml", f"{url}/line"))
    await sandbox.receiver.wait_for(line, 4)
    return receipt.provider_id


async def statuses(sandbox: SandboxServer, voice: TwilioVoice, attempt: str, count: int) -> list[CallStatus]:
    posts = await sandbox.receiver.wait_for(attempt, count)
    events = [event for post in posts if "/call" in post.url for event in voice.parse(post)]
    assert all(isinstance(event, CallEvent) and event.leg is CallLeg.DEBTOR for event in events)
    return [event.status for event in events if isinstance(event, CallEvent)]


async def test_debtors_come_and_go_while_the_line_stays_open(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    desk = await opened(sandbox, voice, f"l-{attempt_id}", "+33184800011")
    url = sandbox.receiver.url

    for turn in ("first", "second"):
        attempt = f"{turn}-{attempt_id}"
        call = OutboundLineCall(attempt, number, CALLER_ID, f"line-l-{attempt_id}", f"{url}/call")
        receipt = await voice.send(call)
        await sandbox.receiver.wait_for(attempt, 2)
        assert await sandbox.post(f"calls/{receipt.provider_id}/pick_up") == 204
        assert await sandbox.post(f"calls/{receipt.provider_id}/hang_up") == 204
        told = await statuses(sandbox, voice, attempt, 4)
        assert told == [CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED]

    [leg] = (await sandbox.get("calls", to="+33184800011"))["calls"]
    assert (leg["sid"], leg["status"]) == (desk, "in-progress")


async def test_the_end_of_the_line_ends_who_is_being_rung(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    desk = await opened(sandbox, voice, f"l-{attempt_id}", "+33184800012")
    call = OutboundLineCall(attempt_id, number, CALLER_ID, f"line-l-{attempt_id}", f"{sandbox.receiver.url}/call")
    await voice.send(call)
    await sandbox.receiver.wait_for(f"?oid={attempt_id}", 2)

    await voice.hang_up(desk)
    await voice.hang_up(desk)  # over already: nothing happens

    legs = (await sandbox.get("calls", to=number))["calls"]
    assert [leg["status"] for leg in legs] == ["canceled"]


async def test_a_lost_answer_is_found_in_the_list(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call = OutboundLineCall(attempt_id, number, CALLER_ID, "line-of-nobody", f"{sandbox.receiver.url}/call")
    receipt = await voice.send(call)

    found = await voice.find(call, since=datetime.now(UTC) - timedelta(seconds=5))

    assert found is not None
    assert found.provider_id == receipt.provider_id


@pytest.mark.parametrize(("action", "by"), [("pick_up", AnsweredBy.HUMAN), ("machine", AnsweredBy.MACHINE)])
async def test_a_message_is_told_who_picked_up(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str, action: str, by: AnsweredBy
) -> None:
    url = sandbox.receiver.url
    sandbox.receiver.twiml[attempt_id] = GATHER.format(url=url, attempt=attempt_id)
    call = OutboundMessageCall(attempt_id, number, CALLER_ID, f"{url}/twiml", f"{url}/call", f"{url}/who")
    receipt = await voice.send(call)
    await sandbox.receiver.wait_for(attempt_id, 2)

    assert await sandbox.post(f"calls/{receipt.provider_id}/{action}") == 204

    posts = await sandbox.receiver.wait_for(attempt_id, 5)
    [event] = [event for post in posts if "/who" in post.url for event in voice.parse(post)]
    assert isinstance(event, CallEvent)
    assert (event.answered_by, event.status, event.attempt_id) == (by, CallStatus.UNKNOWN, attempt_id)


async def test_keys_are_posted_to_the_address_that_waits_for_them(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    url = sandbox.receiver.url
    sandbox.receiver.twiml[attempt_id] = GATHER.format(url=url, attempt=attempt_id)
    receipt = await voice.send(
        OutboundMessageCall(attempt_id, number, CALLER_ID, f"{url}/twiml", f"{url}/call", f"{url}/who")
    )
    await sandbox.receiver.wait_for(attempt_id, 2)
    await sandbox.post(f"calls/{receipt.provider_id}/pick_up")
    await sandbox.receiver.wait_for(attempt_id, 4)

    assert await sandbox.post(f"calls/{receipt.provider_id}/keys", digits="x") == 400
    sandbox.receiver.twiml[attempt_id] = "<Response><Say>Merci.</Say><Hangup/></Response>"
    assert await sandbox.post(f"calls/{receipt.provider_id}/keys", digits="1") == 204

    [pressed] = [post for post in sandbox.receiver.of(attempt_id) if "asked=1" in post.url]
    assert b"Digits=1" in pressed.body
    assert voice.verify(pressed)
    [leg] = (await sandbox.get("calls", to=number))["calls"]
    assert leg["said"] == "Tapez 1.\nMerci.\n"
    assert await sandbox.post(f"calls/{receipt.provider_id}/keys", digits="1") == 409

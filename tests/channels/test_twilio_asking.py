"""How a text or call stands, asked of Twilio by id after every callback was lost."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from tandem_channels.contract import (
    CallEvent,
    CallLeg,
    CallStatus,
    Cause,
    DeliveryEvent,
    DeliveryStatus,
    OutboundCall,
    Rejected,
)
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice
from tests.channels.servers import ACCOUNT_SID, SandboxServer
from tests.channels.test_twilio_sms import NOWHERE, sms_to


async def switched_on(sandbox: SandboxServer, number: str, kind: str, value: str = "") -> None:
    async with httpx2.AsyncClient(base_url=sandbox.url) as client:
        fault = {"channel": "any", "kind": kind, "value": value, "recipient": number}
        assert (await client.post("/sandbox/api/faults", json=fault)).status_code == 201


async def until(ask: Callable[[], Awaitable[list[object]]], so: Callable[[list[object]], bool]) -> list[object]:
    async with asyncio.timeout(20):
        while not so(found := list(await ask())):  # noqa: ASYNC110 -- another process, which tells nobody
            await asyncio.sleep(0.05)
    return found


@pytest.mark.parametrize(
    ("fault", "status", "cause"),
    [(None, DeliveryStatus.DELIVERED, None), ("30005", DeliveryStatus.UNDELIVERED, Cause.ADDRESS_INVALID)],
)
async def test_a_text_whose_callbacks_are_lost(
    sandbox: SandboxServer,
    sms: TwilioSms,
    number: str,
    attempt_id: str,
    fault: str | None,
    status: DeliveryStatus,
    cause: Cause | None,
) -> None:
    await switched_on(sandbox, number, "drop_callbacks")
    if fault:
        await switched_on(sandbox, number, "fail_delivery", fault)
    receipt = await sms.send(sms_to(number, attempt_id, url=f"{sandbox.receiver.url}/status"))

    [event] = await until(
        lambda: sms.now(receipt.provider_id, attempt_id),  # type: ignore[arg-type, return-value]
        lambda found: isinstance(found[0], DeliveryEvent) and found[0].status is status,
    )

    assert isinstance(event, DeliveryEvent)
    assert (event.attempt_id, event.provider_id, event.cause) == (attempt_id, receipt.provider_id, cause)
    assert number not in str(event.raw)
    # The same word again is no news: it has the same key.
    assert [one.dedupe_key for one in await sms.now(receipt.provider_id, attempt_id)] == [event.dedupe_key]


async def test_a_text_that_twilio_does_not_know_says_nothing(sms: TwilioSms, attempt_id: str) -> None:
    assert await sms.now("SM" + "0" * 32, attempt_id) == []


async def test_a_refused_account_is_said(sandbox: SandboxServer, attempt_id: str) -> None:
    channel = TwilioSms(TwilioAccount(ACCOUNT_SID, "another", sandbox.url))
    with pytest.raises(Rejected):
        await channel.now("SM" + "0" * 32, attempt_id)
    await channel.close()


async def test_a_bridge_calls_collector_whom_nobody_answers(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    """No debtor's leg was dialled: the collector's alone is told."""
    await switched_on(sandbox, number, "drop_callbacks")
    await switched_on(sandbox, number, "fail_delivery", "30005")
    call = OutboundCall(attempt_id, number, "+33937001200", f"{NOWHERE}/answer", NOWHERE)
    receipt = await voice.send(call)

    [event] = await until(
        lambda: voice.now(receipt.provider_id, attempt_id, CallLeg.COLLECTOR),  # type: ignore[arg-type, return-value]
        lambda found: isinstance(found[0], CallEvent) and found[0].status is CallStatus.FAILED,
    )

    assert isinstance(event, CallEvent)
    assert (event.leg, event.provider_id) == (CallLeg.COLLECTOR, receipt.provider_id)

"""Status callbacks of the sandbox: signed as the providers sign, and lost, doubled, shuffled or failed on request."""

from dataclasses import replace

import pytest

from tandem_channels.contract import Cause, DeliveryEvent, DeliveryStatus, OutboundSms, WebhookRequest
from tandem_channels.sendgrid_email import SendGridEmail
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.servers import SandboxServer
from tests.channels.test_sendgrid_email import email_to
from tests.channels.test_twilio_sms import sms_to


def message_for(sandbox: SandboxServer, number: str, attempt_id: str) -> OutboundSms:
    return sms_to(number, attempt_id, url=f"{sandbox.receiver.url}/status")


def read(channel: TwilioSms | SendGridEmail, requests: list[WebhookRequest]) -> list[DeliveryEvent]:
    """The events, once each request has proved its signature."""
    assert [channel.verify(request) for request in requests] == [True] * len(requests)
    events = [event for request in requests for event in channel.parse(request)]
    assert all(isinstance(event, DeliveryEvent) for event in events)
    return [event for event in events if isinstance(event, DeliveryEvent)]


async def test_a_text_is_followed_to_its_delivery(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    receipt = await sms.send(message_for(sandbox, number, attempt_id))

    events = read(sms, await sandbox.receiver.wait_for(attempt_id, 3))

    assert receipt.status == "queued"  # no callback tells of the first status
    assert [event.status for event in events] == [DeliveryStatus.SENDING, DeliveryStatus.SENT, DeliveryStatus.DELIVERED]
    assert {event.attempt_id for event in events} == {attempt_id}
    assert {event.provider_id for event in events} == {receipt.provider_id}
    assert len({event.dedupe_key for event in events}) == 3


async def test_an_email_is_followed_to_its_delivery(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
) -> None:
    receipt = await email.send(email_to("follow@example.com", attempt_id))

    events = read(email, await sandbox.receiver.wait_for(attempt_id, 2))

    assert [event.status for event in events] == [DeliveryStatus.QUEUED, DeliveryStatus.DELIVERED]
    assert all((event.provider_id or "").startswith(receipt.provider_id) for event in events)
    assert all(event.occurred_at is not None for event in events)


async def test_a_failed_delivery_carries_its_code(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sandbox.fault("fail_delivery", "30006", recipient=number)
    await sms.send(message_for(sandbox, number, attempt_id))

    last = read(sms, await sandbox.receiver.wait_for(attempt_id, 3))[-1]

    assert (last.status, last.code, last.cause) == (DeliveryStatus.UNDELIVERED, "30006", Cause.TAKES_NO_TEXTS)


@pytest.mark.parametrize(
    ("validity", "words"),
    [
        (1, [(DeliveryStatus.FAILED, "30036", Cause.TEMPORARY)]),
        (60, [(DeliveryStatus.SENDING, None, None), (DeliveryStatus.SENT, None, None)]),
    ],
)
async def test_what_waits_in_the_queue_beyond_its_validity_is_not_sent(
    sandbox: SandboxServer,
    sms: TwilioSms,
    number: str,
    attempt_id: str,
    validity: int,
    words: list[tuple[DeliveryStatus, str | None, Cause | None]],
) -> None:
    """https://www.twilio.com/docs/api/errors/30036"""
    await sandbox.fault("hold", "1.1", recipient=number)
    await sms.send(replace(message_for(sandbox, number, attempt_id), validity_seconds=validity))

    events = read(sms, await sandbox.receiver.wait_for(attempt_id, len(words)))

    assert [(event.status, event.code, event.cause) for event in events] == words


async def test_a_bounced_email_marks_the_address(sandbox: SandboxServer, email: SendGridEmail, attempt_id: str) -> None:
    await sandbox.fault("fail_delivery", "550", recipient="bounce@example.com")
    await email.send(email_to("bounce@example.com", attempt_id))

    last = read(email, await sandbox.receiver.wait_for(attempt_id, 2))[-1]

    assert (last.status, last.cause) == (DeliveryStatus.UNDELIVERED, Cause.ADDRESS_INVALID)


async def test_a_doubled_callback_has_the_same_key(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sandbox.fault("duplicate_callbacks", recipient=number)
    await sms.send(message_for(sandbox, number, attempt_id))

    events = read(sms, await sandbox.receiver.wait_for(attempt_id, 4))

    assert len({event.dedupe_key for event in events}) == 3
    assert [event.status for event in events].count(DeliveryStatus.SENDING) == 2


async def test_shuffled_callbacks_bring_the_end_first(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sandbox.fault("reorder_callbacks", recipient=number, times=None)
    await sms.send(message_for(sandbox, number, attempt_id))

    events = read(sms, await sandbox.receiver.wait_for(attempt_id, 3))

    assert events[0].status is DeliveryStatus.DELIVERED
    assert {event.status for event in events[1:]} == {DeliveryStatus.SENDING, DeliveryStatus.SENT}


async def test_lost_callbacks_leave_the_truth_in_the_list(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    await sandbox.fault("drop_callbacks", recipient=number, times=2)
    await sms.send(message_for(sandbox, number, attempt_id))

    [only] = read(sms, await sandbox.receiver.wait_for(attempt_id, 1))

    assert only.status is DeliveryStatus.DELIVERED
    [kept] = (await sandbox.get("messages", attempt_id=attempt_id))["messages"]
    assert kept["status"] == "delivered"
    assert len((await sandbox.get("callbacks", sid=kept["sid"]))["callbacks"]) == 1


@pytest.mark.parametrize("failures", [[500], [403, 503]])
async def test_a_failed_callback_comes_again_with_the_same_key(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str, failures: list[int]
) -> None:
    await sandbox.fault("drop_callbacks", recipient="again@example.com")  # leaves "delivered" alone
    sandbox.receiver.statuses[attempt_id] = [*failures]
    await email.send(email_to("again@example.com", attempt_id))

    events = read(email, await sandbox.receiver.wait_for(attempt_id, len(failures) + 1))

    assert len({event.dedupe_key for event in events}) == 1
    assert {event.status for event in events} == {DeliveryStatus.DELIVERED}


async def test_a_debtors_stop_arrives_signed_and_blocks_the_sender(
    sandbox: SandboxServer, sms: TwilioSms, number: str, attempt_id: str
) -> None:
    message = message_for(sandbox, number, attempt_id)
    await sms.send(message)

    assert await sandbox.post("replies", **{"from": number, "to": message.sender, "body": "Stop"}) == 201

    inbound = [r for r in sandbox.receiver.received if r.url.endswith("/sms") and number[1:].encode() in r.body]
    assert [sms.verify(request) for request in inbound] == [True]
    [event] = sms.parse(inbound[0])
    assert (event.raw["From"], event.raw["To"], event.raw["Body"]) == (number, message.sender, "Stop")
    with pytest.raises(Exception, match="21610"):
        await sms.send(message)
    assert await sandbox.post("replies", **{"from": number, "to": message.sender, "body": "START"}) == 201
    assert (await sms.send(message)).provider_id


async def test_a_complaint_is_an_opt_out(sandbox: SandboxServer, email: SendGridEmail, attempt_id: str) -> None:
    receipt = await email.send(email_to("angry@example.com", attempt_id))
    await sandbox.receiver.wait_for(attempt_id, 2)

    assert await sandbox.post(f"messages/{receipt.provider_id}/complaint") == 204

    last = read(email, await sandbox.receiver.wait_for(attempt_id, 3))[-1]
    assert (last.status, last.cause) == (DeliveryStatus.COMPLAINED, Cause.OPTED_OUT)

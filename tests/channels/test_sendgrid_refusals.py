"""SendGrid's lists of refusals: the official SDK's requests against the sandbox (compliance, §4: SendGrid)."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tandem_channels.contract import Cause, DeliveryEvent, RefusalLists, Rejected, Unavailable
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tests.channels.servers import SandboxServer
from tests.channels.test_sandbox_callbacks import read
from tests.channels.test_sendgrid_email import email_to


async def on_lists(email: SendGridEmail, address: str) -> set[str]:
    return {one.list for one in await email.refused_since(None) if one.address == address}


def test_the_channel_keeps_the_promise_of_lists(email: SendGridEmail) -> None:
    assert isinstance(email, RefusalLists)


async def test_an_address_is_put_on_the_list_once_and_taken_off(email: SendGridEmail) -> None:
    address = "put@lists.example"

    await email.refuse(address)
    await email.refuse(address)
    there = await on_lists(email, address)
    await email.allow(address)
    await email.allow(address)

    assert there == {"unsubscribes"}
    assert await on_lists(email, address) == set()


@pytest.mark.parametrize(
    ("act", "body", "word", "name"),
    [
        ("unsubscribe", {}, "unsubscribed", "unsubscribes"),
        ("unsubscribe", {"group": 7}, "unsubscribed", "group_unsubscribes"),
        ("complaint", {}, "complained", "spam_reports"),
    ],
)
async def test_what_a_person_refuses_is_told_by_event_and_stands_on_a_list(
    sandbox: SandboxServer,
    email: SendGridEmail,
    attempt_id: str,
    act: str,
    body: dict[str, int],
    word: str,
    name: str,
) -> None:
    address = f"{attempt_id[-12:]}@lists.example"
    receipt = await email.send(email_to(address, attempt_id))
    await sandbox.receiver.wait_for(attempt_id, 2)

    assert await sandbox.post(f"messages/{receipt.provider_id}/{act}", **body) == 204

    event = read(email, await sandbox.receiver.wait_for(attempt_id, 3))[-1]
    assert isinstance(event, DeliveryEvent)
    assert (event.status.value, event.cause) == (word, Cause.OPTED_OUT)
    assert await on_lists(email, address) == {name}
    await email.allow(address)
    assert await on_lists(email, address) == set()


async def test_who_came_onto_a_list_before_is_not_asked_for_again(email: SendGridEmail) -> None:
    address = "since@lists.example"
    await email.refuse(address)

    later = await email.refused_since(datetime.now(UTC) + timedelta(minutes=1))
    earlier = await email.refused_since(datetime.now(UTC) - timedelta(minutes=1))

    assert address not in {one.address for one in later}
    assert address in {one.address for one in earlier}


async def test_a_message_to_somebody_on_a_list_is_dropped(
    sandbox: SandboxServer, email: SendGridEmail, attempt_id: str
) -> None:
    address = f"{attempt_id[-12:]}@dropped.example"
    await email.refuse(address)

    await email.send(email_to(address, attempt_id))

    [event] = read(email, await sandbox.receiver.wait_for(attempt_id, 1))
    assert event.cause is Cause.OPTED_OUT


async def test_a_wrong_key_is_a_refusal_and_no_server_is_asked_again_later(sandbox: SandboxServer) -> None:
    stranger = SendGridEmail(SendGridAccount("SG.wrong", "", sandbox.url))
    nobody = SendGridEmail(SendGridAccount("SG.any", "", "http://127.0.0.1:9"))

    with pytest.raises(Rejected) as refused:
        await stranger.refuse("any@lists.example")
    with pytest.raises(Unavailable):
        await nobody.refused_since(None)

    assert refused.value.cause is Cause.CONFIGURATION
    await stranger.close()
    await nobody.close()


async def test_what_gave_a_message_back_is_dropped_until_it_is_tried_again(
    sandbox: SandboxServer, email: SendGridEmail
) -> None:
    address = "full@lists.example"
    await sandbox.fault("fail_delivery", "550", recipient=address)
    ids = [str(uuid.uuid4()) for _ in range(3)]
    await email.send(email_to(address, ids[0]))
    await sandbox.receiver.wait_for(ids[0], 2)

    await email.send(email_to(address, ids[1]))
    dropped = read(email, await sandbox.receiver.wait_for(ids[1], 1))
    await email.try_again(address)
    await email.try_again(address)
    await email.send(email_to(address, ids[2]))

    assert [(event.status.value, event.cause) for event in dropped] == [("failed", Cause.ADDRESS_INVALID)]
    events = read(email, await sandbox.receiver.wait_for(ids[2], 2))
    assert [event.status.value for event in events] == ["queued", "delivered"]


async def test_trying_again_takes_back_no_persons_wish(sandbox: SandboxServer, email: SendGridEmail) -> None:
    address = "wish@lists.example"
    await email.refuse(address)

    await email.try_again(address)

    assert await on_lists(email, address) == {"unsubscribes"}

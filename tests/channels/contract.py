"""What every channel must do, written once: each adapter, and the fake, runs this suite on a bench of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from tandem_channels.contract import (
    CallStatus,
    ChannelError,
    DeliveryStatus,
    Findable,
    MalformedWebhook,
    RateLimited,
    Rejected,
    SendReceipt,
    Unavailable,
    Unconfirmed,
    WebhookRequest,
)


class Bench(Protocol):
    """One adapter with the means to make its provider misbehave. `channel` and `message` are the adapter's own."""

    channel: Any
    message: Any

    async def refuse_next(self) -> str:
        """The provider refuses the next message because of its address; the code that it gives."""

    async def limit_next(self) -> None:
        """The provider answers that there are too many requests."""

    async def fail_next(self, *, accepted: bool) -> None:
        """The provider answers 5xx or, with `accepted`, takes the message and closes the connection."""

    async def stall_next(self) -> None:
        """The provider answers after our time-out, having taken the message."""

    def unreachable(self) -> Any:
        """The same adapter aimed at a port where nobody listens."""

    async def catch_up(self) -> None:
        """Wait until the provider has done what it is late with."""

    async def accepted(self) -> int:
        """How often the provider has taken the message."""

    def webhook(self, word: str) -> WebhookRequest:
        """A signed webhook in which the message has the provider's status `word`."""

    delivered: str


class ChannelContract:
    """The suite. Subclass it in a test module and give a `bench` fixture."""

    async def test_an_accepted_message_gives_a_receipt(self, bench: Bench) -> None:
        receipt = await bench.channel.send(bench.message)

        assert isinstance(receipt, SendReceipt)
        assert receipt.provider_id
        assert receipt.status
        assert await bench.accepted() == 1

    async def test_a_refusal_names_the_dead_address(self, bench: Bench) -> None:
        code = await bench.refuse_next()

        with pytest.raises(Rejected) as refused:
            await bench.channel.send(bench.message)

        assert (refused.value.code, refused.value.permanent_address) == (code, True)
        assert await bench.accepted() == 0

    async def test_a_rate_limit_says_when_to_come_back(self, bench: Bench) -> None:
        await bench.limit_next()

        with pytest.raises(RateLimited) as limited:
            await bench.channel.send(bench.message)

        assert limited.value.retry_after == 1.0
        assert await bench.accepted() == 0

    async def test_a_server_error_is_unconfirmed_and_sent_once(self, bench: Bench) -> None:
        await bench.fail_next(accepted=False)

        with pytest.raises(Unconfirmed):
            await bench.channel.send(bench.message)

        assert await bench.accepted() == 0  # a retry would have been taken: the fault strikes once

    async def test_a_lost_answer_is_unconfirmed_and_sent_once(self, bench: Bench) -> None:
        await bench.fail_next(accepted=True)

        with pytest.raises(Unconfirmed):
            await bench.channel.send(bench.message)

        assert await bench.accepted() == 1

    async def test_a_time_out_is_unconfirmed_and_sent_once(self, bench: Bench) -> None:
        await bench.stall_next()

        with pytest.raises(Unconfirmed):
            await bench.channel.send(bench.message)

        await bench.catch_up()
        assert await bench.accepted() == 1

    async def test_a_provider_that_cannot_be_reached_is_unavailable(self, bench: Bench) -> None:
        channel = bench.unreachable()

        with pytest.raises(Unavailable):
            await channel.send(bench.message)

        await channel.close()

    async def test_every_failure_says_what_to_do_next(self, bench: Bench) -> None:
        await bench.fail_next(accepted=False)

        with pytest.raises(ChannelError) as failed:
            await bench.channel.send(bench.message)

        assert isinstance(failed.value, Rejected | RateLimited | Unavailable | Unconfirmed)

    async def test_a_lost_message_is_found_and_another_attempts_is_not(self, bench: Bench) -> None:
        can_be_asked = isinstance(bench.channel, Findable)
        if not can_be_asked:
            assert not hasattr(bench.channel, "find")  # SendGrid cannot be asked
            return
        since = datetime.now(UTC)
        assert await bench.channel.find(bench.message, since=since) is None
        receipt = await bench.channel.send(bench.message)

        found = await bench.channel.find(bench.message, since=since)
        assert found is not None
        assert found.provider_id == receipt.provider_id
        assert await bench.channel.find(bench.message, since=since, known={receipt.provider_id}) is None
        assert await bench.channel.find(bench.message, since=since + timedelta(minutes=5)) is None

    async def test_a_signed_webhook_is_parsed(self, bench: Bench) -> None:
        request = bench.webhook(bench.delivered)

        assert bench.channel.verify(request) is True
        [event] = bench.channel.parse(request)
        assert event.status in {DeliveryStatus.DELIVERED, CallStatus.COMPLETED}
        assert event.attempt_id == bench.message.attempt_id
        assert event.dedupe_key

    @pytest.mark.parametrize("signature", ["", "bm90IGEgc2lnbmF0dXJl", "***", "é", "MEUCIQ==", "A" * 10_000])
    async def test_a_bad_signature_is_refused(self, bench: Bench, signature: str) -> None:
        request = bench.webhook(bench.delivered)
        headers = {name: signature if "signature" in name else value for name, value in request.headers.items()}

        assert bench.channel.verify(replace(request, headers=headers)) is False

    async def test_an_unsigned_webhook_is_refused(self, bench: Bench) -> None:
        assert bench.channel.verify(replace(bench.webhook(bench.delivered), headers={})) is False

    @pytest.mark.parametrize("body", [b"", b"tampered", b"\xff\xfe", b"[]"])
    async def test_a_changed_body_is_refused(self, bench: Bench, body: bytes) -> None:
        assert bench.channel.verify(replace(bench.webhook(bench.delivered), body=body)) is False

    async def test_an_unknown_event_is_unknown_with_its_raw_kept(self, bench: Bench) -> None:
        [event] = bench.channel.parse(bench.webhook("levitating"))

        assert event.status in {DeliveryStatus.UNKNOWN, CallStatus.UNKNOWN}
        assert "levitating" in event.raw.values()

    async def test_the_same_event_twice_has_one_key_and_another_event_another(self, bench: Bench) -> None:
        request = bench.webhook(bench.delivered)
        [once], [twice] = bench.channel.parse(request), bench.channel.parse(request)
        [other] = bench.channel.parse(bench.webhook("levitating"))

        assert once == twice
        assert other.dedupe_key != once.dedupe_key

    async def test_a_body_of_another_shape_is_malformed(self, bench: Bench) -> None:
        with pytest.raises(MalformedWebhook):
            bench.channel.parse(replace(bench.webhook(bench.delivered), body=b"\xff\xfe"))

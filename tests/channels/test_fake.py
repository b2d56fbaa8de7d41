"""The channel in memory keeps the contract."""

from dataclasses import dataclass
from typing import Any

import pytest

from tandem_channels.contract import (
    Cause,
    OutboundEmail,
    OutboundSms,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
    WebhookRequest,
)
from tandem_channels.fake import FakeChannel, FakeFindableChannel
from tests.channels.contract import ChannelContract


@dataclass
class FakeBench:
    message: Any
    channel: FakeChannel[Any]
    delivered: str = "delivered"

    async def refuse_next(self) -> str:
        self.channel.answer_next(Rejected("21211", Cause.ADDRESS_INVALID))
        return "21211"

    async def limit_next(self) -> None:
        self.channel.answer_next(RateLimited(1.0))

    async def fail_next(self, *, accepted: bool) -> None:
        self.channel.answer_next(Unconfirmed("503"), but_accept=accepted)

    async def stall_next(self) -> None:
        self.channel.answer_next(Unconfirmed("time-out"), but_accept=True)

    def unreachable(self) -> FakeChannel[Any]:
        channel: FakeChannel[Any] = FakeChannel()
        channel.answer_next(Unavailable("refused"))
        return channel

    async def catch_up(self) -> None:
        pass

    async def accepted(self) -> int:
        return len(self.channel.accepted)

    def webhook(self, word: str) -> WebhookRequest:
        event = {"id": "fake-1", "attempt_id": self.message.attempt_id, "status": word}
        return self.channel.signed("https://app.example/webhooks/fake", [event])


class TestFakeSms(ChannelContract):
    @pytest.fixture
    def bench(self, number: str, attempt_id: str) -> FakeBench:
        message = OutboundSms(attempt_id, number, "+33757000001", "Bonjour", "https://app.example/cb")
        return FakeBench(message, FakeFindableChannel())


class TestFakeEmail(ChannelContract):
    @pytest.fixture
    def bench(self, attempt_id: str) -> FakeBench:
        message = OutboundEmail(attempt_id, "d@example.com", "a@b.example", "A", None, "Sujet", "Bonjour")
        return FakeBench(message, FakeChannel())

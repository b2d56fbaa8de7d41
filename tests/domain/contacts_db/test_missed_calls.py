"""Somebody rings a number of the agency that nobody answers: they hear whose it is, and it is told where it belongs."""

from dataclasses import dataclass

import pytest
from starlette.requests import Request

from tandem.casefiles.models import ContactPoint
from tandem.contacts.models import Channel, InboundMessage, InboundState, InboundWhy
from tandem.contacts.webhooks import called
from tandem.entrypoints.http import spoken
from tandem.entrypoints.http.proving import Signed
from tandem.kit.database import reading, transaction
from tandem_channels.contract import ChannelEvent, InboundCallEvent, Provider, WebhookRequest
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, told, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
OURS = "+33199001200"


def ring(sender: str, *, key: str = "CA1:inbound", to: str = OURS) -> InboundCallEvent:
    return InboundCallEvent(Provider.FAKE, key, key, sender, to, {"From": sender})


async def waiting() -> list[InboundMessage]:
    async with reading(AGENCY):
        return await InboundMessage.filter(state=InboundState.WAITING, channel=Channel.VOICE)


async def test_it_stands_on_the_case_file_of_the_number_for_both_parties_once():
    made = await make_case()

    await call_back(ring(made.phone.value))
    await call_back(ring(made.phone.value))

    for actor in (AWA, HELENE):
        [entry] = [one for one in await told(made, actor) if one.kind == "inbound_message_received"]
        assert entry.data["channel"] == "voice"
    assert await waiting() == []


async def test_a_number_that_nobody_has_waits_on_a_person():
    await call_back(ring("+33639999999"))

    [message] = await waiting()
    assert (message.sender, message.sent_to, message.body) == ("+33639999999", OURS, "")
    assert message.why is InboundWhy.UNKNOWN_SENDER


async def test_a_number_on_two_creditors_case_files_tells_neither():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)

    await call_back(ring(made.phone.value))

    assert [message.why for message in await waiting()] == [InboundWhy.SEVERAL_CASE_FILES]
    assert [one.kind for one in await told(made, HELENE)] == []


async def test_who_rings_hears_the_agency_and_nothing_of_a_debt():
    said = await called(OURS, "+33639999999")

    assert said
    assert "Cabinet Lenoir" in said.sentence
    assert "01 99 00 12 10" in said.sentence
    assert "dette" not in said.sentence
    assert await called("+33100000000", "+33639999999") is None


@dataclass(frozen=True)
class Reader:
    """An adapter that reads one call out of whatever was posted."""

    event: InboundCallEvent

    def verify(self, request: WebhookRequest) -> bool:
        return bool(request.url)

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        return [self.event] if request.url else []


async def test_a_call_that_cannot_be_put_through_is_kept_all_the_same(monkeypatch: pytest.MonkeyPatch):
    async def broken(*_: object) -> None:
        raise RuntimeError("deadlock detected")

    made = await make_case()
    monkeypatch.setattr(spoken, "put_through", broken)
    posted = WebhookRequest(url="https://app.example/webhooks/twilio/call/inbound", headers={}, body=b"")

    answer = await spoken.called(Signed(Request({"type": "http"}), posted, None, Reader(ring(made.phone.value))))
    await work()

    assert (answer.status_code, b"Cabinet Lenoir" in answer.body) == (200, True)
    assert [one.kind for one in await told(made)] == ["inbound_message_received"]

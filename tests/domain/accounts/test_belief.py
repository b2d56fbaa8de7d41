"""What a webhook may say depends on whose account signed it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import time_machine

from tandem import contacts
from tandem.contacts.models import AttemptState, Channel
from tandem.contacts.webhooks import Refusal, bridge_answer, keep_spoken, receive
from tandem.entrypoints.demo import cast_id
from tandem.kit import database
from tandem_channels.contract import DeliveryStatus, InboundSmsEvent, Provider, WebhookRequest
from tandem_channels.fake import FakeFindableChannel
from tests.domain.accounts.test_turns import MORNING
from tests.domain.contacts_db.steps import callback, plan, reread, told, work
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
LENOIR, ATLAS = cast_id("lenoir"), cast_id("atlas")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture(autouse=True)
async def own_database(template: Template, providers: object) -> AsyncIterator[None]:
    """A database of the test's own as the worker role, and channels in memory."""
    contacts.configure(
        contacts.Channels(sms=FakeFindableChannel(), voice=FakeFindableChannel(), public_url="https://x")
    )
    async with database_of(template) as urls, orm(urls.worker):
        yield


async def test_an_agency_s_account_is_not_believed_about_another_s_contact():
    attempt = await plan(await make_case())
    await work()
    event = callback(attempt, DeliveryStatus.FAILED)

    assert await receive([event], ATLAS) == 1
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert (await database.row("SELECT count(*) AS n FROM provider_events WHERE handled_at IS NULL")) == {"n": 0}

    # Nor has it used up what the right account says.
    assert await receive([event], LENOIR) == 1
    assert await receive([event], LENOIR) == 0
    await work()
    assert (await reread(attempt)).state is AttemptState.FAILED


async def test_what_another_agency_s_account_asks_is_not_of_the_case_file():
    attempt = await plan(await make_case(), Channel.VOICE)
    asked, form = WebhookRequest("https://x/webhooks/twilio/call/answer", {}, b"CallSid=CA1"), {"CallSid": "CA1"}

    kept = [await keep_spoken(asked, form, attempt.id, agency) for agency in (ATLAS, LENOIR, LENOIR)]

    assert kept == [True, True, False]
    rows = await database.rows(
        "SELECT case_file_ids, handled_at FROM provider_events ORDER BY cardinality(case_file_ids)"
    )
    assert [(list(row["case_file_ids"]), row["handled_at"]) for row in rows] == [
        ([], MORNING),
        ([attempt.case_file_id], MORNING),
    ]


async def test_another_agency_s_account_has_no_call_put_through():
    attempt = await plan(await make_case(), Channel.VOICE)
    await work()

    assert isinstance(await bridge_answer(attempt.id, ATLAS), Refusal)
    assert (await reread(attempt)).provider_status != "bridging"
    assert not isinstance(await bridge_answer(attempt.id, LENOIR), Refusal)


async def test_a_text_belongs_to_the_agency_whose_account_it_came_to():
    made = await make_case()
    event = InboundSmsEvent(Provider.FAKE, "key", "SM1", made.phone.value, "+33937001200", "Je rappelle demain.", {})

    assert await receive([event], ATLAS) == 1
    await work()

    assert [entry.kind for entry in await told(made)] == []

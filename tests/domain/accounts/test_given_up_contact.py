"""A contact whose message was given up waits on a person, who has it tried again: it surely never left."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.contacts import dispatch
from tandem.contacts.commands import cancel_contact
from tandem.contacts.models import AttemptState
from tandem.contacts.planning import dispatch_at
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.outbox import Job
from tandem_channels.contract import OutboundSms, RateLimited
from tandem_channels.fake import FakeFindableChannel
from tests.domain.accounts.test_turns import MORNING
from tests.domain.contacts_db.steps import AGENCY, plan, reread, states_told, work
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed


@pytest.fixture(autouse=True)
def morning() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
async def sms(template: Template, providers: object) -> AsyncIterator[FakeFindableChannel[OutboundSms]]:
    """A database of the test's own as the worker role, and texts in memory."""
    made: FakeFindableChannel[OutboundSms] = FakeFindableChannel()
    contacts.configure(contacts.Channels(sms=made, public_url="https://app.example"))
    async with database_of(template) as urls, orm(urls.worker):
        yield made


async def test_it_is_told_on_the_case_and_leaves_once_when_tried_again(sms: FakeFindableChannel[OutboundSms]):
    made = await make_case()
    attempt = await plan(made)
    await database.execute("UPDATE outbox SET failed_at = now() WHERE topic = 'contacts.dispatch'")
    job = Job(new_id(), {"attempt_id": str(attempt.id)}, 5)

    await dispatch.given_up(AGENCY, job)
    await dispatch.given_up(AGENCY, job)

    waiting = await reread(attempt)
    assert waiting.state is AttemptState.NEEDS_PERSON
    assert [reason["code"] for reason in waiting.reasons] == ["DISPATCH_FAILED"]
    assert await states_told(made) == ["needs_person"]

    await database.execute("UPDATE outbox SET failed_at = NULL WHERE topic = 'contacts.dispatch'")
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert len(sms.accepted) == 1


async def test_tried_again_days_later_it_has_its_whole_time_where_the_provider_is_busy(
    sms: FakeFindableChannel[OutboundSms], morning: time_machine.Traveller
):
    attempt = await plan(await make_case())
    await dispatch.given_up(AGENCY, Job(new_id(), {"attempt_id": str(attempt.id)}, 5))
    morning.shift(timedelta(days=1))
    sms.answer_next(RateLimited(7))

    await work()

    assert (await reread(attempt)).state is AttemptState.PLANNED
    morning.shift(timedelta(seconds=8))
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_what_a_person_cancelled_meanwhile_stays_so(
    sms: FakeFindableChannel[OutboundSms], morning: time_machine.Traveller
):
    attempt = await plan(await make_case())
    await dispatch.given_up(AGENCY, Job(new_id(), {"attempt_id": str(attempt.id)}, 5))
    await cancel_contact(actor_of_cast("marc"), attempt.id)
    morning.shift(timedelta(minutes=1))
    async with transaction(AGENCY):
        await dispatch_at(AGENCY, attempt, MORNING)

    await work()

    assert (await reread(attempt)).state is AttemptState.CANCELLED
    assert sms.accepted == []

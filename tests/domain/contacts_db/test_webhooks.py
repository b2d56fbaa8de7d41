"""The web role keeps callbacks and answers calls, and sees no callback of anybody."""

import pytest
from tortoise.exceptions import OperationalError

from tandem.contacts.models import Channel
from tandem.contacts.webhooks import Dial, bridge_answer, receive
from tandem.kit import database
from tandem_channels.contract import DeliveryStatus
from tests.domain.contacts_db.steps import callback, plan, reread, work
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm


@pytest.mark.committed
async def test_the_web_role_learns_only_whether_an_event_is_new(template: Template):
    async with database_of(template) as urls:
        async with orm(urls.worker):
            attempt = await plan(await make_case())
            await work()
        event = callback(attempt, DeliveryStatus.DELIVERED)

        async with orm(urls.web):
            assert await receive([event, callback(attempt, DeliveryStatus.SENT)]) == 2
            assert await receive([event]) == 0
            with pytest.raises(OperationalError, match="permission denied"):
                await database.rows("SELECT payload FROM provider_events")

        async with orm(urls.worker):
            await work()
            assert (await reread(attempt)).provider_status == "delivered"


@pytest.mark.committed
async def test_the_web_role_answers_the_collectors_leg(template: Template):
    async with database_of(template) as urls:
        async with orm(urls.worker):
            made = await make_case()
            attempt = await plan(made, Channel.VOICE)
            await work()

        async with orm(urls.web):
            answer = await bridge_answer(attempt.id)

    assert isinstance(answer, Dial)
    assert answer.debtor_number == made.phone.value

"""A collector who has no telephone calls on the computer, as the roles of the database see it."""

from dataclasses import replace

import pytest

from tandem import contacts
from tandem.contacts.calling.commands import open_line
from tandem.contacts.calling.lines import LineDevice
from tandem.contacts.calling.queries import my_calls
from tandem.contacts.calling.softphone import browser_answered, identity_of, token_for_line
from tandem.contacts.channels import channels
from tandem.contacts.errors import CollectorPhoneMissing
from tandem.contacts.models import AttemptState, Channel
from tandem.kit import database
from tandem_channels.contract import BrowserLeg, OutboundLineCall
from tandem_channels.fake import FakeBrowserLegs
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AWA, plan, reread, work
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm


@pytest.mark.committed
async def test_whoever_has_no_telephone_calls_on_the_computer(template: Template, fakes: Fakes) -> None:
    fakes.voice.browser = FakeBrowserLegs()
    contacts.configure(replace(channels(), softphone=True))
    async with database_of(template) as urls:
        async with orm(urls.owner):
            await database.execute("UPDATE memberships SET phone = NULL WHERE id = $1", AWA.membership_id)
        async with orm(urls.worker):
            made = await make_case()
            with pytest.raises(CollectorPhoneMissing):
                await plan(made, Channel.VOICE)
        async with orm(urls.web):
            assert (await my_calls(AWA)).devices == (LineDevice.COMPUTER,)
            line = (await open_line(AWA, LineDevice.COMPUTER)).line
            await token_for_line(AWA)
            assert await browser_answered(BrowserLeg("CA-1", identity_of(AWA.membership_id), str(line.id)), None)
        async with orm(urls.worker):
            attempt = await plan(made, Channel.VOICE)
            await work()

            assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert [type(message) for message, _, _ in fakes.voice.accepted] == [OutboundLineCall]

"""A number that the agency texts from later: its provider is told who refuses texts, some at once, each time anew."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tandem import contacts
from tandem.contacts.accounts import sealing
from tandem.contacts.accounts.account import Account, Secrets
from tandem.contacts.accounts.commands import Given, give_up_account, save_account
from tandem.contacts.accounts.new_senders import TOPIC
from tandem.contacts.accounts.rows import SenderRow
from tandem.contacts.accounts.senders import add_sender, remove_sender
from tandem.contacts.channels import channels
from tandem.contacts.models import Channel, OptOut
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem_channels.account_faults import Found
from tandem_channels.contract import Cause, Consent, Provider, Rejected, Unavailable
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, sandbox_server
from tests.channels.test_twilio_sms import SENDER, sms_to
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, outbox_of, work
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed

INES = actor_of_cast("ines")
OURS, LATER = "+33937001200", "+33757000001"
# In which a STOP is confirmed by text.
CONFIRMING = timedelta(minutes=10)
MANY = [f"+3361122{place:04}" for place in range(60)]


@pytest.fixture
async def urls(template: Template, fakes: Fakes) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own, with real commits, and accounts that work."""

    async def check(_: Account, __: list[str]) -> list[Found]:
        return []

    sealing.configure(bytes(range(32)))
    contacts.configure(replace(channels(), check=check))
    async with database_of(template) as made:
        yield made


async def refused(
    *numbers: str, channel: Channel = Channel.SMS, provisional: bool = False, lifted_at: datetime | None = None
) -> None:
    """Opt-outs from before, whose own messages were handled."""
    async with transaction(AGENCY):
        for number in numbers:
            await OptOut.create(
                id=new_id(),
                agency_id=AGENCY.organization_id,
                channel=channel,
                address=number,
                source="told",
                provisional=provisional,
                recorded_at=clock.now(),
                lifted_at=lifted_at,
            )


async def add(address: str = LATER) -> SenderRow:
    account = await save_account(INES, Provider.TWILIO, Given("AC" + "1" * 32, secrets=Secrets(auth_token="token")))
    return await add_sender(INES, account.id, Channel.SMS, address)


def told(fakes: Fakes) -> list[tuple[str, str, bool]]:
    return [(one.address, one.sender, one.refused) for one in fakes.sms.consents]


async def test_it_is_told_of_every_refusal_in_force_once_and_of_nothing_else(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    async with orm(urls.web):
        await refused(*MANY)
        await refused("+33611230001", lifted_at=clock.now())
        await refused("+33611230002", provisional=True)
        await refused("a hash", "+33611230003", channel=Channel.EMAIL)
        await add()

    async with orm(urls.worker):
        await work()
        early = told(fakes)
        morning.shift(CONFIRMING)
        await work()
        first = told(fakes)
        for _ in range(3):
            morning.shift(timedelta(seconds=1))
            await work()
        left = await outbox_of(TOPIC)

    assert (early, len(first), left) == ([], 25, [])
    assert sorted(told(fakes)) == [(number, LATER, True) for number in MANY]
    assert len({one.reference for one in fakes.sms.consents}) == len(MANY)


async def test_where_the_provider_was_away_it_goes_on_with_the_rest(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    async with orm(urls.web):
        await refused(*MANY)
        await add()

    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await work()
        fakes.sms.refusing = Unavailable("away")
        morning.shift(timedelta(seconds=1))
        await work()
        fakes.sms.refusing = Rejected("30646", Cause.CONFIGURATION)  # of one of them: the others were taken
        morning.shift(timedelta(minutes=1))
        await work()
        fakes.sms.refusing = None
        morning.shift(timedelta(seconds=1))
        await work()

    assert len(fakes.sms.consents) == 25 + 10
    assert len(set(told(fakes))) == 25 + 10


async def tried(times: int, morning: time_machine.Traveller) -> None:
    """The worker has its turn so many times, further apart than any pause."""
    for _ in range(times):
        for row_id, _ in await claim():
            await tasks.run(row_id)
        morning.shift(timedelta(hours=20))


async def not_carried_out() -> list[str]:
    rows = await database.rows("SELECT last_error FROM outbox WHERE topic = $1 AND failed_at IS NOT NULL", TOPIC)
    return [row["last_error"] for row in rows]


async def test_an_account_that_takes_none_is_waited_for_and_at_last_shown_to_a_person(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    async with orm(urls.web):
        await refused(*MANY)
        await add()
    fakes.sms.refusing = Rejected("20403", Cause.CONFIGURATION)

    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await tried(10, morning)
        waiting, shown = await outbox_of(TOPIC), await not_carried_out()
        await tried(7, morning)

        assert (len(waiting), shown) == (1, [])
        assert await not_carried_out() == ["ConsentsNotTaken"]
        assert fakes.sms.consents == []


async def test_it_goes_on_where_it_was_once_the_account_takes_them(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    async with orm(urls.web):
        await refused(*MANY)
        await add()
    fakes.sms.refusing = Rejected("20403", Cause.CONFIGURATION)

    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await tried(3, morning)
        fakes.sms.refusing = None
        await tried(5, morning)

        assert sorted(told(fakes)) == [(number, LATER, True) for number in MANY]
        assert (await outbox_of(TOPIC), await not_carried_out()) == ([], [])


async def test_what_is_refused_holds_up_no_other_and_is_told_again_until_a_person_sees_it(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def picky(consents: Sequence[Consent]) -> None:
        asked.append(len(consents))
        if any(one.address == MANY[0] for one in consents):
            raise Rejected("30646", Cause.CONFIGURATION)
        await kept(consents)

    async with orm(urls.web):
        await refused(*MANY)
        await add()
    asked: list[int] = []
    kept = fakes.sms.tell_consents
    monkeypatch.setattr(fakes.sms, "tell_consents", picky)

    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await tried(4, morning)
        others = sorted(told(fakes))
        await tried(20, morning)

        assert others == [(number, LATER, True) for number in MANY[25:]]
        assert asked.count(25) == 2 + 16
        assert await not_carried_out() == ["ConsentsNotTaken"]


async def test_what_is_taken_back_while_it_is_told_is_told_again(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meanwhile(consents: Sequence[Consent]) -> None:
        async with transaction(AGENCY):
            await OptOut.filter(address=MANY[0]).update(lifted_at=clock.now())
        await kept(consents)
        monkeypatch.undo()

    async with orm(urls.web):
        await refused(*MANY[:2])
        await add()
    kept = fakes.sms.tell_consents
    monkeypatch.setattr(fakes.sms, "tell_consents", meanwhile)

    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await work()

    assert [one for one in told(fakes) if one[0] == MANY[0]] == [(MANY[0], LATER, True), (MANY[0], LATER, False)]


async def test_a_name_and_a_number_that_is_gone_are_told_of_nothing_and_the_installations_when_it_serves_again(
    urls: DatabaseUrls, fakes: Fakes, morning: time_machine.Traveller
) -> None:
    async with orm(urls.web):
        await refused(MANY[0])
        name = await add("LENOIR")
    async with orm(urls.worker):
        of_name = await outbox_of(TOPIC)

    async with orm(urls.web):
        await remove_sender(INES, name.id)
        row = await add()
        await remove_sender(INES, row.id)
    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await work()
        gone = told(fakes)

    async with orm(urls.web):
        await give_up_account(INES, row.account_id or row.id)
    async with orm(urls.worker):
        morning.shift(CONFIRMING)
        await work()

    assert (of_name, gone) == ([], [])
    assert told(fakes) == [(MANY[0], OURS, True)]


async def test_from_then_on_the_provider_takes_no_text_of_that_number_to_who_refused(
    urls: DatabaseUrls, tmp_path: Path
) -> None:
    with time_machine.travel(MORNING, tick=True) as now:
        async with sandbox_server(tmp_path, pace=0.01) as sandbox:
            sms = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url))
            contacts.configure(replace(channels(), sms=sms))
            async with orm(urls.web):
                await refused(MANY[0])
                await add(SENDER)
            async with orm(urls.worker):
                now.shift(CONFIRMING)
                await work()

            with pytest.raises(Rejected, match="21610"):
                await sms.send(sms_to(MANY[0], str(new_id())))
            assert (await sms.send(sms_to(MANY[1], str(new_id())))).provider_id
            await sms.close()

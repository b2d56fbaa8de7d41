"""Senders of an agency's own accounts: added when the provider says they are owned, one a channel and country."""

import pytest

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.choosing import sender_for
from tandem.contacts.accounts.commands import Given, give_up_account, save_account
from tandem.contacts.accounts.errors import (
    AccountRefused,
    AccountUnasked,
    DomainsNotReadable,
    SenderCountryTaken,
    SenderNotFound,
    SenderNotOwned,
    SenderTaken,
)
from tandem.contacts.accounts.queries import setup_for
from tandem.contacts.accounts.rows import AccountRow
from tandem.contacts.accounts.senders import add_sender, change_sender, remove_sender
from tandem.contacts.models import Channel
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.errors import NotPermitted
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider
from tests.domain.accounts.conftest import Providers

pytestmark = pytest.mark.usefixtures("db")
INES = actor_of_cast("ines")
OWN = "+33644600001"


@pytest.fixture
async def account(db: None) -> AccountRow:
    keys = Secrets(auth_token="token")
    return await save_account(INES, Provider.TWILIO, Given("AC" + "1" * 32, secrets=keys))


async def from_where(channel: Channel, country: str) -> str | None:
    async with reading(INES):
        found = await sender_for(INES.organization_id, channel, country)
    return found.address if found else None


async def test_a_sender_that_the_provider_knows_as_ours_is_used_from_then_on(account: AccountRow, providers: Providers):
    row = await add_sender(INES, account.id, Channel.SMS, OWN, countries=["fr"], per_second=2.0)

    assert providers.asked == [[OWN]]
    assert (row.kind, row.countries, row.two_way, row.pace) == ("long_code", ("FR",), True, 2.0)
    assert await from_where(Channel.SMS, "FR") == OWN
    assert await from_where(Channel.SMS, "BE") is None
    assert [one.channel for one in (await setup_for(INES)).channels if one.can_send] == [Channel.SMS]


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (AccountFault.SENDER_NOT_OWNED, SenderNotOwned),
        (AccountFault.DOMAIN_NOT_AUTHENTICATED, SenderNotOwned),
        (AccountFault.DOMAINS_NOT_READABLE, DomainsNotReadable),
        (AccountFault.UNREACHABLE, AccountUnasked),
        (AccountFault.LIMITED, AccountUnasked),
        (AccountFault.WRONG_KEY, AccountRefused),
        (AccountFault.SUSPENDED, AccountRefused),
    ],
)
async def test_what_the_provider_does_not_confirm_is_not_added(
    account: AccountRow, providers: Providers, fault: AccountFault, refusal: type[TandemError]
):
    providers.faults = [Found(fault)]

    with pytest.raises(refusal):
        await add_sender(INES, account.id, Channel.SMS, OWN)
    assert (await setup_for(INES)).senders == tuple(
        one for one in (await setup_for(INES)).senders if one.channel is Channel.EMAIL
    )


async def test_a_number_that_another_agency_is_answered_at_is_taken(account: AccountRow):
    async with reading(actor_of_cast("ines")):
        taken = await database.row("SELECT address FROM senders WHERE channel = 'sms' AND account_id IS NULL")
    assert taken is not None

    with pytest.raises(SenderTaken):
        await add_sender(INES, account.id, Channel.SMS, taken["address"])


async def test_a_name_is_one_way_and_nobody_s_alone(account: AccountRow):
    row = await add_sender(INES, account.id, Channel.SMS, "Lenoir", countries=["BE"])

    assert (row.kind, row.two_way, row.pace) == ("alphanumeric", False, 10.0)


async def test_a_country_has_one_sender_and_so_has_everywhere_else(account: AccountRow):
    first = await add_sender(INES, account.id, Channel.SMS, OWN, countries=["FR", "BE"])
    rest = await add_sender(INES, account.id, Channel.SMS, "+33644600002")
    await add_sender(INES, account.id, Channel.VOICE, "+33144600003", countries=["FR"])

    with pytest.raises(SenderCountryTaken):
        await add_sender(INES, account.id, Channel.SMS, "+33644600004", countries=["BE"])
    with pytest.raises(SenderCountryTaken):
        await add_sender(INES, account.id, Channel.SMS, "+33644600004")
    with pytest.raises(SenderCountryTaken):
        await change_sender(INES, rest.id, countries=["FR"], per_second=None)
    changed = await change_sender(INES, first.id, countries=["FR"], per_second=None)
    assert (changed.countries, changed.pace) == (("FR",), 1.0)


async def test_senders_of_the_installation_are_not_the_agency_s_to_change(account: AccountRow):
    async with reading(INES):
        given = await database.row("SELECT id FROM senders WHERE account_id IS NULL")
    assert given is not None

    with pytest.raises(SenderNotFound):
        await change_sender(INES, given["id"], countries=[], per_second=500.0)
    with pytest.raises(SenderNotFound):
        await remove_sender(INES, given["id"])


async def test_with_its_account_a_sender_goes(account: AccountRow):
    row = await add_sender(INES, account.id, Channel.SMS, OWN)
    await give_up_account(INES, account.id)

    with pytest.raises(SenderNotFound):
        await remove_sender(INES, row.id)
    assert await from_where(Channel.SMS, "FR") not in (None, OWN)


@pytest.mark.parametrize("pace", [0.0, -1.0, 1001.0, float("nan")])
async def test_a_pace_is_within_bounds(account: AccountRow, pace: float):
    with pytest.raises(InvalidInput):
        await add_sender(INES, account.id, Channel.SMS, OWN, per_second=pace)


@pytest.mark.parametrize("who", ["awa", "marc", "helene", "yann"])
async def test_nobody_else_writes_senders(account: AccountRow, who: str):
    row = await add_sender(INES, account.id, Channel.SMS, OWN)
    actor = actor_of_cast(who)

    with pytest.raises(NotPermitted):
        await add_sender(actor, account.id, Channel.SMS, "+33644600009")
    with pytest.raises(NotPermitted):
        await change_sender(actor, row.id, countries=[], per_second=1.0)
    with pytest.raises(NotPermitted):
        await remove_sender(actor, row.id)
    assert await from_where(Channel.SMS, "FR") == OWN

"""An agency's own accounts: who may write them, what is told of them, and what a change of keys does."""

import re
from datetime import timedelta

import pytest
from tortoise.exceptions import OperationalError

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, check_account, give_up_account, save_account
from tandem.contacts.accounts.errors import AccountIsAnother, KeyNeeded, ProviderAccountNotFound
from tandem.contacts.accounts.queries import ServedBy, setup_for
from tandem.contacts.accounts.reading import accounts_by_sid, accounts_of_agency
from tandem.contacts.accounts.rows import AccountRow
from tandem.contacts.models import Channel
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider
from tests.domain.accounts.conftest import Providers

pytestmark = pytest.mark.usefixtures("db")
INES = actor_of_cast("ines")
SID = "AC" + "1" * 32


async def saved(token: str = "first-token", **more: str) -> AccountRow:  # noqa: S107 - a key of nobody
    return await save_account(INES, Provider.TWILIO, Given(SID, secrets=Secrets(auth_token=token), **more))


async def test_an_account_is_saved_sealed_and_used_from_then_on(providers: Providers):
    row = await saved()

    [account] = await accounts_of_agency(INES.organization_id)
    assert (account.account_sid, account.secrets) == (SID, Secrets(auth_token="first-token"))
    setup = await setup_for(INES)
    assert {one.channel: one.served_by for one in setup.channels} == {
        Channel.SMS: ServedBy.OWN,
        Channel.VOICE: ServedBy.OWN,
        Channel.EMAIL: ServedBy.NOBODY,
    }
    assert providers.built[-1].id == row.id
    assert "first-token" not in repr(row) + repr(account) + repr(setup)


async def test_senders_of_the_installation_serve_no_more_once_the_agency_has_its_own_account():
    before = await setup_for(INES)
    await saved()
    after = await setup_for(INES)

    assert {one.channel for one in before.senders} >= {Channel.SMS, Channel.VOICE}
    assert [one for one in after.senders if one.channel is not Channel.EMAIL] == []
    assert not any(one.can_send for one in after.channels)


async def test_new_keys_take_the_place_of_the_former_which_verify_webhooks_for_a_day_more():
    first = await saved()
    await saved("second-token")

    [account] = await accounts_by_sid(SID)
    now = clock.now()
    assert account.secrets.auth_token == "second-token"
    former = account.before(now)
    assert former is not None
    assert former.secrets.auth_token == "first-token"
    assert account.before(now + timedelta(days=1, seconds=1)) is None
    assert account.id == first.id


async def test_a_key_that_is_left_empty_stays_as_it_is():
    await saved()
    await save_account(INES, Provider.TWILIO, Given(SID, region="ie1"))

    [account] = await accounts_of_agency(INES.organization_id)
    assert (account.region, account.secrets.auth_token, account.former) == ("ie1", "first-token", None)


@pytest.mark.parametrize(
    ("provider", "given", "field"),
    [
        (Provider.TWILIO, Given(SID), "authToken"),
        (Provider.TWILIO, Given(SID, "SK" + "2" * 32, secrets=Secrets(auth_token="t")), "apiKeySecret"),
        (Provider.SENDGRID, Given(email_domain="mail.example.com"), "apiKey"),
    ],
)
async def test_a_new_account_needs_its_keys(provider: Provider, given: Given, field: str):
    with pytest.raises(KeyNeeded) as refused:
        await save_account(INES, provider, given)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "given",
    [
        Given("AC123"),
        Given(None),
        Given(SID, "not a key"),
        Given(SID, region="mars"),
        Given(SID, secrets=Secrets(auth_token="é" * 10)),
        Given(SID, secrets=Secrets(auth_token="x" * 501)),
    ],
)
async def test_what_is_no_account_is_refused_without_telling_a_key_back(given: Given):
    with pytest.raises(InvalidInput) as refused:
        await save_account(INES, Provider.TWILIO, given)
    assert "xxxx" not in str(refused.value)
    assert "éé" not in str(refused.value)


async def test_another_sid_is_another_account():
    await saved()
    with pytest.raises(AccountIsAnother):
        await save_account(INES, Provider.TWILIO, Given("AC" + "2" * 32, secrets=Secrets(auth_token="t")))


async def test_the_audit_log_names_what_changed_and_never_a_key():
    row = await saved()
    await saved("second-token", region="ie1")
    await check_account(INES, row.id)
    await give_up_account(INES, row.id)

    async with reading(INES):
        told = await database.rows(
            "SELECT kind, subject_label, details FROM audit_events WHERE organization_id = $1 "
            "AND kind LIKE 'provider_account_%' ORDER BY sequence",
            INES.organization_id,
        )
    assert [(one["kind"], one["subject_label"]) for one in told] == [
        ("provider_account_added", "Twilio"),
        ("provider_account_changed", "Twilio"),
        ("provider_account_tested", "Twilio"),
        ("provider_account_removed", "Twilio"),
    ]
    assert "region, auth_token" in told[1]["details"]
    assert not re.search("first-token|second-token", str(told))


async def test_an_account_that_was_given_up_serves_nothing_and_verifies_for_a_day_more():
    row = await saved()
    await give_up_account(INES, row.id)

    assert await accounts_of_agency(INES.organization_id) == ()
    [ended] = await accounts_by_sid(SID)
    assert ended.secrets == Secrets()
    former = ended.before(clock.now())
    assert former is not None
    assert former.secrets.auth_token == "first-token"
    with pytest.raises(ProviderAccountNotFound):
        await give_up_account(INES, row.id)


async def test_a_test_keeps_what_the_provider_says_and_a_change_forgets_it(providers: Providers):
    row = await saved()
    providers.faults = [Found(AccountFault.WRONG_REGION, "ie1")]

    tested = await check_account(INES, row.id)
    changed = await saved("first-token", region="ie1")

    assert tested.faults == (Found(AccountFault.WRONG_REGION, "ie1"),)
    assert tested.checked_at is not None
    assert (changed.faults, changed.checked_at) == ((), None)


@pytest.mark.parametrize("who", ["awa", "marc", "helene", "yann", "lucas"])
async def test_only_the_agency_s_administrator_sees_or_writes_accounts(who: str):
    row = await saved()
    actor = actor_of_cast(who)

    with pytest.raises(NotPermitted):
        await setup_for(actor)
    with pytest.raises(NotPermitted):
        await save_account(actor, Provider.TWILIO, Given(SID, secrets=Secrets(auth_token="mine")))
    with pytest.raises(NotPermitted):
        await give_up_account(actor, row.id)
    with pytest.raises(NotPermitted):
        await check_account(actor, row.id)
    assert [one.secrets.auth_token for one in await accounts_by_sid(SID)] == ["first-token"]


async def test_the_web_role_cannot_read_the_sealed_columns():
    await saved()
    with pytest.raises(OperationalError, match="permission denied"):
        async with reading(INES):
            await database.rows("SELECT sealed FROM provider_accounts")


async def test_another_tenant_s_account_is_not_there():
    row = await saved()

    async with reading(actor_of_cast("helene")):
        seen = await database.rows("SELECT id FROM provider_accounts WHERE id = $1", row.id)
    assert seen == []

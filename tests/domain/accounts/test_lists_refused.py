"""What an account does not let us do about refusals, of e-mails or of texts: it says so for as long as it is so."""

import asyncpg
import pytest

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, check_account, save_account
from tandem.contacts.accounts.queries import setup_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider
from tests.domain.accounts.conftest import Providers

INES, OTHER = actor_of_cast("ines"), actor_of_cast("tom")


async def faults() -> tuple[Found, ...]:
    [account] = (await setup_for(INES)).accounts
    return account.faults


async def test_it_is_shown_on_the_agencys_own_account_once_and_no_longer_than_it_is_so(committed: DatabaseUrls):
    await save_account(INES, Provider.SENDGRID, Given(secrets=Secrets(api_key="SG.key")))
    worker = await asyncpg.connect(committed.worker)

    async def told(organization: object, refused: str | None) -> tuple[Found, ...]:
        await worker.execute("SELECT door_lists_refused($1, $2)", organization, refused)
        return await faults()

    assert await told(OTHER.organization_id, "403") == ()
    assert await told(INES.organization_id, "403") == (Found(AccountFault.LISTS_NOT_READABLE, "403"),)
    assert await told(INES.organization_id, "401") == (Found(AccountFault.LISTS_NOT_READABLE, "401"),)
    assert await told(INES.organization_id, None) == ()
    await worker.close()


async def test_that_an_account_takes_no_refusals_of_texts_is_shown_there_until_it_does(
    committed: DatabaseUrls, providers: Providers
) -> None:
    keys = Secrets(auth_token="token")
    row = await save_account(INES, Provider.TWILIO, Given("AC" + "1" * 32, secrets=keys))
    worker = await asyncpg.connect(committed.worker)

    async def told(organization: object, refused: str | None) -> tuple[Found, ...]:
        await worker.execute("SELECT door_consents_refused($1, $2)", organization, refused)
        return await faults()

    missing = Found(AccountFault.CONSENTS_NOT_TAKEN, "20403")
    assert await told(OTHER.organization_id, "20403") == ()
    assert await told(INES.organization_id, "20403") == (missing,)
    # A test tells nobody's refusal: it finds this neither right nor wrong.
    providers.faults = [Found(AccountFault.SENDER_NOT_OWNED, "+33937001299")]
    assert (await check_account(INES, row.id)).faults == (*providers.faults, missing)
    assert await told(INES.organization_id, None) == tuple(providers.faults)
    await worker.close()


async def test_the_web_role_says_nothing_of_that_kind(committed: DatabaseUrls) -> None:
    web = await asyncpg.connect(committed.web)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await web.execute("SELECT door_consents_refused($1, '403')", INES.organization_id)
    await web.close()

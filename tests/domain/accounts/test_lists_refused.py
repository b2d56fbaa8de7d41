"""A key that may not read who refused e-mails: its account says so until it may."""

import asyncpg

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, save_account
from tandem.contacts.accounts.queries import setup_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider

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

"""Lists of refusals are an account's: with another account or key they are read and told from the beginning."""

import pytest

from tandem import contacts
from tandem.contacts import provider_lists
from tandem.contacts.accounts import serving
from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, give_up_account, save_account
from tandem.contacts.channels import Channels
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.provider_accounts import builder
from tandem_channels.contract import Provider

pytestmark = pytest.mark.usefixtures("db", "providers")
INES = actor_of_cast("ines")


async def name() -> str | None:
    lists = await provider_lists.lists_of(INES.organization_id)
    return lists.name if lists else None


async def test_each_change_of_an_account_makes_its_lists_new_ones() -> None:
    contacts.configure(Channels(build=builder(None, "http://127.0.0.1:1", None)))
    names = [await name()]
    for key in ("SG.first", "SG.second"):
        row = await save_account(INES, Provider.SENDGRID, Given(secrets=Secrets(api_key=key)))
        names += [await name(), await name()]
    await give_up_account(INES, row.id)
    names.append(await name())
    await save_account(INES, Provider.SENDGRID, Given(secrets=Secrets(api_key="SG.first")))
    names.append(await name())
    await serving.close_all()

    none, first, first_again, second, second_again, given_up, third = names
    assert (none, given_up) == (None, None)
    assert (first, second) == (first_again, second_again)
    assert len({first, second, third} - {None}) == 3
    assert all(len(one) <= 30 for one in (first, second, third) if one)  # what its column holds

"""The domain at which an agency's own account receives answers, before the installation's."""

from dataclasses import replace

import pytest

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, save_account
from tandem.contacts.accounts.queries import inbound_url
from tandem.contacts.accounts.reading import accounts_of_agency
from tandem.contacts.channels import Channels
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.provider_accounts import builder
from tandem.kit.errors import InvalidInput
from tandem_channels.contract import Provider

pytestmark = pytest.mark.usefixtures("db", "providers")
INES = actor_of_cast("ines")
KEYS = Secrets(api_key="SG.first")
INSTALLATION = Channels(inbound_domain="answers.example")


async def test_answers_go_to_the_accounts_own_domain_else_to_the_installations() -> None:
    build = builder(None, "http://127.0.0.1:1", None)
    without = await save_account(INES, Provider.SENDGRID, Given(secrets=KEYS))
    [account] = await accounts_of_agency(INES.organization_id)
    assert build(account, INSTALLATION).inbound_domain == "answers.example"

    row = await save_account(INES, Provider.SENDGRID, Given(reply_domain=" Reponses.Lenoir.Example "))

    assert (without.reply_domain, row.reply_domain) == (None, "reponses.lenoir.example")
    [account] = await accounts_of_agency(INES.organization_id)
    used = build(account, INSTALLATION)
    assert used.inbound_domain == "reponses.lenoir.example"
    assert replace(used, email=None, inbound_domain="answers.example") == INSTALLATION
    assert inbound_url(row) == inbound_url(without)
    assert str(inbound_url(row)).endswith(f"/webhooks/sendgrid/inbound/{row.webhook_token}")
    assert used.email is not None
    await used.email.close()


@pytest.mark.parametrize("wrong", ["lenoir", "a b.example", "http://lenoir.example", "x" * 250 + ".example"])
async def test_what_is_no_domain_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput):
        await save_account(INES, Provider.SENDGRID, Given(reply_domain=wrong, secrets=KEYS))

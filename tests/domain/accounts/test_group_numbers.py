"""The unsubscribe groups of an agency's own account: used with it, never those of the installation's."""

import pytest

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, save_account
from tandem.contacts.accounts.reading import accounts_of_agency
from tandem.contacts.channels import Channels
from tandem.contacts.email_groups import EmailGroup
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.provider_accounts import builder, groups_in
from tandem.kit.errors import InvalidInput
from tandem_channels.contract import Provider

pytestmark = pytest.mark.usefixtures("db", "providers")
INES = actor_of_cast("ines")
KEYS = Secrets(api_key="SG.first")


async def test_e_mails_of_an_own_account_leave_by_its_own_groups_or_by_none() -> None:
    build = builder(None, "http://127.0.0.1:1", None)
    installation = Channels(email_groups={EmailGroup.DEMANDS: 1})
    used = []
    for given in (Given(secrets=KEYS), Given(demand_group=12, information_group=13), Given(information_group=14)):
        row = await save_account(INES, Provider.SENDGRID, given)
        [account] = await accounts_of_agency(INES.organization_id)
        made = build(account, installation)
        used.append((row.demand_group, row.information_group, dict(made.email_groups)))
        assert made.email_groups == groups_in(account)
        assert made.email is not None
        await made.email.close()

    assert used == [
        (None, None, {}),
        (12, 13, {EmailGroup.DEMANDS: 12, EmailGroup.INFORMATION: 13}),
        (None, 14, {EmailGroup.INFORMATION: 14}),
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given(demand_group=0, secrets=KEYS), "demandGroup"),
        (Given(information_group=-3, secrets=KEYS), "informationGroup"),
        (Given(information_group=2**31, secrets=KEYS), "informationGroup"),
        (Given(demand_group=12, information_group=12, secrets=KEYS), "informationGroup"),
    ],
)
async def test_what_is_no_group_or_not_another_one_is_refused(given: Given, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await save_account(INES, Provider.SENDGRID, given)

    assert refused.value.field == field
    assert await accounts_of_agency(INES.organization_id) == ()


async def test_a_twilio_account_has_none() -> None:
    keys = Secrets(auth_token="token")

    row = await save_account(INES, Provider.TWILIO, Given("AC" + "1" * 32, demand_group=12, secrets=keys))

    assert row.demand_group is None

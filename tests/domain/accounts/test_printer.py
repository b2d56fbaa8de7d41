"""An agency's printer: used and given up like an account, tested by its folder, and nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem import contacts
from tandem.contacts.accounts.commands import check_account, give_up_account
from tandem.contacts.accounts.errors import PrinterAway
from tandem.contacts.accounts.printer import use_printer
from tandem.contacts.accounts.queries import setup_for, webhook_url
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import channels
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.provider_accounts import builder, checker
from tandem.organizations.errors import NotPermitted
from tandem_channels.account_faults import AccountFault
from tandem_channels.contract import Provider

pytestmark = pytest.mark.usefixtures("db")
INES, AWA = actor_of_cast("ines"), actor_of_cast("awa")


def installed(folder: Path | None) -> None:
    contacts.configure(
        replace(channels(), build=builder(None, None, folder), check=checker(None, None, "https://app.example", folder))
    )


async def test_letters_go_to_the_agencys_own_folder_until_it_is_given_up(tmp_path: Path):
    installed(tmp_path)
    assert (await channels_of(INES.organization_id)).postal is None

    row = await use_printer(INES)
    again = await use_printer(INES)

    assert (again.id, webhook_url(row), again.faults) == (row.id, f"{INES.organization_id}/", ())
    postal = (await channels_of(INES.organization_id)).postal
    assert postal
    assert await postal.find("nothing") is None
    assert (tmp_path / str(INES.organization_id) / "letters").is_dir()
    assert (await channels_of(actor_of_cast("tom").organization_id)).postal is None
    assert [one.provider for one in (await setup_for(INES)).accounts] == [Provider.FILE_DROP]

    await give_up_account(INES, row.id)
    assert (await channels_of(INES.organization_id)).postal is None


@pytest.mark.parametrize("folder", [None, "a mount that is away"])
async def test_a_folder_that_is_not_there_is_said_and_takes_no_letter(tmp_path: Path, folder: str | None):
    installed(tmp_path / folder if folder else None)

    with pytest.raises(PrinterAway):
        await use_printer(INES)

    assert (await setup_for(INES)).accounts == ()
    assert (await channels_of(INES.organization_id)).postal is None


async def test_a_folder_that_goes_away_later_is_found_by_the_test(tmp_path: Path):
    installed(tmp_path)
    row = await use_printer(INES)
    installed(tmp_path / "a mount that is away")

    assert [one.fault for one in (await check_account(INES, row.id)).faults] == [AccountFault.FOLDER]


async def test_a_collector_starts_no_printer(tmp_path: Path):
    installed(tmp_path)

    with pytest.raises(NotPermitted):
        await use_printer(AWA)
    assert (await setup_for(INES)).accounts == ()

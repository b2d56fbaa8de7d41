"""An agency's printer: used and given up like an account, tested by its folder, and nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem import contacts
from tandem.contacts.accounts.commands import check_account, give_up_account
from tandem.contacts.accounts.errors import PrinterAway, StatusFileNotFound
from tandem.contacts.accounts.printer import settle_unread_file, use_printer
from tandem.contacts.accounts.queries import folder_of, setup_for, webhook_url
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import channels
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.provider_accounts import builder, checker
from tandem.kit import texts
from tandem.organizations.errors import NotPermitted
from tandem_channels.account_faults import AccountFault
from tandem_channels.contract import Provider
from tandem_channels.postal import Unread, Unreadable, UnreadLine

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

    assert (again.id, again.faults) == (row.id, ())
    assert (webhook_url(row), folder_of(row)) == (None, f"{INES.organization_id}/")
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


async def unreadable(folder: Path, name: str = "0001.csv") -> None:
    """A file of Inès's agency with a line that nobody can read, as the worker has read it."""
    status = folder / str(INES.organization_id) / "status" / name
    status.write_text("id;status;date\nno-letter;posted;2026-11-23\nno-letter;delivered;2026-11-23\n")
    postal = (await channels_of(INES.organization_id)).postal
    assert postal
    for report in await postal.reports():
        await postal.settle(report)


async def test_what_nobody_can_read_is_on_the_page_of_accounts_until_it_is_dealt_with(tmp_path: Path):
    installed(tmp_path)
    assert (await setup_for(INES)).unread is None
    await use_printer(INES)
    assert (await setup_for(INES)).unread == Unread()
    await unreadable(tmp_path)

    unread = (await setup_for(INES)).unread
    assert unread
    [file] = unread.oldest
    assert (unread.total, file.name) == (1, "0001.csv")
    assert file.lines == (UnreadLine(Unreadable.STATUS, 2, "posted"),)

    await settle_unread_file(INES, "0001.csv")
    assert (await setup_for(INES)).unread == Unread()
    with pytest.raises(StatusFileNotFound):
        await settle_unread_file(INES, "0001.csv")


async def test_nobody_deals_with_a_file_of_another_agencys_printer(tmp_path: Path):
    installed(tmp_path)
    await use_printer(INES)
    await unreadable(tmp_path)

    with pytest.raises(StatusFileNotFound):
        await settle_unread_file(replace(actor_of_cast("tom"), role=INES.role), "0001.csv")
    with pytest.raises(NotPermitted):
        await settle_unread_file(AWA, "0001.csv")
    installed(tmp_path / "a mount that is away")
    with pytest.raises(PrinterAway):
        await settle_unread_file(INES, "0001.csv")
    installed(tmp_path)

    unread = (await setup_for(INES)).unread
    assert unread
    assert unread.total == 1


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_each_kind_of_unreadable_line_is_a_sentence_in_both_languages(locale: str):
    said = {fault: texts.render(f"unreadable.{fault}", locale, about="…") for fault in Unreadable}

    assert all(sentence and sentence != f"unreadable.{fault}" for fault, sentence in said.items())
    assert len(set(said.values())) == len(Unreadable)

"""Which printers are read: those of agencies that have one, and each is believed about its own agency's letters."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem import contacts
from tandem.contacts.accounts.commands import Given, save_account
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import channels
from tandem.contacts.post.told import read_reports
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.provider_accounts import builder
from tandem.kit import database
from tandem_channels.contract import Provider
from tandem_channels.file_drop import FileDrop
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
INES, TOM = actor_of_cast("ines"), actor_of_cast("tom")


async def test_a_status_file_of_an_agency_that_has_a_printer_is_read_once_and_no_other(
    template: Template, tmp_path: Path
) -> None:
    contacts.configure(replace(channels(), build=builder(None, None, tmp_path)))
    async with database_of(template) as urls:
        async with orm(urls.web):
            await save_account(INES, Provider.FILE_DROP, Given())
        for agency_id in (INES.organization_id, TOM.organization_id):
            folder = tmp_path / str(agency_id)
            assert await FileDrop(folder).is_usable()
            (folder / "status" / "1.csv").write_text("id;status;date\nof-nobody;delivered;2026-11-22\n")

        async with orm(urls.worker):
            assert await read_reports() == 1
            assert await read_reports() == 0
            kept = await database.rows("SELECT payload ->> 'agency_id' AS agency_id FROM provider_events")
            postal = (await channels_of(INES.organization_id)).postal

    assert [row["agency_id"] for row in kept] == [str(INES.organization_id)]
    assert postal
    assert [len(await one.reports()) for one in (postal, FileDrop(tmp_path / str(TOM.organization_id)))] == [0, 1]

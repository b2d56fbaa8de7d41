"""The copy for the person: all that one side stores about them, and nothing of anybody else."""

import io
import zipfile

import orjson
import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.organizations.errors import NotPermitted
from tandem.privacy.errors import PersonNotFound
from tandem.privacy.export import export_of
from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import ADA, BOB, HELENE, INES, PHONES, People, asked, with_document


async def test_it_holds_what_the_side_stores_with_the_files_and_nobody_else(road: Road, people: People) -> None:
    await with_document(road, people.ada, ADA)

    archive = zipfile.ZipFile(io.BytesIO(await export_of(INES, people.ada.debtor_id)))

    text = archive.read("personal-data.json").decode()
    told = orjson.loads(text)["tables"]
    assert told["debtors"][0]["name"] == ADA
    assert told["note_revisions"][0]["body"] == f"{ADA} calls back"
    assert told["opt_outs"][0]["address"] == PHONES[ADA]
    assert BOB.lower() not in text.lower()
    assert "recorded_by" not in told["payments"][0]
    assert "timeline_keys" not in told
    (name,) = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(name) == f"portrait of {ADA}".encode()


async def test_each_side_gives_its_own_notes_alone(road: Road, people: People) -> None:
    archive = zipfile.ZipFile(io.BytesIO(await export_of(HELENE, people.ada.debtor_id)))

    told = orjson.loads(archive.read("personal-data.json"))["tables"]
    assert [row["body"] for row in told["note_revisions"]] == [f"{ADA} is a good client"]


@pytest.mark.parametrize("who", ["awa", "marc", "lucas", "yann"])
async def test_it_is_for_administrators_alone(road: Road, people: People, who: str) -> None:
    with pytest.raises(NotPermitted):
        await export_of(actor_of_cast(who), people.ada.debtor_id)


async def test_another_tenant_gets_nothing_and_an_erased_person_is_not_in_it(road: Road, people: People) -> None:
    with pytest.raises(PersonNotFound):
        await export_of(actor_of_cast("nadia"), people.ada.debtor_id)
    await asked(road, people.ada)

    archive = zipfile.ZipFile(io.BytesIO(await export_of(INES, people.ada.debtor_id)))

    assert ADA not in archive.read("personal-data.json").decode()

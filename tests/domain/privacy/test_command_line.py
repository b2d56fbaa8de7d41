"""`tandem erase`: what it would do, that it does it, that it goes on, and what it refuses."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from tortoise import Tortoise

from tandem.entrypoints.erase import ErasureNotDone, erase
from tandem.entrypoints.orm import orm_config
from tandem.privacy.errors import ReasonNamesPerson
from tandem.privacy.models import Ground
from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import ADA, BOB, People, everything_in, places_of
from tests.domain.privacy.test_journal import settings_of


async def run(road: Road, folder: Path, whom: str, *, dry_run: bool = False, reason: str = "by letter") -> str:
    """What it prints; files and journal lie in `folder`, and the ORM is the web role's again afterwards."""
    console = Console(file=io.StringIO(), width=200)
    await Tortoise.close_connections()
    try:
        await erase(
            settings_of(road.urls, folder),
            console,
            whom,
            ground=Ground.REQUEST,
            reason=reason,
            dry_run=dry_run,
            yes=True,
        )
    finally:
        await Tortoise.init(config=orm_config(road.urls.web), _enable_global_fallback=True)
    printed = console.file
    assert isinstance(printed, io.StringIO)
    return printed.getvalue()


async def test_a_dry_run_counts_each_store_and_writes_nothing(road: Road, people: People, tmp_path: Path) -> None:
    before = await everything_in(road)

    told = await run(road, tmp_path, people.ada.reference, dry_run=True)

    rows = dict(line.split() for line in told.splitlines()[1:] if len(line.split()) == 2)
    # The owner sees both sides.
    assert (rows["note_revisions"], rows["opt_outs"], rows["provider_events"]) == ("2", "1", "2")
    assert await everything_in(road) == before


async def test_it_erases_by_reference_and_by_id_and_again_says_so(road: Road, people: People, tmp_path: Path) -> None:
    told = await run(road, tmp_path, people.ada.reference)
    again = await run(road, tmp_path, people.ada.reference)

    assert told.splitlines()[-1].startswith("Erased: 1 case files, 1 keys destroyed, ")
    assert again == "This person was erased; nothing is left to do.\n"
    assert places_of(ADA, await everything_in(road)) == []
    assert len(list((tmp_path / "journal" / "erasures").iterdir())) == 1
    await run(road, tmp_path, str(people.bob.debtor_id))
    assert places_of(BOB, await everything_in(road)) == []
    # The owner sees both sides, and neither may read the other's numbers.
    assert await road.count("erasures", "counts <> '{}'") == 0
    assert await road.faults() == []


async def test_it_goes_on_with_what_was_interrupted(road: Road, people: People, tmp_path: Path) -> None:
    await run(road, tmp_path, people.ada.reference)
    await road.owner.execute("UPDATE erasures SET finished_at = NULL")
    await road.owner.execute("UPDATE erasure_files SET done_at = NULL")

    told = await run(road, tmp_path, people.ada.reference)

    assert "goes on" in told
    assert await road.count("erasures", "finished_at IS NOT NULL") == 1


async def test_it_refuses_a_reason_that_names_the_person_and_somebody_unknown(
    road: Road, people: People, tmp_path: Path
) -> None:
    with pytest.raises(ReasonNamesPerson):
        await run(road, tmp_path, people.ada.reference, reason=f"{ADA} asked")
    with pytest.raises(ErasureNotDone, match="no case file and no debtor is called L26-1"):
        await run(road, tmp_path, "L26-1")

    assert await road.count("erasures") == 0

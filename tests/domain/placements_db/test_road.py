"""From a file to accepted case files, as web and worker roles with real commits."""

from tandem.casefiles.models import CaseFile, Stage
from tandem.kit.database import reading
from tandem.placements.commands import accept_placement, check_placement, confirm_placement
from tandem.placements.models import PlacementState
from tests.domain.placements_db.road import ANSWERS, HELENE, MARC, Road, csv_of, invoices


async def test_a_file_of_300_rows_and_40_debtors_becomes_40_case_files(road: Road) -> None:
    rows = [row for row in invoices(40, 8) if not row.split(";")[2].endswith(("-08",))]
    data = csv_of(*rows, *[row.replace("-01;", "-09;") for row in rows if "-01;" in row][:20])

    batch = await road.created(data)
    assert (batch.state, len(batch.columns)) == (PlacementState.UPLOADED, 11)
    assert {question["key"] for question in batch.questions} == set(ANSWERS)

    mapping = {int(index): name for index, name in batch.mapping.items()}
    batch = await check_placement(HELENE, batch.id, mapping, {"currency": "EUR"})
    assert (batch.state, batch.answers) == (PlacementState.MAPPED, {"currency": "EUR"})

    batch = await check_placement(HELENE, batch.id, mapping, ANSWERS)
    assert batch.state is PlacementState.CHECKING
    assert await road.work() == 1
    batch = await road.now(batch)
    assert (batch.state, batch.progress) == (PlacementState.CHECKED, 100)
    total = await road.count("placement_rows")
    assert total == 300
    assert batch.counts is not None
    assert {name: batch.counts[name] for name in ("rows", "new", "merged", "unchanged", "refused", "debtors")} == {
        "rows": 300,
        "new": 40,
        "merged": 260,
        "unchanged": 0,
        "refused": 0,
        "debtors": 40,
    }
    assert await road.count("placement_staging") == 0
    assert await road.count("case_files") == 0

    batch = await confirm_placement(HELENE, batch.id, "confirm-1")
    assert (batch.state, batch.submitted_by, batch.reference) == (PlacementState.COMMITTING, "Hélène Roy", "P26-0001")
    assert await road.work() == 1
    batch = await road.now(batch)
    assert (batch.state, batch.case_file_count) == (PlacementState.SUBMITTED, 40)
    assert await road.count("claims", "outstanding = principal AND last_day > due_on") == 300
    assert await road.count("case_files", "stage = 'submitted' AND claim_count > 6 AND outstanding > 0") == 40
    assert batch.counts is not None
    assert batch.counts["amounts"] == {"EUR": await road.owner.fetchval("SELECT sum(outstanding) FROM case_files")}
    assert await road.count("contact_points") == 3 * 40

    batch = await accept_placement(MARC, batch.id)
    assert (batch.state, batch.accepted_by) == (PlacementState.ACCEPTED, "Marc Vidal")
    async with reading(MARC):
        case_files = await CaseFile.all().order_by("reference")
    assert {case_file.stage for case_file in case_files} == {Stage.ACCEPTED}
    assert [case_files[0].reference, case_files[-1].reference] == ["26-000001", "26-000040"]
    assert await road.count("timeline_events", "kind = 'case_file_placed'") == 40
    assert await road.count("timeline_entries", "kind = 'stage_changed' AND actor_name = 'Marc Vidal'") == 40
    assert await road.count("timeline_entries", "kind = 'case_file_placed' AND actor_name = 'Hélène Roy'") == 40
    assert await road.faults() == []

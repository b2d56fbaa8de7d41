"""One invoice is never active at two agencies: refused in the dry run, again when written, and by the database."""

import asyncio

import asyncpg
import pytest

from tandem.casefiles.commands import move_case_file
from tandem.casefiles.models import CaseFile, CloseCode, Stage
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import reading
from tandem.organizations.actor import System
from tandem.placements import tasks
from tandem.placements.commands import confirm_placement
from tandem.placements.models import PlacementState
from tandem.placements.rows import placement_rows_for
from tests.domain.placements_db.road import HELENE, MARC, Road, csv_of, invoices
from tests.domain.placements_db.test_again import tasks_due

ATLAS = cast_id("AT-2026-021")
SOFIA = actor_of_cast("sofia")
HEADINGS = "Code client;Nom client;SIREN;N° facture;Date facture;Date échéance;Montant TTC"


async def refused(batch):
    page = await placement_rows_for(HELENE, batch.id, 50, None)
    return [(row.code, row.message) for _, row in page.items if row.code]


async def test_the_dry_run_refuses_what_another_agency_works_and_names_it_to_the_creditor(road: Road) -> None:
    await road.accepted(csv_of(*invoices(2, 2)))

    batch = await road.checked(csv_of(*invoices(3, 2)), mandate=ATLAS)

    assert batch.counts is not None
    assert (batch.counts["new"], batch.counts["merged"], batch.counts["refused"]) == (1, 1, 4)
    assert {code for code, _ in await refused(batch)} == {"ACTIVE_ELSEWHERE"}
    assert "Cabinet Lenoir Recouvrement" in ((await refused(batch))[0][1] or "")


@pytest.mark.parametrize(
    ("here", "there"),
    [("552100554", "552 100 554"), ("732829320", "732 829 320 00074")],
    ids=["the same number", "an establishment's"],
)
async def test_a_company_number_tells_the_same_customer_under_another_reference(
    road: Road, here: str, there: str
) -> None:
    await road.accepted(csv_of(f"C1;Dupont SARL;{here};F1;15/01/2026;15/02/2026;100,00", headings=HEADINGS))
    other = csv_of(
        f"D-77;Dupont;{there};F1;15/01/2026;15/02/2026;100,00",
        "D-78;Martin;404833048;F1;15/01/2026;15/02/2026;80,00",
        headings=HEADINGS,
    )

    batch = await road.checked(other, mandate=ATLAS)

    assert batch.counts is not None
    assert (batch.counts["new"], batch.counts["refused"]) == (1, 1)
    assert [code for code, _ in await refused(batch)] == ["ACTIVE_ELSEWHERE"]


async def test_the_database_knows_a_company_by_its_establishment(road: Road) -> None:
    await road.accepted(csv_of("C1;Dupont SARL;732829320;F1;15/01/2026;15/02/2026;100,00", headings=HEADINGS))
    other = csv_of("D-77;Dupont Nantes;732 829 320 00074;F2;15/01/2026;15/02/2026;9,00", headings=HEADINGS)
    elsewhere = await road.placed(other, mandate=ATLAS)
    claim = await road.owner.fetchrow("SELECT * FROM claims WHERE batch_id = $1", elsewhere.id)

    values = {**dict(claim), "id": cast_id("forgotten"), "document_number": "F1"}
    places = ", ".join(f"${at}" for at in range(1, len(values) + 1))
    with pytest.raises(asyncpg.ExclusionViolationError, match="worked by another agency"):
        await road.owner.execute(f"INSERT INTO claims ({', '.join(values)}) VALUES ({places})", *values.values())


async def test_once_its_case_file_is_closed_it_can_go_to_another_agency(road: Road) -> None:
    first = await road.accepted(csv_of(*invoices(1, 1)))
    async with reading(MARC):
        case_file = await CaseFile.get(batch_id=first.id)
    await move_case_file(MARC, case_file.id, stage=Stage.CLOSED, close_code=CloseCode.WITHDRAWN)

    batch = await road.placed(csv_of(*invoices(1, 1)), mandate=ATLAS)

    assert batch.state is PlacementState.SUBMITTED
    assert batch.case_file_count == 1


async def test_what_went_elsewhere_between_dry_run_and_confirmation_is_refused_when_written(road: Road) -> None:
    data = csv_of(*invoices(2, 1))
    waiting = await road.checked(csv_of(*invoices(3, 1)), mandate=ATLAS)
    await road.accepted(data)

    await confirm_placement(HELENE, waiting.id, "confirm-key")
    await road.work()

    batch = await road.now(waiting)
    assert batch.counts is not None
    assert (batch.state, batch.case_file_count) == (PlacementState.SUBMITTED, 1)
    assert (batch.counts["new"], batch.counts["refused"]) == (1, 2)
    assert [code for code, _ in await refused(batch)] == ["ACTIVE_ELSEWHERE"] * 2


async def test_two_placements_in_the_same_instant_place_each_invoice_once(road: Road) -> None:
    data = csv_of(*invoices(5, 2))
    one, other = await road.checked(data), await road.checked(data, mandate=ATLAS)

    for batch in (one, other):
        await confirm_placement(HELENE, batch.id, f"key-{batch.id}")
    async with road.as_worker():
        claimed = await tasks_due(road)
        await asyncio.gather(*(tasks.commit(System(HELENE.organization_id), job) for job in claimed))

    ended = [await road.now(one), await road.now(other)]
    assert sorted(batch.state for batch in ended) == [PlacementState.FAILED, PlacementState.SUBMITTED]
    assert await road.count("claims") == 10
    assert await road.owner.fetchval("SELECT count(DISTINCT agency_id) FROM claims") == 1


async def test_the_database_refuses_what_a_program_forgot(road: Road) -> None:
    batch = await road.accepted(csv_of(*invoices(1, 1)))
    elsewhere = await road.placed(csv_of("C0001;Société 1;AUTRE;15/01/2026;15/02/2026;50,00;;;;;"), mandate=ATLAS)
    claim = await road.owner.fetchrow("SELECT * FROM claims WHERE batch_id = $1", elsewhere.id)
    number = await road.owner.fetchval("SELECT document_number FROM claims WHERE batch_id = $1", batch.id)

    values = {**dict(claim), "id": cast_id("forgotten"), "document_number": number}
    columns = ", ".join(values)
    places = ", ".join(f"${at}" for at in range(1, len(values) + 1))
    with pytest.raises(asyncpg.ExclusionViolationError, match="worked by another agency"):
        await road.owner.execute(f"INSERT INTO claims ({columns}) VALUES ({places})", *values.values())


async def test_a_closed_case_file_whose_invoice_went_elsewhere_does_not_open_again(road: Road) -> None:
    first = await road.accepted(csv_of(*invoices(1, 1)))
    async with reading(MARC):
        case_file = await CaseFile.get(batch_id=first.id)
    await move_case_file(MARC, case_file.id, stage=Stage.CLOSED, close_code=CloseCode.WITHDRAWN)
    await road.placed(csv_of(*invoices(1, 1)), mandate=ATLAS)

    with pytest.raises(asyncpg.ExclusionViolationError, match="worked by another agency"):
        await road.owner.execute(
            "UPDATE case_files SET stage = 'accepted', close_code = NULL, closed_at = NULL WHERE id = $1", case_file.id
        )


async def test_no_agency_learns_of_the_other(road: Road) -> None:
    await road.accepted(csv_of(*invoices(2, 1)))
    batch = await road.placed(csv_of(*invoices(3, 1)), mandate=ATLAS)

    page = await placement_rows_for(SOFIA, batch.id, 50, None)
    async with reading(SOFIA):
        seen = await CaseFile.all().count()

    assert page.items == []
    assert seen == 1

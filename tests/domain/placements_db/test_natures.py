"""What a file says, or is answered, of what its claims are for, until it stands on the claims."""

from datetime import date

from tandem.placements.models import PlacementState
from tandem.placements.rows import placement_rows_for
from tests.domain.placements_db.road import ANSWERS, HEADINGS, HELENE, Road, csv_of

CONSUMERS = {**ANSWERS, "segment": "consumer"}
DEBTOR = "a@dupont.example;;1 rue A;49000;Angers"


async def natures(road: Road, batch_id: object) -> dict[str, tuple[str, date | None]]:
    found = await road.owner.fetch("SELECT document_number, nature, last_day FROM claims WHERE batch_id = $1", batch_id)
    return {row["document_number"]: (row["nature"], row["last_day"]) for row in found}


async def test_a_column_says_it_row_by_row_and_the_answer_fills_its_gaps(road: Road) -> None:
    file = csv_of(
        f"C1;Dupont;F1;15/01/2026;15/02/2026;100,00;{DEBTOR};Télécom",
        f"C1;Dupont;F2;15/01/2026;15/02/2026;100,00;{DEBTOR};transport",
        f"C1;Dupont;F3;15/01/2026;15/02/2026;100,00;{DEBTOR};",
        f"C1;Dupont;F4;15/01/2026;15/02/2026;100,00;{DEBTOR};tulipes",
        headings=f"{HEADINGS};Nature de la créance",
    )

    batch = await road.placed(file, answers={**CONSUMERS, "nature": "general"})

    rows = [row for _, row in (await placement_rows_for(HELENE, batch.id, 50, None)).items]
    assert [(row.code, row.column, row.value) for row in rows if row.code] == [
        ("BAD_NATURE", "Nature de la créance", "tulipes")
    ]
    assert await natures(road, batch.id) == {
        "F1": ("telecom", date(2027, 2, 15)),
        "F2": ("transport", date(2027, 2, 15)),
        "F3": ("general", date(2028, 2, 15)),
    }


async def test_a_file_of_one_nature_is_told_once_and_what_is_barred_is_said_before_it_is_placed(road: Road) -> None:
    file = csv_of(
        f"C1;Dupont;F1;15/01/2025;15/02/2025;100,00;{DEBTOR}", f"C1;Dupont;F2;15/01/2026;15/02/2026;100,00;{DEBTOR}"
    )

    batch = await road.checked(file, answers={**CONSUMERS, "nature": "telecom"})

    rows = [row for _, row in (await placement_rows_for(HELENE, batch.id, 50, None)).items]
    assert [row.is_time_barred for row in rows] == [True, False]


async def test_nothing_is_checked_before_it_is_known_what_the_claims_are_for(road: Road) -> None:
    unsaid = {key: value for key, value in CONSUMERS.items() if key != "nature"}

    batch = await road.checked(csv_of(f"C1;Dupont;F1;15/01/2026;15/02/2026;100,00;{DEBTOR}"), answers=unsaid)

    assert batch.state is PlacementState.MAPPED

"""Where a telephone is, as a file says, until it stands on the contact points of the debtor."""

from tandem.placements.rows import placement_rows_for
from tests.domain.placements_db.road import ANSWERS, HEADINGS, HELENE, Road, csv_of

REST = "1 rue A;49000;Angers"


async def test_a_column_says_where_a_number_is_row_by_row(road: Road) -> None:
    file = csv_of(
        f"C1;Dupont;F1;15/01/2026;15/02/2026;100,00;a@dupont.example;02 40 00 00 01;{REST};Domicile",
        f"C2;Durand;F2;15/01/2026;15/02/2026;100,00;b@durand.example;02 40 00 00 02;{REST};lieu de travail",
        f"C2;Durand;F3;15/01/2026;15/02/2026;100,00;b@durand.example;02 40 00 00 02;{REST};home",
        f"C3;Petit;F4;15/01/2026;15/02/2026;100,00;c@petit.example;02 40 00 00 03;{REST};",
        f"C4;Roux;F5;15/01/2026;15/02/2026;100,00;d@roux.example;02 40 00 00 04;{REST};chez sa mère",
        headings=f"{HEADINGS};Type de téléphone",
    )

    batch = await road.placed(file, answers=ANSWERS)

    rows = [row for _, row in (await placement_rows_for(HELENE, batch.id, 50, None)).items]
    assert [(row.code, row.column, row.value) for row in rows if row.code] == [
        ("BAD_PHONE_PLACE", "Type de téléphone", "chez sa mère")
    ]
    found = await road.owner.fetch(
        "SELECT cp.value, cp.place, cp.place_said_at FROM contact_points cp "
        "JOIN case_files cf ON cf.id = cp.case_file_id WHERE cf.batch_id = $1 AND cp.kind = 'phone' ORDER BY cp.value",
        batch.id,
    )
    assert [tuple(row) for row in found] == [
        ("+33240000001", "home", None),
        ("+33240000002", "work", None),
        ("+33240000003", "unknown", None),
    ]

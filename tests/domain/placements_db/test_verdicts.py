"""What the dry run says of each kind of row, as a person reads it, and what comes back as a file to correct."""

from datetime import date

import pytest

from tandem.kit.money import Money
from tandem.placements.corrections import correction_file_of
from tandem.placements.errors import PlacementNotFound
from tandem.placements.models import PlacementState
from tandem.placements.queries import counts_of_batch
from tandem.placements.rows import placement_rows_for
from tandem.placements.verdicts import Verdict
from tests.domain.placements_db.road import HELENE, MARC, Road, csv_of, invoices

FIRST = "C1;Dupont SARL;F1;15/01/2026;15/02/2026;100,00;a@dupont.example;01 99 00 10 10;1 rue A;49000;Angers"
MIXED = (
    FIRST,
    "C1;Dupont SARL;F2;15/01/2026;15/02/2026;50,50;b@dupont.example;;;;",
    "C1;Dupont SARL;F1;15/01/2026;15/02/2026;100,00;;;;;",
    "C2;;G1;15/01/2012;15/02/2012;10,00;;;;;",
    "C3;Martin;G2;15/01/2026;31/02/2026;abc;;;;;",
)


async def test_each_kind_of_row_has_its_verdict_and_sentence(road: Road) -> None:
    await road.placed(csv_of(FIRST, "C9;Neuf;F9;15/01/2026;15/02/2026;20,00;;;;;"))

    batch = await road.checked(csv_of(*MIXED, "C9;Neuf;F9;15/01/2026;15/02/2026;25,00;;;;;"))

    rows = [row for _, row in (await placement_rows_for(HELENE, batch.id, 50, None)).items]
    assert [(row.line, row.verdict.value, row.code) for row in rows] == [
        (2, "unchanged", None),
        (3, "merged", None),
        (4, "refused", "DUPLICATE_IN_FILE"),
        (5, "new", None),
        (6, "refused", "BAD_DATE"),
        (7, "refused", "DIFFERS"),
    ]
    assert (rows[1].debtor_name, rows[1].amount, rows[1].due_on) == (
        "Dupont SARL",
        Money(50_50, "EUR"),
        date(2026, 2, 15),
    )
    barred, broken, differing = rows[3], rows[4], rows[5]
    assert (barred.is_time_barred, barred.debtor_reference, barred.debtor_name) == (True, "C2", None)
    assert (broken.column, broken.value) == ("Date échéance", "31/02/2026")
    assert (
        broken.message
        == "«\u00a031/02/2026\u00a0» dans «\u00a0Date échéance\u00a0» n’est pas une date de cette colonne."
    )
    assert any("abc" in sentence for sentence in broken.warnings)
    assert differing.message is not None
    assert "20,00" in differing.message
    counts = counts_of_batch(batch)
    assert counts is not None
    assert (counts.rows, counts.new, counts.merged, counts.unchanged, counts.refused) == (6, 1, 1, 1, 3)
    assert (counts.debtors, counts.time_barred, counts.amounts) == (2, 1, (Money(60_50, "EUR"),))


async def test_rows_come_in_pages_of_one_verdict(road: Road) -> None:
    batch = await road.checked(csv_of(*invoices(5, 4)))

    page = await placement_rows_for(HELENE, batch.id, 2, None, Verdict.MERGED)
    more = await placement_rows_for(HELENE, batch.id, 50, page.items[-1][0], Verdict.MERGED)

    assert [row.line for _, row in page.items] == [3, 4]
    assert [row.line for _, row in more.items][:3] == [5, 7, 8]
    assert (page.total, page.has_next, len(more.items), more.has_next) == (15, True, 13, False)


async def test_refused_rows_come_back_with_every_reason(road: Road) -> None:
    batch = await road.checked(csv_of(*MIXED))

    text = (await correction_file_of(HELENE, batch.id, "fr")).decode("utf-8-sig")

    lines = text.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Code client;Nom client")
    assert lines[2].startswith("C3;Martin;G2;15/01/2026;31/02/2026;abc;")
    assert "date de cette colonne" in lines[2]
    assert "«\u00a0abc\u00a0»" in lines[2]


async def test_nobody_but_the_creditor_gets_rows_or_the_file_to_correct(road: Road) -> None:
    batch = await road.placed(csv_of(*MIXED))

    with pytest.raises(PlacementNotFound):
        await correction_file_of(MARC, batch.id, "fr")

    page = await placement_rows_for(MARC, batch.id, 50, None)
    assert (page.items, page.total) == ([], 0)


async def test_a_mapped_column_of_settlement_dates_refuses_every_row_that_has_one(road: Road) -> None:
    headings = "Client;Facture;Date facture;Echeance;Montant;Date de reglement"
    rows = [f"C{n};F{n};15/01/2026;15/02/2026;10,00;20/02/2026" for n in range(1, 6)]

    settled = await road.checked(csv_of(*rows, headings=headings))
    left_out = await road.checked(
        csv_of(*rows, headings=headings),
        mapping={0: "debtor_reference", 1: "document_number", 2: "issued_on", 3: "due_on", 4: "amount"},
    )

    assert settled.counts is not None
    assert left_out.counts is not None
    assert (settled.counts["refused"], left_out.counts["new"]) == (5, 5)
    assert left_out.state is PlacementState.CHECKED
    codes = {row.code for _, row in (await placement_rows_for(HELENE, settled.id, 50, None)).items}
    assert codes == {"ALREADY_SETTLED"}

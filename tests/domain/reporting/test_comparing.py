"""Agencies side by side equal a plain loop over the claims; a group's figures are the sum of its entities'."""

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tandem.casefiles.models import Claim
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tandem.placements.models import PlacementBatch
from tandem.reporting.comparing import cohorts_for
from tandem.reporting.figures import recovery_rate
from tandem.reporting.queries import portfolio_figures_for
from tests.support.builders import make_case

HELENE, HEAD = actor_of_cast("helene"), actor_of_cast("agathe")
MAY, JUNE = datetime(2026, 5, 12, tzinfo=UTC), datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False)


async def placed(agency, mandate, at, paid=0, amounts=(120_00, 80_00), **other):
    made = await make_case(agency=agency, mandate=mandate, amounts=amounts, **other)
    async with transaction(System(made.case_file.creditor_id)):
        await PlacementBatch.filter(id=made.case_file.batch_id).update(submitted_at=at)
        first = made.claims[0]
        await Claim.filter(id=first.id).update(paid=paid, outstanding=first.principal - paid)
    return made


async def by_hand(actor):
    """What the claims that a reader sees say, month by month and agency by agency."""
    found = defaultdict(lambda: [set(), 0, 0])
    async with reading(actor):
        months = {}
        for batch in await PlacementBatch.all():
            local = (batch.submitted_at or batch.created_at).timestamp() + 3600 * (2 if batch.submitted_at else 1)
            months[batch.id] = datetime.fromtimestamp(local, UTC).date().replace(day=1)
        for claim in await Claim.all():
            cell = found[months[claim.batch_id], claim.agency_id]
            cell[0].add(claim.case_file_id)
            cell[1] += claim.principal
            cell[2] += min(claim.principal, max(claim.paid - claim.interest, 0))
    return {key: (len(files), placed, collected) for key, (files, placed, collected) in found.items()}


async def test_a_month_holds_each_agency_with_what_it_made_of_it(db):
    await placed("lenoir", "MR-2026-001", MAY, paid=60_00)
    await placed("lenoir", "MR-2026-001", MAY)
    await placed("atlas", "AT-2026-021", MAY, paid=120_00)
    await placed("atlas", "AT-2026-021", JUNE)

    cohorts = await cohorts_for(HELENE)

    told = {
        (one.month, agency.agency_id): (agency.case_files, agency.placed.minor, agency.collected.minor)
        for one in cohorts
        for agency in one.agencies
    }
    assert told == await by_hand(HELENE)
    # 00:30 in Paris on the first of July, where the months are.
    assert [one.month.isoformat() for one in cohorts] == ["2026-07-01", "2026-05-01"]
    rates = {agency.agency_id: agency.recovery_rate for agency in cohorts[1].agencies}
    assert rates == {cast_id("lenoir"): recovery_rate(60_00, 400_00), cast_id("atlas"): Decimal("60.00")}


async def test_a_group_compares_all_its_entities_or_one(db):
    await placed("lenoir", "MR-2026-001", MAY)
    await placed("lenoir", "MR-2026-003", MAY, creditor="clinique")
    await placed("lenoir", "MR-2026-002", MAY, creditor="energie")

    def total(cohorts):
        return sum(agency.placed.minor for one in cohorts for agency in one.agencies)

    assert total(await cohorts_for(HEAD)) == 400_00
    assert total(await cohorts_for(HEAD, [cast_id("clinique")])) == 200_00
    assert total(await cohorts_for(HEAD, [cast_id("energie")])) == 0


async def test_a_groups_figures_are_the_sum_of_its_entities(db):
    await placed("lenoir", "MR-2026-001", MAY, paid=60_00)
    await placed("lenoir", "MR-2026-003", MAY, creditor="clinique")
    await placed("lenoir", "MR-2026-002", MAY, creditor="energie")

    async def figures(actor, creditors=None):
        (one,) = (await portfolio_figures_for(actor, creditors)).currencies
        return one.placed.minor, one.case_files

    assert await figures(HEAD) == (400_00, 2)
    assert await figures(HEAD, [cast_id("bati-loire")]) == await figures(HELENE) == (200_00, 1)
    assert (await portfolio_figures_for(HEAD, [cast_id("energie")])).currencies == []


@pytest.mark.parametrize("who", ["awa", "marc", "yann"])
async def test_neither_agencies_nor_banks_compare(db, who):
    with pytest.raises(NotPermitted):
        await cohorts_for(actor_of_cast(who))

"""Nothing a bank sees, and nothing it can work out from what it sees, stands for one to four debtors."""

import random

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.reporting.figures import recovery_rate
from tandem.reporting.queries import bank_dashboard_for
from tests.domain.reporting.attack import isolated, published_cells
from tests.domain.reporting.expected import contributions
from tests.domain.reporting.portfolios import odd_portfolio, write

PORTFOLIOS = 150


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_figure_and_no_difference_isolates_fewer_than_five_debtors(committed: DatabaseUrls, seed: int) -> None:
    dice, today = random.Random(seed), clock.today()
    made = [odd_portfolio(dice, today) for _ in range(PORTFOLIOS)]
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("DROP INDEX one_open_case_file")
    async with owner.transaction():
        for portfolio in made:
            await write(owner, portfolio)
    await owner.close()

    shown = {item.grant_id: item for item in (await bank_dashboard_for(actor_of_cast("yann"))).portfolios}

    assert len(shown) == PORTFOLIOS
    kinds = {"withheld": 0, "money hidden": 0, "cells shown": 0, "cells hidden": 0}
    for portfolio in made:
        behind, opened = contributions(portfolio, today), shown[portfolio.grant_id]
        assert opened.withheld == (len(behind["case_files", ""]) < 5)
        kinds["withheld"] += opened.withheld
        for figures in opened.currencies:
            cells = published_cells(figures)
            for cell, amount in cells.items():
                assert amount == sum(behind.get(cell, {}).values()), cell
                assert len(behind.get(cell, {})) >= 5 or (amount == 0 and cell[1] == ""), cell
            assert isolated(figures, behind) == [], portfolio
            if figures.recovery_rate is not None:
                sums = {name: sum(behind.get((name, ""), {}).values()) for name, _ in behind}
                assert figures.recovery_rate == recovery_rate(
                    sums.get("principal_collected", 0), sums["principal_placed"]
                )
            kinds["money hidden"] += figures.collected is None
            kinds["cells shown"] += sum(1 for cell in cells if cell[1])
            kinds["cells hidden"] += sum(1 for cell in behind if cell[1] and cell not in cells)
    # The portfolios are odd enough to try every rule, and enough is left to be worth looking at.
    assert min(kinds.values()) > 20, kinds


async def test_the_attack_finds_what_a_naive_dashboard_would_give_away(committed: DatabaseUrls) -> None:
    dice, today = random.Random(3), clock.today()
    portfolio = odd_portfolio(dice, today)
    while len(contributions(portfolio, today)["case_files", ""]) < 8:
        portfolio = odd_portfolio(dice, today)
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("DROP INDEX one_open_case_file")
    await write(owner, portfolio)
    await owner.execute(
        "UPDATE claims SET paid = 0, outstanding = principal + interest; "
        "UPDATE case_files SET paid = 0, outstanding = principal + interest; TRUNCATE payments CASCADE"
    )
    await owner.close()
    figures = (await bank_dashboard_for(actor_of_cast("yann"))).portfolios[0].currencies[0]
    behind = {("placed", ""): {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, ("collected", ""): {"a": 1}}

    assert (("collected", "") in published_cells(figures)) is True
    assert isolated(figures, behind) == [({("collected", "")}, {"a"})]

"""A creditor's figures equal a plain loop over its rows, a currency at a time."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.money import Money
from tandem.organizations.errors import NotPermitted
from tandem.reporting.figures import CurrencyFigures, months_until, recovery_rate
from tandem.reporting.queries import portfolio_figures_for
from tests.domain.reporting.expected import contributions, published_cells
from tests.domain.reporting.portfolios import PlacedCase, PlacedPortfolio, odd_portfolio, write
from tests.support.builders import make_case
from tests.support.statements import statements

HELENE = actor_of_cast("helene")


async def test_every_figure_equals_a_loop_over_the_rows(committed: DatabaseUrls) -> None:
    dice, today = random.Random(7), clock.today()
    cases: list[PlacedCase] = []
    for _ in range(12):
        cases += odd_portfolio(dice, today).cases
    cases = [replace(case, currency=dice.choice(["EUR", "CHF"])) for case in cases]
    portfolio = PlacedPortfolio(cases)
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("DROP INDEX one_open_case_file")
    await write(owner, portfolio)
    await owner.close()

    figures = (await portfolio_figures_for(HELENE)).currencies

    assert [item.currency for item in figures] == ["CHF", "EUR"]
    for item in figures:
        sums = {
            cell: sum(by_debtor.values()) for cell, by_debtor in contributions(portfolio, today, item.currency).items()
        }
        cells = published_cells(item)
        assert len(cells) == 6 + 6 + 6 + 6 + 12 + 12
        assert cells == {cell: sums.get(cell, 0) for cell in cells}
        assert item.recovery_rate == recovery_rate(sums["principal_collected", ""], sums["principal_placed", ""])
        assert_adds_up(item)


def assert_adds_up(figures: CurrencyFigures) -> None:
    """Whatever is shown in parts gives the whole."""
    assert figures.collected is not None
    assert figures.outstanding is not None
    assert figures.placed == figures.collected + figures.outstanding
    for parts in (
        [item.outstanding for item in figures.stages],
        [item.outstanding for item in figures.ageing],
    ):
        assert sum(part.minor for part in parts if part) == figures.outstanding.minor
    assert sum(item.case_files or 0 for item in figures.stages) == figures.case_files
    assert figures.collected_this_month == figures.months[-1].collected


async def test_nothing_placed_is_no_currency(db: None) -> None:
    assert (await portfolio_figures_for(HELENE)).currencies == []


async def test_a_creditor_sees_only_its_own(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    await write(owner, PlacedPortfolio(odd_portfolio(random.Random(1), clock.today()).cases[:1]))
    await owner.close()

    assert len((await portfolio_figures_for(HELENE)).currencies) == 1
    assert (await portfolio_figures_for(actor_of_cast("nadia"))).currencies == []


async def test_the_figures_of_each_agency_make_those_of_all(db: None) -> None:
    for amount in (100_00, 20_00):
        await make_case(amounts=(amount,))
    await make_case(agency="atlas", mandate="AT-2026-021", amounts=(3_00,))

    placed = {
        agency: [one.placed for one in (await portfolio_figures_for(HELENE, None, cast_id(agency))).currencies]
        for agency in ("lenoir", "atlas", "bati-loire")
    }

    assert placed == {"lenoir": [Money(120_00, "EUR")], "atlas": [Money(3_00, "EUR")], "bati-loire": []}
    assert [one.placed for one in (await portfolio_figures_for(HELENE)).currencies] == [Money(123_00, "EUR")]


@pytest.mark.parametrize("person", ["awa", "marc", "yann"])
async def test_others_have_no_portfolio(db: None, person: str) -> None:
    with pytest.raises(NotPermitted):
        await portfolio_figures_for(actor_of_cast(person))


async def test_the_figures_are_one_statement(db: None) -> None:
    await portfolio_figures_for(HELENE)  # the connection learns the type of an array of ids once

    with statements() as sent:
        await portfolio_figures_for(HELENE)

    assert len(sent) == 1


@pytest.mark.parametrize(
    ("collected", "placed", "rate"),
    [(0, 0, "0.00"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (5, 5, "100.00")],
)
def test_the_recovery_rate_has_two_decimals_rounded_half_up(collected: int, placed: int, rate: str) -> None:
    assert recovery_rate(collected, placed) == Decimal(rate)


def test_twelve_months_end_with_the_present_one() -> None:
    months = months_until(date(2026, 3, 31))

    assert (len(months), months[0], months[-1]) == (12, date(2025, 4, 1), date(2026, 3, 1))

"""The figures again, by a plain loop over rows: what each debtor contributes to each cell."""

from collections import defaultdict
from datetime import date

from tandem.kit.money import Money
from tandem.reporting.figures import CurrencyFigures
from tests.domain.reporting.portfolios import PlacedCase, PlacedPortfolio

Cell = tuple[str, str]
# (measure, key) -> debtor -> minor units or number of case files.
Contributions = dict[Cell, dict[str, int]]

TOTALS = (
    "placed",
    "collected",
    "outstanding",
    "case_files",
    "open_case_files",
    "held_case_files",
    "free_case_files",
    "principal_placed",
    "principal_collected",
    "principal_outstanding",
)


def contributions(portfolio: PlacedPortfolio, today: date, currency: str = "EUR") -> Contributions:
    """Every cell of a portfolio that somebody contributes to."""
    found: Contributions = defaultdict(lambda: defaultdict(int))
    for case in portfolio.cases:
        if case.currency == currency:
            _add(found, case, today)
    return {
        cell: {debtor: amount for debtor, amount in by_debtor.items() if amount}
        for cell, by_debtor in found.items()
        if any(by_debtor.values())
    }


def _add(found: Contributions, case: PlacedCase, today: date) -> None:
    who, is_open = case.debtor, case.stage != "closed"
    found["case_files", ""][who] += 1
    found["stage_case_files", case.stage][who] += 1
    if is_open:
        found["open_case_files", ""][who] += 1
        found["held_case_files" if case.held else "free_case_files", ""][who] += 1
    for claim in case.claims:
        left = claim.placed - claim.paid
        principal_paid = min(claim.principal, max(claim.paid - claim.interest, 0))
        found["placed", ""][who] += claim.placed
        found["collected", ""][who] += claim.paid
        found["outstanding", ""][who] += left
        found["principal_placed", ""][who] += claim.principal
        found["principal_collected", ""][who] += principal_paid
        found["principal_outstanding", ""][who] += claim.principal - principal_paid
        found["stage_outstanding", case.stage][who] += left
        found["ageing", bucket((today - claim.due_on).days)][who] += left
        found["month_placed", month(claim.placed_on, today)][who] += claim.placed
        for day, amount in claim.payments:
            found["month_collected", month(day, today)][who] += amount


def bucket(days: int) -> str:
    """The ageing bucket of a claim so many days past due."""
    if days <= 0:
        return "not_due"
    for most, name in ((30, "days_1_30"), (60, "days_31_60"), (90, "days_61_90"), (120, "days_91_120")):
        if days <= most:
            return name
    return "over_120"


def month(day: date, today: date) -> str:
    """The first of its month, or `earlier` than the twelve months up to now."""
    if (today.year * 12 + today.month) - (day.year * 12 + day.month) > 11:
        return "earlier"
    return day.replace(day=1).isoformat()


def published_cells(figures: CurrencyFigures) -> dict[Cell, int]:
    """Every figure that is not null, in minor units or numbers."""
    found: dict[Cell, int | None] = {
        ("placed", ""): figures.placed.minor,
        ("case_files", ""): figures.case_files,
        ("collected", ""): _minor(figures.collected),
        ("outstanding", ""): _minor(figures.outstanding),
        ("open_case_files", ""): figures.open_case_files,
        ("held_case_files", ""): figures.held_case_files,
    }
    for stage in figures.stages:
        found["stage_case_files", stage.stage] = stage.case_files
        found["stage_outstanding", stage.stage] = _minor(stage.outstanding)
    for one in figures.ageing:
        found["ageing", one.key] = _minor(one.outstanding)
    for each in figures.months:
        found["month_placed", each.month.isoformat()] = _minor(each.placed)
        found["month_collected", each.month.isoformat()] = _minor(each.collected)
    return {(measure, str(key)): amount for (measure, key), amount in found.items() if amount is not None}


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor

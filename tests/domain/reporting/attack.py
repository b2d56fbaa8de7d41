"""What a reader of a dashboard can work out: everything that follows from its figures by adding and subtracting.

A vector names a sum of cells. Known vectors are the published cells and the identities that always hold; a sum is
worked out when it is a combination of known ones, which exact elimination decides.
"""

from fractions import Fraction
from itertools import combinations

from tandem.casefiles.models import Stage
from tandem.kit.money import Money
from tandem.reporting.figures import AgeingKey, CurrencyFigures
from tests.domain.reporting.expected import Cell, Contributions

Vector = dict[Cell, Fraction]
FEW = 5


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
    for bucket in figures.ageing:
        found["ageing", bucket.key] = _minor(bucket.outstanding)
    for month in figures.months:
        found["month_placed", month.month.isoformat()] = _minor(month.placed)
        found["month_collected", month.month.isoformat()] = _minor(month.collected)
    return {(measure, str(key)): amount for (measure, key), amount in found.items() if amount is not None}


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def isolated(figures: CurrencyFigures, behind: Contributions) -> list[tuple[set[Cell], set[str]]]:
    """Sums over one to four debtors that a reader can work out, each with those debtors; empty when all is well."""
    basis = _Basis()
    for vector in _identities(figures):
        basis.add(vector)
        # The reader may even know which cells nobody stands behind.
        for cell in vector.keys() - behind.keys():
            basis.add({cell: Fraction(1)})
    for cell in published_cells(figures):
        basis.add({cell: Fraction(1)})
    found = []
    for cells in _tempting(behind):
        if basis.spans({cell: Fraction(1) for cell in cells}):
            found.append((set(cells), set().union(*(behind[cell] for cell in cells))))
    return found


def _tempting(behind: Contributions) -> list[tuple[Cell, ...]]:
    """Sets of cells of one measure with one to four debtors behind them altogether."""
    by_measure: dict[str, list[Cell]] = {}
    for cell in behind:
        by_measure.setdefault(cell[0], []).append(cell)
    found = []
    for cells in by_measure.values():
        small = [cell for cell in cells if len(behind[cell]) < FEW]
        for size in range(1, min(len(small), 5) + 1):
            for some in combinations(small, size):
                if len(set().union(*(behind[cell] for cell in some))) < FEW:
                    found.append(some)
    return found


def _identities(figures: CurrencyFigures) -> list[Vector]:
    months = [month.month.isoformat() for month in figures.months] + ["earlier"]
    sums: list[tuple[Cell, list[Cell]]] = [
        (("placed", ""), [("collected", ""), ("outstanding", "")]),
        (("case_files", ""), [("open_case_files", ""), ("stage_case_files", "closed")]),
        (("open_case_files", ""), [("held_case_files", ""), ("free_case_files", "")]),
        (("case_files", ""), [("stage_case_files", stage.value) for stage in Stage]),
        (("outstanding", ""), [("stage_outstanding", stage.value) for stage in Stage]),
        (("outstanding", ""), [("ageing", key.value) for key in AgeingKey]),
        (("placed", ""), [("month_placed", month) for month in months]),
        (("collected", ""), [("month_collected", month) for month in months]),
    ]
    return [{total: Fraction(-1)} | {part: Fraction(1) for part in parts} for total, parts in sums]


class _Basis:
    """Vectors in echelon form, by their leading cell."""

    def __init__(self) -> None:
        self._rows: dict[Cell, Vector] = {}

    def add(self, vector: Vector) -> None:
        left = self._reduced(vector)
        if left:
            lead = min(left)
            self._rows[lead] = {cell: value / left[lead] for cell, value in left.items()}

    def spans(self, vector: Vector) -> bool:
        return not self._reduced(vector)

    def _reduced(self, vector: Vector) -> Vector:
        left = dict(vector)
        while leads := sorted(cell for cell in left if cell in self._rows):
            factor = left[leads[0]]
            for cell, value in self._rows[leads[0]].items():
                left[cell] = left.get(cell, Fraction(0)) - factor * value
                if not left[cell]:
                    del left[cell]
        return left

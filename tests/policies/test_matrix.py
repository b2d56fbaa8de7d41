"""docs/permissions.md is the table of these tests: each of its cells is a case."""

import re
from itertools import product
from pathlib import Path

import pytest

from tandem_policies.enforcer import allows
from tandem_policies.matrix import page
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role

PAGE = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text()
ANSWERS = {"yes": True, "-": False}

Cell = tuple[str, str, str]


def cells_of(text: str) -> dict[Cell, bool]:
    """(role, relation, permission) to the yes or - that the page shows."""
    cells: dict[Cell, bool] = {}
    columns: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.startswith("|") or line.startswith("| ---"):
            continue
        first, *rest = [cell.strip() for cell in line.strip("|").split("|")]
        if first == "Permission":
            columns = [(role, relation) for role, relation in re.findall(r"(\w+) \((\w+)\)", line)]
            continue
        for (role, relation), answer in zip(columns, rest, strict=True):
            cells[role, relation, first.strip("`")] = ANSWERS[answer]
    return cells


CELLS = cells_of(PAGE)


@pytest.mark.parametrize(("cell", "shown"), CELLS.items(), ids=["-".join(cell) for cell in CELLS])
def test_cell(cell: Cell, shown: bool):
    role, relation, permission = cell

    assert allows(role, relation, *permission.split(":")) is shown


def test_the_page_shows_every_role_and_every_permission():
    assert {role for role, _, _ in CELLS} == set(Role)
    assert {permission for _, _, permission in CELLS} == set(Permission)


def test_what_the_page_does_not_show_is_refused():
    hidden = set(product(Role, Relation, Permission)) - set(CELLS)

    assert [cell for cell in hidden if allows(cell[0], cell[1], *cell[2].split(":"))] == []


def test_the_page_is_the_one_that_the_table_makes():
    assert page() == PAGE, "run: python -m tandem_policies.matrix > docs/permissions.md"

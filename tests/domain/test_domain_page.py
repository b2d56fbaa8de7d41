"""docs/domain.md lists every state of the enums that it describes, and moves only between them."""

import re
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "domain.md").read_text()
SECTIONS = re.findall(r"^### [^\n]*: `(tandem[\w.]+)\.(\w+)`$(.*?)(?=^##|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
MACHINES = {"AttemptState", "DirectiveState", "PlacementState", "PublicationState", "Stage"}


def rows_of(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_state_machine_has_its_section():
    assert {name for _, name, _ in SECTIONS} == MACHINES


@pytest.mark.parametrize(("module", "name", "section"), SECTIONS, ids=[name for _, name, _ in SECTIONS])
def test_a_table_lists_the_states_of_its_enum_in_order(module: str, name: str, section: str):
    states: type[StrEnum] = getattr(import_module(module), name)

    assert [row[0].strip("`") for row in rows_of(section)] == [state.value for state in states]


@pytest.mark.parametrize(("module", "name", "section"), SECTIONS, ids=[name for _, name, _ in SECTIONS])
def test_a_table_moves_only_to_states_of_its_own(module: str, name: str, section: str):
    states = {state.value for state in getattr(import_module(module), name)}

    for row in rows_of(section):
        targets = re.findall(r"`(\w+)`", row[-1])
        assert set(targets) <= states - {row[0].strip("`")}
        assert bool(targets) is (row[-1] != "nothing")

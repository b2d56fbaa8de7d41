"""The order of the dear groups names those that there are, and each of them."""

import re
from pathlib import Path

from tests.support.grouping import LONGEST_FIRST

TESTS = Path(__file__).parents[1]


def test_each_group_of_tests_has_its_place_and_each_place_its_group() -> None:
    in_use = {
        name
        for path in TESTS.rglob("*.py")
        for name in re.findall(r"mark\.xdist_group\(\"([^\"]+)\"", path.read_text())
    }

    assert in_use == set(LONGEST_FIRST)
    assert len(LONGEST_FIRST) == len(set(LONGEST_FIRST))

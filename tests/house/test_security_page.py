"""`docs/security.md` promises that each claim names the test that fails when it stops being true: it does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
# What it does not protect, and against whom, are no claims that a test could hold.
CLAIMS, _, LIMITATIONS = PAGE.partition("## What it does not protect")
NAMED = re.compile(r"`((?:api|domain|house|policies|walk|web|worker)/[a-z_/]+)(?:::([a-z_]+))?`")


def _claims() -> dict[str, str]:
    """Each bullet whole, and each row of the table of limits, by its first words."""
    bullets = re.findall(r"^- .+(?:\n  .+)*", CLAIMS, re.MULTILINE)
    table = CLAIMS.partition("| bound |")[2].partition("\n\n")[0].splitlines()[2:]
    return {re.sub(r"[^a-z ]", "", claim.lower())[:50].strip(): claim for claim in (*bullets, *table)}


@pytest.mark.parametrize("claim", _claims())
def test_each_claim_names_a_test(claim: str) -> None:
    assert NAMED.search(_claims()[claim])


@pytest.mark.parametrize(("path", "function"), sorted(set(NAMED.findall(PAGE))))
def test_each_named_test_exists(path: str, function: str) -> None:
    file = ROOT / "tests" / f"{path}.py"
    tests = re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)

    assert tests
    assert not function or function in tests


def test_the_page_says_what_it_does_not_protect() -> None:
    assert LIMITATIONS.count("\n- ") >= 10
    assert len(_claims()) >= 25
    assert len(PAGE.split()) < 2_200  # the model in one page

"""The policy table read line by line, apart from the product's own reading of it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parents[2] / "policies" / "tandem_policies" / "policy.csv"
Allowed = frozenset[tuple[str, str]]


def lines() -> list[list[str]]:
    """Every line that is no comment, in words."""
    text = TABLE.read_text().splitlines()
    return [[word.strip() for word in line.split(",")] for line in text if line.strip() and not line.startswith("#")]


@cache
def allowed(role: str) -> Allowed:
    """What a role may: (relation, `resource:action`), what it inherits included."""
    found: set[tuple[str, str]] = set()
    for first, *words in lines():
        if first == "p" and words[0] == role:
            found.add((words[1], f"{words[2]}:{words[3]}"))
        if first == "g" and words[0] == role:
            found |= allowed(words[1])
    return frozenset(found)


def composed(rules: Iterable[tuple[str, str]], ceiling: str) -> Allowed:
    """What a role that an organization put together may: its rules, as far as the built-in role below it may too."""
    return frozenset(rules) & allowed(ceiling)

"""Gaps in a text: `{name}`. Braces that are meant as such are written twice."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where a brace stands. `name` is None where the brace opens or closes nothing; lines count from 1."""

    name: str | None
    line: int


def gaps(text: str) -> Iterator[Gap]:
    """Every gap of the text in order, with those that are no proper gap."""
    for match in _TOKEN.finditer(text):
        if match.group() not in ("{{", "}}"):
            yield Gap(match.group(1), text.count("\n", 0, match.start()) + 1)


def variables_in(text: str) -> frozenset[str]:
    """The names between single braces."""
    return frozenset(gap.name for gap in gaps(text) if gap.name is not None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled: a value is put in as it is, whatever braces it holds. Raises KeyError."""
    doubled = {"{{": "{", "}}": "}"}
    return _TOKEN.sub(lambda match: doubled.get(match.group()) or values[match.group(1)], text)


def without_gaps(text: str) -> str:
    """The author's own words, each where it stands: `debtor_name` is no word of theirs."""
    return _TOKEN.sub(lambda match: " " * len(match.group()), text)

"""JSON text as SQL: constant text and expressions in turn, put together by one `concat`.

Text is built here rather than by json_build_object: that stops at 50 fields, and writes spaces that the ordinary path
does not; `concat` nests, and keys are constants, so that nothing cuts an alias at 63 bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# Between these, a finished text holds `<number of the finisher>ARGUMENTS<its arguments as JSON>`; JSON escapes them.
MARK, ARGUMENTS = "\x01", "\x02"
# Stands where the ordinary path would have refused: the answer is then asked of it.
REFUSED = "\x03"
_MOST = 90  # PostgreSQL's functions take 100 arguments


@dataclass(frozen=True, slots=True)
class Const:
    """JSON text that is known when the statement is made."""

    text: str


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression that is never NULL and whose output is JSON text."""

    text: str


Pieces = list[Const | Sql]


def quoted(text: str) -> str:
    """A text as SQL's literal."""
    return "'" + text.replace("'", "''") + "'"


def concat(pieces: Iterable[Const | Sql]) -> str:
    """One SQL expression of type text."""
    parts: list[str] = []
    known = ""
    for piece in pieces:
        if isinstance(piece, Const):
            known += piece.text
            continue
        if known:
            parts.append(quoted(known))
        parts.append(piece.text)
        known = ""
    if known or not parts:
        parts.append(quoted(known))
    while len(parts) > _MOST:
        parts = [f"concat({', '.join(parts[at : at + _MOST])})" for at in range(0, len(parts), _MOST)]
    return f"concat({', '.join(parts)})"


def or_null(expression: str) -> Sql:
    """JSON's null where the expression is NULL."""
    return Sql(f"coalesce(({expression})::text, 'null')")


def or_refused(expression: str) -> Sql:
    """For what cannot be null on the wire: the ordinary path answers where it is."""
    return Sql(f"coalesce(({expression})::text, {quoted(REFUSED)})")


def chosen(cases: Iterable[tuple[str, Pieces]], otherwise: Pieces) -> Sql:
    """The pieces of the first condition that holds."""
    branches = "".join(f" WHEN {condition} THEN {concat(pieces)}" for condition, pieces in cases)
    return Sql(f"CASE{branches} ELSE {concat(otherwise)} END") if branches else Sql(concat(otherwise))

"""Words for saying what a type shows of a row: its columns, amounts, keys and the rows that it names."""

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.walk.plain import Reader, Row, Shown

Rows = Callable[[Reader, Row], Any]
IN_MONEY = {
    "amount": Shown(lambda _, row, __: decimal(row["minor"])),
    "currency": Shown(lambda _, row, __: row["code"]),
}


def columns(needs: str, words: str) -> dict[str, Shown]:
    """Columns by the names of the API: `^` marks a word of an enumeration, `?` what may be null."""
    return {
        camel(word.rstrip("^?")): Shown(_column(word.rstrip("^?"), "^" in word), needs, nullable="?" in word)
        for word in words.split()
    }


def recorded(needs: str, words: str) -> dict[str, Shown]:
    """The same of what an event's data holds; `$` marks an amount."""
    found = {}
    for word in words.split():
        name = word.rstrip("^?$")
        of = _amount_in(name) if "$" in word else _recorded(name, "^" in word)
        found[camel(name)] = Shown(of, needs, "Money" if "$" in word else "", nullable="?" in word)
    return found


def amounts(needs: str, **sums: str) -> dict[str, Shown]:
    """Sums of columns of minor units, in the row's currency."""
    return {camel(name): Shown(_sum(words.split()), needs, "Money") for name, words in sums.items()}


def told(needs: str, **values: Callable[[Reader, Row], Any]) -> dict[str, Shown]:
    """Values that take more than a column; a trailing `_` says that the value may be null."""
    return {
        camel(name.rstrip("_")): Shown(_plain(of), needs, nullable=name.endswith("_")) for name, of in values.items()
    }


def rows(needs: str, type_: str, **values: Rows) -> dict[str, Shown]:
    """Rows of another type, or one of them; a trailing `_` says that there may be none."""
    return {
        camel(name.rstrip("_")): Shown(_plain(of), needs, type_, nullable=name.endswith("_"))
        for name, of in values.items()
    }


def named(table: str, column: str) -> Rows:
    """The row of a table that a column names."""
    return lambda reader, row: row[column] and reader.model.one(table, row[column])


def key(type_: str, column: str = "id") -> Callable[[Reader, Row], str | None]:
    """The global id of what a column names."""
    return lambda _, row: global_id(type_, row[column]) if row[column] else None


def global_id(type_: str, value: object) -> str:
    """Relay's identification, as decisions.md says it: type and key in base64."""
    return base64.b64encode(f"{type_}:{value}".encode()).decode()


def decimal(minor: int) -> str:
    """Minor units of a currency of two decimals."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def money(minor: int, code: str) -> Row:
    """An amount."""
    return {"minor": minor, "code": code}


def by(found: Iterable[Row], *names: str) -> list[Row]:
    """Rows in the order of these columns; a leading `-` turns all of them round."""
    backward = names[0].startswith("-")
    return sorted(found, key=lambda row: tuple(row[name.lstrip("-")] for name in names), reverse=backward)


def camel(name: str) -> str:
    """A column as the API names it."""
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)


def _plain(of: Callable[[Reader, Row], Any]) -> Callable[[Reader, Row, Mapping[str, Any]], Any]:
    return lambda reader, row, _: of(reader, row)


def _column(name: str, is_word: bool) -> Callable[[Reader, Row, Mapping[str, Any]], Any]:
    return lambda _, row, __: row[name].upper() if is_word and row[name] else row[name]


def _recorded(name: str, is_word: bool) -> Callable[[Reader, Row, Mapping[str, Any]], Any]:
    def read(_reader: Reader, row: Row, _: Mapping[str, Any]) -> Any:
        value = row["data"].get(name)
        return value.upper() if is_word and value else value

    return read


def _amount_in(name: str) -> Callable[[Reader, Row, Mapping[str, Any]], Any]:
    return lambda _, row, __: money(row["data"][name]["minor"], row["data"][name]["currency"])


def _sum(names: list[str]) -> Callable[[Reader, Row, Mapping[str, Any]], Any]:
    return lambda _, row, __: money(sum(row[name] for name in names), row["currency"])

"""What a field reads, said once for both executors: the ordinary one asks the object, the look-ahead writes SQL.

A field of a column of its own name needs none of these. `column` and `minor_units` are given as a field's `of`; `many`
and `one` as the `ahead` of a relation, whose method asks the domain for the same rows.
"""

from collections.abc import Callable
from typing import Any

from tandem.casefiles.parts import Parts
from tandem.kit.money import amount_sql
from tandem_graphql.lookahead.leaves import NULL, global_id
from tandem_graphql.lookahead.pieces import Const, Pieces, Sql, chosen, concat, or_null, or_refused
from tandem_graphql.lookahead.planning import At, Read, is_sure, leaf_of, listed, type_of, value_object
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.money import Money
from tandem_policies.permission import Permission


class column:  # noqa: N801 - reads as a word of a declaration
    """A column of another name than its field."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, shown: Any) -> Any:
        """The row's attribute."""
        return getattr(shown.row, self._name)

    def ahead(self, at: At, selected: Selected) -> Pieces:
        """The same column."""
        return leaf_of(selected, at.column(self._name), sure=is_sure(at.type, self._name))


class minor_units:  # noqa: N801 - reads as a word of a declaration
    """The sum of columns of minor units, in the row's currency."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def __call__(self, shown: Any) -> Money:
        """As the API's amount."""
        return Money.minor(sum(getattr(shown.row, name) for name in self._names), shown.row.currency)

    def ahead(self, at: At, selected: Selected) -> Pieces:
        """As the JSON of the API's amount."""
        total = " + ".join(map(at.column, self._names))
        return money(at, selected, f"({total})", at.column("currency"))


def money(at: At, selected: Selected, minor: str, currency: str) -> Pieces:
    """An amount of minor units that the SQL gives."""
    return value_object(
        at,
        selected,
        {
            "amount": lambda _at, _selected: [Const('"'), Sql(amount_sql(minor, currency)), Const('"')],
            "currency": lambda _at, one: leaf_of(one, currency),
        },
    )


def identified(at: At, _selected: Selected) -> Pieces:
    """The global id of the row."""
    return [Sql(global_id(at.type.name, at.column("id")))]


def key_in(type_name: str, key: Callable[[At], str]) -> Read:
    """The global id of something whose key the SQL gives."""
    return lambda at, _selected: [or_refused(global_id(type_name, key(at)))]


def many(parts: Parts) -> Read:
    """The rows that hang on this one."""

    def read(at: At, selected: Selected) -> Pieces:
        row = at.plan.new_row()
        source = parts.source(row, at.column("id"), at.plan.now if "{now}" in parts.condition else "")
        return listed(at.to(row, selected).object(selected), source, parts.ordered(row))

    return read


def first(parts: Parts) -> Read:
    """The first of the rows that hang on this one, or null."""

    def read(at: At, selected: Selected) -> Pieces:
        row = at.plan.new_row()
        shown = concat(at.to(row, selected).object(selected))
        source = parts.source(row, at.column("id"), "")
        return [or_null(f"SELECT {shown} FROM {source} ORDER BY {parts.ordered(row)} LIMIT 1")]

    return read


def named(table: str, key: str | Callable[[At], str], *, where: str = "true", may_be_gone: bool = False) -> Read:
    """The row of `table` that a column names, or a key that the SQL gives; `where` is on `{row}`.

    Null where nothing is named, or where the reader may find it gone; else a row that is not there is refused.
    """

    def read(at: At, selected: Selected) -> Pieces:
        row = at.plan.new_row()
        wanted = at.column(key) if isinstance(key, str) else key(at)
        shown = concat(at.to(row, selected).object(selected))
        found = f"SELECT {shown} FROM {table} {row} WHERE {row}.id = {wanted} AND {where.format(row=row)}"
        _, nullable = type_of(selected)
        if nullable and may_be_gone:
            return [or_null(found)]
        if nullable:
            return [chosen([(f"{wanted} IS NULL", NULL)], [or_refused(found)])]
        return [or_refused(found)]

    return read


def same_row(at: At, selected: Selected) -> Pieces:
    """Another type over the same row."""
    return at.to(at.row, selected).object(selected)


def allowed(permission: Permission, when: Callable[[At], str]) -> Read:
    """Whether the reader may do this, by the policy table and by the row's state."""

    def read(at: At, _selected: Selected) -> Pieces:
        return [Sql(f"({when(at)})::text")] if at.may(permission) else [Const("false")]

    return read


def only_for(permission: Permission, read: Read, otherwise: Pieces = NULL) -> Read:
    """What is read only for whoever may do this to the row."""
    return lambda at, selected: read(at, selected) if at.may(permission) else otherwise

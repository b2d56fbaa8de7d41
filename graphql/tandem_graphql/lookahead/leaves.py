"""Scalars and enums as JSON text, byte for byte as the ordinary path writes them."""

from collections.abc import Callable

from strawberry.types.enum import StrawberryEnumDefinition

from graphql import (
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLOutputType,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from tandem_graphql.lookahead.pieces import REFUSED, Const, Pieces, Sql, or_null, or_refused, quoted

# PostgreSQL's own JSON drops zeros at the end of a fraction; Python drops the fraction only when it is zero.
_WHOLE = r"""'\"YYYY-MM-DD"T"HH24:MI:SS"+00:00"\"'"""
_FRACTION = r"""'\"YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"\"'"""


def instant(sql: str) -> str:
    """An instant as ISO 8601 in UTC; NULL stays NULL."""
    return (
        f"to_char({sql} AT TIME ZONE 'UTC', CASE WHEN date_trunc('second', {sql}) = {sql} "
        f"THEN {_WHOLE} ELSE {_FRACTION} END)"
    )


def global_id(type_name: str, key: str) -> str:
    """Relay's identifier of the row whose key the SQL gives."""
    encoded = f"encode(convert_to({quoted(type_name + ':')} || {key}, 'UTF8'), 'base64')"
    # 57 bytes fill a line of base64, which PostgreSQL would break.
    broken = len(type_name) + 1 + 36 > 56
    return f"""'"' || {f"translate({encoded}, chr(10), '')" if broken else encoded} || '"'"""


def word(type_: GraphQLEnumType, sql: str, *, sure: bool = False) -> str:
    """The name of an enum's member from its stored word; NULL for NULL, refused for a word that is not one."""
    definition: StrawberryEnumDefinition = type_.extensions["strawberry-definition"]
    words = [(quoted(str(one.value)), quoted(f'"{one.name}"')) for one in definition.values]
    named = " ".join(f"WHEN {word} THEN {name}" for word, name in words)
    chosen = f"CASE {sql} {named} ELSE {quoted(REFUSED)} END"
    return chosen if sure else f"CASE WHEN {sql} IS NOT NULL THEN {chosen} END"


_AS_JSON: dict[str, Callable[[str], str]] = {
    "String": lambda sql: f"to_json({sql})",
    "Int": lambda sql: sql,
    "Boolean": lambda sql: f"({sql})::text",
    "Date": lambda sql: f"to_json({sql})",
    "DateTime": instant,
}


def leaf(type_: GraphQLNamedType, sql: str, *, nullable: bool, sure: bool = True) -> Pieces:
    """A value that the SQL gives. `sure`: it is never NULL; else NULL is refused where the schema forbids it."""
    there = sure and not nullable
    made = word(type_, sql, sure=there) if isinstance(type_, GraphQLEnumType) else _AS_JSON[type_.name](sql)
    if nullable:
        return [or_null(made)]
    return [Sql(made)] if sure else [or_refused(made)]


def recorded(answered: GraphQLOutputType, document: str, name: str) -> Pieces:
    """A value of a JSON document that was written as the wire writes it: texts, numbers, days and instants in ISO."""
    return [_kept(answered, f"({document} -> {quoted(name)})")]


def _kept(answered: GraphQLOutputType, value: str) -> Sql:
    """A JSON value as text. Lists are put together here: PostgreSQL writes a space between their elements."""
    type_ = get_nullable_type(answered)
    if is_list_type(type_):
        listed = f"string_agg({_kept(type_.of_type, 'one.value').text}, ',' ORDER BY one.place)"
        elements = f"jsonb_array_elements({value}) WITH ORDINALITY one(value, place)"
        made = f"CASE jsonb_typeof({value}) WHEN 'array' THEN (SELECT concat('[', {listed}, ']') FROM {elements}) END"
    elif isinstance(type_, GraphQLEnumType):
        made = word(type_, f"({value} #>> '{{}}')")
    else:
        made = f"nullif({value}, 'null'::jsonb)"
    return or_refused(made) if is_non_null_type(answered) else or_null(made)


NULL: Pieces = [Const("null")]

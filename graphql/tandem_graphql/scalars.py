"""Days, instants and exact numbers as strings."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import strawberry
from strawberry.types.scalar import ScalarDefinition

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,10})?")


def _parse_day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"{value!r} is not a day: write 2026-11-22")
    return date.fromisoformat(value)


def _parse_instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not an instant: write 2026-11-22T09:30:00+01:00")
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(f"{value!r} lacks its time zone: write 2026-11-22T09:30:00+01:00")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value!r} is not within our calendar") from None


def _parse_number(value: Any) -> Decimal:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError(f'{value!r} is not an exact number: write "1234.56", as a string')
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date", description="A calendar day, ISO 8601.", serialize=date.isoformat, parse_value=_parse_day
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant with time zone, ISO 8601.",
        serialize=datetime.isoformat,
        parse_value=_parse_instant,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as a string.",
        serialize="{:f}".format,
        parse_value=_parse_number,
    ),
}

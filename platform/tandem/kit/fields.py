"""Column types shared by all models."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from tandem.kit.ids import new_id


def id_field() -> Any:
    """The primary key of every table: a UUIDv7."""
    return fields.UUIDField(primary_key=True, default=new_id)


def minor_units(**options: Any) -> Any:
    """An amount in the currency's smallest unit."""
    return fields.BigIntField(**options)


def word(length: int = 40, **options: Any) -> Any:
    """A short word of ours: a state, a kind, a code."""
    return fields.CharField(max_length=length, **options)


def nullable_enum(enum_type: type[StrEnum], length: int) -> Any:
    """A word of an enum that may still be missing."""
    return fields.CharEnumField(enum_type, max_length=length, null=True)

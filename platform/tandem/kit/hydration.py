"""Models from rows of our own SQL: one statement reads, locks or joins what the ORM would need several for."""

from collections.abc import Mapping
from typing import Any, TypeVar

from tortoise.models import Model

M = TypeVar("M", bound=Model)


def columns_of(model: type[Model], alias: str, prefix: str = "") -> str:
    """The model's columns of the table called `alias`, for a SELECT; `prefix` keeps two tables apart."""
    return ", ".join(f'{alias}."{column}" AS "{prefix}{column}"' for column in sorted(model._meta.db_fields))


def hydrated(model: type[M], row: Mapping[str, Any], prefix: str = "") -> M:
    """The model of a row that was selected with `columns_of`, as the ORM itself would have made it."""
    return model._init_from_db(**{column: row[prefix + column] for column in model._meta.db_fields})

"""What hangs on a case file: which rows of a table, in which order; for one case file's page as for many case files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from tortoise.models import Model

from tandem.casefiles import access
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.hydration import columns_of, hydrated
from tandem.organizations.actor import Actor

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of `table` whose column `key` names what they hang on.

    `order` and `condition` are SQL on `{row}`; a condition may compare with `{now}`.
    """

    table: str
    order: str
    condition: str = "true"
    key: str = "case_file_id"

    def source(self, row: str, key: str, now: str) -> str:
        """SQL of the rows that hang on `key`: table, alias and condition."""
        return f"{self.table} {row} WHERE {row}.{self.key} = {key} AND {self.condition.format(row=row, now=now)}"

    def ordered(self, row: str) -> str:
        """SQL of their order."""
        return self.order.format(row=row)


async def parts_by_case_file(
    actor: Actor, model: type[M], parts: Parts, case_file_ids: Iterable[UUID]
) -> dict[UUID, list[M]]:
    """The parts of case files in the actor's reach."""
    found: dict[UUID, list[M]] = {case_file_id: [] for case_file_id in case_file_ids}
    reach = access.reach(actor)
    args: list[object] = [*reach.args, list(found)]
    if "{now}" in parts.condition:
        args.append(clock.now())
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {columns_of(model, 'part')} FROM case_files cf JOIN {parts.table} part "
            f"ON part.{parts.key} = cf.id WHERE {reach.sql} AND cf.id = ANY (${len(reach.args) + 1}::uuid[]) "
            f"AND {parts.condition.format(row='part', now=f'${len(args)}')} ORDER BY {parts.ordered('part')}",
            *args,
        )
    for row in rows:
        found[row[parts.key]].append(hydrated(model, row))
    return found


async def parts_by_id(actor: Actor, model: type[M], parts: Parts, ids: Iterable[UUID]) -> dict[UUID, M]:
    """Those of the parts that hang on a case file in the actor's reach, whatever their condition."""
    reach = access.reach(actor)
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {columns_of(model, 'part')} FROM case_files cf JOIN {parts.table} part "
            f"ON part.{parts.key} = cf.id WHERE {reach.sql} AND part.id = ANY (${len(reach.args) + 1}::uuid[])",
            *reach.args,
            list(ids),
        )
    return {row["id"]: hydrated(model, row) for row in rows}

"""Rows that were accepted by the dry run, judged again beside what exists at the instant of writing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from tandem.kit import database
from tandem.placements.dry_run import Seen, judge
from tandem.placements.existing import Placed
from tandem.placements.fields import Field
from tandem.placements.models import PlacementBatch
from tandem.placements.stored import claim_of, problem_of
from tandem.placements.verdicts import RowVerdict, Verdict


@dataclass(frozen=True, slots=True)
class BatchColumns:
    """The headers of a batch's mapped columns."""

    headers: dict[str, str]

    @classmethod
    def of(cls, batch: PlacementBatch) -> "BatchColumns":
        """The first column of each field, in the order of the file."""
        named: dict[str, str] = {}
        for index in sorted(batch.mapping, key=int):
            named.setdefault(batch.mapping[index], str(batch.columns[int(index)]["header"]))
        return cls(named)

    def header(self, target: Field) -> str | None:
        """The header of a field, None when it has no column."""
        return self.headers.get(target.value)


async def accepted_rows(batch_id: UUID) -> Callable[[], list[RowVerdict]]:
    """The rows of a batch that the dry run accepted; reading them into claims is left to a thread."""
    found = await database.rows(
        "SELECT line, verdict, warnings, parsed FROM placement_rows "
        "WHERE batch_id = $1 AND verdict IN ('new', 'merged') ORDER BY line",
        batch_id,
    )
    return lambda: [_verdict_of(row) for row in found]


def rechecked(rows: Iterable[RowVerdict], columns: BatchColumns, placed: Placed) -> list[RowVerdict]:
    """The verdicts of these rows now."""
    existing, seen = placed.for_dry_run(), Seen()
    return [judge(row.line, row.claim, row.warnings, columns, existing, seen) if row.claim else row for row in rows]


async def write_changed(batch_id: UUID, before: Sequence[RowVerdict], now: Sequence[RowVerdict]) -> None:
    """Correct the kept verdicts that have changed since the dry run."""
    changed = [new for old, new in zip(before, now, strict=True) if new.verdict is not old.verdict]
    if not changed:
        return
    problems = [row.refusals[0] if row.refusals else None for row in changed]
    await database.execute(
        "UPDATE placement_rows SET verdict = n.verdict, code = n.code, column_name = n.column_name, value = n.value, "
        "args = n.args FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[]) "
        "AS n (line, verdict, code, column_name, value, args) "
        "WHERE placement_rows.batch_id = $1 AND placement_rows.line = n.line",
        batch_id,
        [row.line for row in changed],
        [row.verdict.value for row in changed],
        [problem.code.value if problem else None for problem in problems],
        [problem.column if problem else None for problem in problems],
        [problem.value if problem else None for problem in problems],
        [orjson.dumps(dict(problem.args) if problem else {}).decode() for problem in problems],
    )


def _verdict_of(row: dict[str, Any]) -> RowVerdict:
    warnings = tuple(problem_of(stored) for stored in orjson.loads(row["warnings"]))
    return RowVerdict(row["line"], Verdict(row["verdict"]), claim_of(orjson.loads(row["parsed"])), (), warnings)

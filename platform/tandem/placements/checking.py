"""The dry run of a batch in the worker: judged in memory, staged in committed chunks, then moved at once."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

import orjson

from tandem.casefiles.limitation import last_day_of, law_of
from tandem.casefiles.models import ClaimNature, Segment, Upload
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.outbox import Job
from tandem.placements import progress
from tandem.placements.dry_run import LastDay, dry_run
from tandem.placements.existing import Placed, placed_under
from tandem.placements.fields import Field
from tandem.placements.files import in_thread, table_of
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.questions import Columns, questions, read_answers
from tandem.placements.reading import Table
from tandem.placements.stored import Counts, further_problems, mapping_by_header, stored_claim, stored_problem
from tandem.placements.verdicts import DryRun, PlacedClaim, RowVerdict, Verdict, Warned

STAGED_AT_ONCE = 5_000
_READ, _JUDGED, _STAGED = 5, 40, 95  # percent


async def check(scope: System, job: Job, batch: PlacementBatch) -> None:
    """Judge every row of a batch that is being checked; afterwards its rows and counts are there, or nothing is."""
    async with reading(scope):
        upload = await Upload.get(id=batch.upload_id)
    table = await table_of(upload)
    mapping = mapping_by_header(table, batch.mapping)
    await progress.show(scope, batch, _READ)
    async with reading(scope):
        placed = await placed_under(batch.mandate_id, _documents(table, mapping))
        country = (await Organization.get(id=batch.creditor_id)).country
    today = clock.today()
    last_day = last_day_reader(country)
    verdicts = await in_thread(lambda: _judged(table, mapping, batch.answers, placed, today, last_day))
    await _stage(scope, batch, verdicts.rows, last_day)
    async with transaction(scope):
        locked = await PlacementBatch.filter(id=batch.id).select_for_update().get()
        if locked.state is PlacementState.CHECKING:
            await _move(batch.id, len(verdicts.rows))
            locked.state, locked.progress, locked.counts = PlacementState.CHECKED, 100, {**counted(verdicts)}
            await locked.save(update_fields=["state", "progress", "counts"])
        await database.execute("DELETE FROM placement_staging WHERE batch_id = $1", batch.id)
        await job.done()
        progress.wake(batch)


def counted(verdicts: DryRun) -> Counts:
    """The figures of a dry run, as they are kept."""
    barred = sum(
        1 for row in verdicts.rows if row.is_accepted and any(one.code is Warned.TIME_BARRED for one in row.warnings)
    )
    return Counts(
        rows=len(verdicts.rows),
        new=verdicts.counts[Verdict.NEW],
        merged=verdicts.counts[Verdict.MERGED],
        unchanged=verdicts.counts[Verdict.UNCHANGED],
        refused=verdicts.counts[Verdict.REFUSED],
        debtors=len(verdicts.debtors),
        time_barred=barred,
        amounts={currency: total.minor for currency, total in verdicts.totals.items()},
    )


def last_day_reader(creditor_country: str) -> LastDay:
    """The last day of a claim as placed; claims alike in law, segment, nature and due day share one answer."""
    of = cache(last_day_of)

    def read(claim: PlacedClaim) -> date | None:
        segment = Segment(claim.segment)
        law = law_of(segment, debtor=claim.debtor.country, creditor=creditor_country)
        last = of(segment, ClaimNature(claim.nature), claim.due_on, law=law)
        return last.day if last else None

    return read


def _documents(table: Table, mapping: dict[str, Field]) -> list[str]:
    return list({" ".join(value.split()) for value in Columns(table, mapping).values(Field.DOCUMENT_NUMBER)})


def _judged(
    table: Table, mapping: dict[str, Field], answers: dict[str, str], placed: Placed, today: date, last_day: LastDay
) -> DryRun:
    given = read_answers(answers, questions(table, mapping))
    return dry_run(table, mapping, given, placed.for_dry_run(), today=today, last_day=last_day)


async def _stage(scope: System, batch: PlacementBatch, verdicts: Sequence[RowVerdict], last_day: LastDay) -> None:
    """COPY the rows into staging, a commit for each chunk, so that the progress is seen."""
    async with transaction(scope):
        await database.execute("DELETE FROM placement_staging WHERE batch_id = $1", batch.id)
        await progress.note(batch, _JUDGED)
    for start in range(0, len(verdicts), STAGED_AT_ONCE):
        part = verdicts[start : start + STAGED_AT_ONCE]
        records = await in_thread(lambda part=part: [_record(batch.id, row, last_day) for row in part])  # type: ignore[misc]
        async with transaction(scope):
            await database.copy("placement_staging", _COLUMNS, records)
            share = (start + len(part)) / len(verdicts)
            await progress.note(batch, round(_JUDGED + (_STAGED - _JUDGED) * share))


async def _move(batch_id: UUID, expected: int) -> None:
    await database.execute("DELETE FROM placement_rows WHERE batch_id = $1", batch_id)
    moved = await database.row(_MOVE, batch_id)
    # Another run of this job may have emptied the staging under us: then this one is run again.
    if moved is None or moved["moved"] != expected:
        raise RuntimeError("staged rows are missing")


def _record(batch_id: UUID, row: RowVerdict, last_day: LastDay) -> tuple[object, ...]:
    first = row.refusals[0] if row.refusals else None
    return (
        batch_id,
        row.line,
        row.verdict.value,
        first.code.value if first else None,
        first.column if first else None,
        first.value if first else None,
        _json(dict(first.args) if first else {}),
        _json([stored_problem(problem) for problem in further_problems(row)]),
        _json(stored_claim(row.claim, last_day(row.claim))) if row.claim else None,
    )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


_COLUMNS = ("batch_id", "line", "verdict", "code", "column_name", "value", "args", "warnings", "parsed")
_MOVE = """
WITH moved AS (
    INSERT INTO placement_rows (batch_id, line, creditor_id, verdict, code, column_name, value, args, warnings, parsed)
    SELECT DISTINCT ON (s.line) s.batch_id, s.line, b.creditor_id, s.verdict, s.code, s.column_name, s.value, s.args,
           s.warnings, s.parsed
    FROM placement_staging s JOIN placement_batches b ON b.id = s.batch_id
    WHERE s.batch_id = $1 ORDER BY s.line
    RETURNING 1
)
SELECT count(*) AS moved FROM moved
"""

"""The refused rows of a batch as a file to correct and place again."""

from collections import Counter
from uuid import UUID

import orjson

from tandem.casefiles.models import Upload
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.placements.correction import correction_file
from tandem.placements.errors import PlacementNotFound
from tandem.placements.files import in_thread, table_of
from tandem.placements.models import PlacementBatch
from tandem.placements.stored import problem_of
from tandem.placements.verdicts import DryRun, Problem, Refusal, RowVerdict, Verdict
from tandem_policies.permission import Permission


async def correction_file_of(actor: Actor, batch_id: UUID, locale: str) -> bytes:
    """CSV of the refused rows with what is wrong and what would be right; told in the audit log.

    Raises NotPermitted, and PlacementNotFound for any organization but the creditor.
    """
    async with reading(actor):
        batch = await PlacementBatch.get_or_none(id=batch_id, creditor_id=actor.organization_id)
        if batch is None:
            raise PlacementNotFound
        authorize(actor, side_of(actor), Permission.PLACEMENT_READ)
        upload = await Upload.get(id=batch.upload_id)
        refused = await database.rows(
            "SELECT line, code, column_name, value, args, warnings FROM placement_rows "
            "WHERE batch_id = $1 AND verdict = 'refused' ORDER BY line",
            batch_id,
        )
    table = await table_of(upload)
    rows = tuple(RowVerdict(row["line"], Verdict.REFUSED, None, _refusals(row)) for row in refused)
    verdicts = DryRun(rows, Counter({Verdict.REFUSED: len(rows)}), {}, {}, {})
    made = await in_thread(lambda: correction_file(table, verdicts, locale))
    async with transaction(actor):
        subject = Subject(SubjectType.PLACEMENT_BATCH, batch.id, batch.reference)
        await audit.record(actor, AuditKind.CORRECTIONS_DOWNLOADED, subject)
    return made


def _refusals(row: dict[str, str]) -> tuple[Problem, ...]:
    """The first, in columns of its own, then those that stand beside the warnings."""
    first = Problem(Refusal(row["code"]), row["column_name"], row["value"], orjson.loads(row["args"]))
    further = (problem_of(stored) for stored in orjson.loads(row["warnings"]))
    return (first, *(problem for problem in further if isinstance(problem.code, Refusal)))

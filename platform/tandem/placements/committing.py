"""A confirmed batch becomes case files: one short set-based transaction, all or none."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tandem.casefiles.events import CaseFilePlaced, ClaimsAdded
from tandem.kit.database import reading, transaction, wake_after_commit
from tandem.kit.money import Money
from tandem.kit.wakeups import Wakeup
from tandem.ledger import balances
from tandem.organizations.actor import System
from tandem.organizations.models import Mandate
from tandem.outbox import Job
from tandem.placements import progress
from tandem.placements.adding import add_claims, add_contact_points
from tandem.placements.checking import counted
from tandem.placements.existing import placed_and_locked
from tandem.placements.files import in_thread
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.opening import CaseOfDebtor, open_or_join
from tandem.placements.rechecking import BatchColumns, accepted_rows, rechecked, write_changed
from tandem.placements.stored import Counts
from tandem.placements.verdicts import RowVerdict, summed_up
from tandem.timeline.bulk import Happened, record_many

_LOADED = 20  # percent


async def commit(scope: System, job: Job, batch: PlacementBatch) -> None:
    """Write the rows of a confirmed batch, judged again beside what exists now.

    `scope` is the person who confirmed. When nothing is left to place the batch fails and says so.
    """
    async with reading(scope):
        read = await accepted_rows(batch.id)
    rows = await in_thread(read)
    await progress.show(scope, batch, _LOADED)
    async with transaction(scope):
        locked = await PlacementBatch.filter(id=batch.id).select_for_update().get()
        if locked.state is not PlacementState.COMMITTING:
            await job.done()
            return
        happened = await _write(locked, rows)
        await job.done()
        wake_after_commit(Wakeup("placement", batch.id, (batch.creditor_id, batch.agency_id)))
        await record_many(scope, happened)


async def _write(batch: PlacementBatch, rows: Sequence[RowVerdict]) -> list[Happened]:
    """Everything but the events, which come last; returns them."""
    references = list({row.claim.debtor.reference for row in rows if row.claim})
    documents = list({row.claim.document_number for row in rows if row.claim})
    placed = await placed_and_locked(batch.mandate_id, references, documents)
    now = await in_thread(lambda: rechecked(rows, BatchColumns.of(batch), placed))
    await write_changed(batch.id, rows, now)
    verdicts = await in_thread(lambda: summed_up(now))
    batch.counts = {**_joined(batch.counts or {}, len(rows), counted(verdicts))}
    batch.progress = 100
    claims = [row.claim for row in now if row.claim and row.is_accepted]
    cases: list[CaseOfDebtor] = []
    added: list[Happened] = []
    if claims:
        cases = await open_or_join(batch, verdicts.debtors, claims, placed)
        await add_claims(batch, cases, (await Mandate.get(id=batch.mandate_id)).payee)
        added = await add_contact_points(cases)
        await balances.refresh_many([case.id for case in cases])
        batch.state, batch.case_file_count = PlacementState.SUBMITTED, len(cases)
    else:
        batch.state, batch.problem = PlacementState.FAILED, {"code": progress.NOTHING_LEFT}
    await batch.save(update_fields=["counts", "progress", "state", "case_file_count", "problem"])
    return [*added, *_placed(batch.reference, cases)]


def _joined(before: Mapping[str, Any], accepted_before: int, now: Counts) -> Counts:
    """The counts of the whole file: rows that were not accepted by the dry run stay as they were."""
    refused_before = before["rows"] - accepted_before - before["unchanged"]
    return {
        **now,
        "rows": before["rows"],
        "unchanged": before["unchanged"] + now["unchanged"],
        "refused": refused_before + now["refused"],
    }


def _placed(batch_reference: str, cases: Sequence[CaseOfDebtor]) -> Iterator[Happened]:
    for case in cases:
        amount = Money(sum(claim.amount.minor for claim in case.claims), case.claims[0].amount.currency)
        event = CaseFilePlaced if case.is_new else ClaimsAdded
        yield case, event(batch_reference, len(case.claims), amount)

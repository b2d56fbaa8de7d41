"""Making the file of a print run in the worker: one letter after the other into a file on disk, then into the store.

Killed in the middle, it begins again: the letters are in the run since it was asked for, and a file counts only once
the row names it.
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from tandem.casefiles import storage
from tandem.contacts import access
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.models import AttemptState
from tandem.contacts.post.errors import PrintRunNotFound
from tandem.contacts.post.runs import UNDER_WAY, PrintRun, RunState, run_by_id, run_for_update
from tandem.contacts.printed import still_stands
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem_channels.letters.joining import JoinedLetters, Placed

ATTEMPTS = 3
LIMIT = 600.0  # seconds: two thousand letters take about half a minute
# How long the file can be fetched; it can be made again from the letters as long as those are kept.
LIFE = timedelta(days=30)
_BATCH = 20  # letters between two signs of progress, and in memory at a time
_thread = ThreadPoolExecutor(1, thread_name_prefix="print-run")
T = TypeVar("T")


async def make_file(scope: System, run_id: UUID, job: Job) -> None:
    """Make the file of a run that was asked for, or whose making is tried again.

    Letters that stand no more are stopped and left out. How it says that it failed, however its last attempt ended:
    `given_up`.
    """
    async with reading(scope):
        try:
            run = await run_by_id(scope.organization_id, run_id)
        except PrintRunNotFound:
            return
        letters = await database.rows(_LETTERS, run.agency_id, run.id)
    if run.state not in _TO_MAKE:
        return
    letters = [letter for letter in letters if await _stands(scope, letter["attempt_id"])]
    # More attempts than handlers that ended: each time the process was killed.
    if job.attempt > ATTEMPTS or not letters:
        await _fail(scope, run.id)
        return
    with tempfile.TemporaryDirectory(prefix="tandem-print-run-") as made:
        path = Path(made, "letters.pdf")
        placed, pages = await _join(scope, run, letters, path)
        stored = await storage.put_file(f"{folder_of(run)}/{job.attempt}.pdf", path)
    await _keep(scope, run, job, stored, [row["attempt_id"] for row in letters], placed, pages)


async def given_up(scope: System | None, job: Job) -> None:
    """Its last attempt ended without a file, also by its time: say so, so that people can go on with the letters."""
    if scope is not None:
        await _fail(scope, UUID(job.payload["run_id"]))


async def _stands(scope: System, attempt_id: UUID) -> bool:
    """Days have passed since it was printed: what a date alone has changed, nothing told."""
    with suppress(ContactAttemptNotFound):
        async with transaction(scope):
            reached = await access.attempt_for_update(scope, attempt_id)
            waits = reached.attempt.state is AttemptState.ACCEPTED and reached.attempt.posted_on is None
            return waits and await still_stands(scope, reached)
    return False


def folder_of(run: PrintRun) -> str:
    """Where the store keeps what was made of a run."""
    return f"print-runs/{run.agency_id}/{run.id}"


async def _join(
    scope: System, run: PrintRun, letters: Sequence[Mapping[str, Any]], path: Path
) -> tuple[list[Placed], int]:
    placed: list[Placed] = []
    with path.open("wb") as file:
        joined = JoinedLetters(file, duplex=run.duplex)
        for start in range(0, len(letters), _BATCH):
            for letter in letters[start : start + _BATCH]:
                pdf = await storage.get(letter["storage_key"])
                if storage.sha256_of(pdf) != letter["sha256"]:
                    raise ValueError(f"the stored letter {letter['attempt_id']} is not the one that was printed")
                placed.append(await _aside(partial(joined.add, pdf)))
            await _show(scope, run, len(placed))
        return placed, await _aside(joined.finish)


async def _keep(
    scope: System,
    run: PrintRun,
    job: Job,
    stored: storage.StoredFile,
    letters: Sequence[UUID],
    placed: Sequence[Placed],
    pages: int,
) -> None:
    """Say in one transaction that the file is there, with the pages of each letter: nobody ever sees half of it."""
    async with transaction(scope):
        await job.done()
        now = clock.now()
        locked = await run_for_update(run.agency_id, run.id)
        if locked.state not in UNDER_WAY:
            return
        there = {row["attempt_id"] for row in await database.rows(_THERE, run.agency_id, run.id)}
        if not there.issuperset(letters):
            # A person was erased while it was made: the next attempt leaves them out.
            raise RuntimeError("the letters of the run changed while its file was made")
        await database.execute(
            "UPDATE print_run_letters SET first_page = NULL, pages = NULL WHERE agency_id = $1 AND run_id = $2",
            run.agency_id,
            run.id,
        )
        await database.execute_many(
            "UPDATE print_run_letters SET first_page = $4, pages = $5 "
            "WHERE agency_id = $1 AND run_id = $2 AND attempt_id = $3",
            [
                (run.agency_id, run.id, attempt_id, one.first_page, one.pages)
                for attempt_id, one in zip(letters, placed, strict=True)
            ],
        )
        await database.execute(
            "UPDATE print_runs SET state = 'ready', done = $3, pages = $4, storage_key = $5, size = $6, sha256 = $7, "
            "made_at = $8, expires_at = $9 WHERE agency_id = $1 AND id = $2",
            run.agency_id,
            run.id,
            len(placed),
            pages,
            stored.key,
            stored.size,
            stored.sha256,
            now,
            now + LIFE,
        )


async def _show(scope: System, run: PrintRun, done: int) -> None:
    async with transaction(scope):
        await database.execute(
            "UPDATE print_runs SET state = 'making', done = $3 "
            "WHERE agency_id = $1 AND id = $2 AND state IN ('asked', 'making', 'failed')",
            run.agency_id,
            run.id,
            done,
        )


async def _fail(scope: System, run_id: UUID) -> None:
    async with transaction(scope):
        try:
            run = await run_for_update(scope.organization_id, run_id)
        except PrintRunNotFound:
            return
        if run.state not in _TO_MAKE:
            return
        await database.execute(
            "UPDATE print_runs SET state = $3 WHERE agency_id = $1 AND id = $2",
            run.agency_id,
            run.id,
            RunState.FAILED.value,
        )
    for key in await storage.keys_under(folder_of(run)):
        await storage.delete(key)


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_thread, work)


# A message that was given up, and that somebody tries again, makes the file of a run that failed.
_TO_MAKE = (*UNDER_WAY, RunState.FAILED)
# Those of the run whose letter is there still: an erased person's is not.
_THERE = """
SELECT l.attempt_id, d.storage_key, d.sha256 FROM print_run_letters l
JOIN contact_attempts a ON a.id = l.attempt_id JOIN documents d ON d.id = a.document_id
WHERE l.agency_id = $1 AND l.run_id = $2 AND l.taken_out_at IS NULL
"""
# What goes to the printer: neither what something stopped since, nor what is in the post already. Whoever makes the
# file again weeks later would print it a second time.
_LETTERS = f"{_THERE} AND a.state = 'accepted' AND a.posted_on IS NULL ORDER BY l.place"

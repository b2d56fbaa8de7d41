"""Reads about print runs: what waits for one, the list of them, and the letters of each."""

from collections.abc import Collection
from uuid import UUID

from tandem.contacts.post.errors import PrintRunNotFound, PrintRunNotPrinted, PrintRunNotReady
from tandem.contacts.post.runs import (
    WAITING,
    PrintRun,
    RunLetter,
    RunState,
    letters_where,
    run_by_id,
    runs_where,
)
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size, whole_number
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import CaseScope
from tandem_policies.permission import Permission


async def letters_to_print(actor: Actor) -> int:
    """How many letters wait for a run; none for whoever reaches a part of the agency alone. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.PRINT_RUN_READ)
    if actor.case_scope is not CaseScope.ALL:
        return 0
    async with reading(actor):
        counted = await database.row(
            f"SELECT count(*) AS total FROM contact_attempts a WHERE a.agency_id = $1 AND {WAITING}",
            actor.organization_id,
        )
    return counted["total"] if counted else 0


async def print_runs_for(actor: Actor, first: int, after: str | None) -> Page[PrintRun]:
    """The agency's runs, the newest first. Raises NotPermitted, InvalidInput."""
    authorize(actor, side_of(actor), Permission.PRINT_RUN_READ)
    cursors, size = Cursors("print_runs", actor.organization_id), page_size(first)
    key = cursors.read(after, whole_number)
    async with reading(actor):
        counted = await database.row(
            "SELECT count(*) AS total FROM print_runs WHERE agency_id = $1", actor.organization_id
        )
        found = await runs_where(
            "r.agency_id = $1 AND r.number < $2 ORDER BY r.number DESC LIMIT $3",
            actor.organization_id,
            key[0] if key else 2**31 - 1,
            size + 1,
        )
    return page_of(found, first, lambda run: cursors.of(run.number), counted["total"] if counted else 0)


async def print_run_for(actor: Actor, run_id: UUID) -> PrintRun | None:
    """One run; None out of reach. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.PRINT_RUN_READ)
    async with reading(actor):
        try:
            return await run_by_id(actor.organization_id, run_id)
        except PrintRunNotFound:
            return None


async def letters_of_run(actor: Actor, run_id: UUID, first: int, after: str | None) -> Page[RunLetter]:
    """The letters of a run in the order of its file; an empty page out of reach. Raises NotPermitted, InvalidInput."""
    authorize(actor, side_of(actor), Permission.PRINT_RUN_READ)
    cursors, size = Cursors(f"print_run:{run_id}", actor.organization_id), page_size(first)
    key = cursors.read(after, whole_number)
    async with reading(actor):
        counted = await database.row(
            "SELECT count(*) AS total FROM print_run_letters WHERE agency_id = $1 AND run_id = $2",
            actor.organization_id,
            run_id,
        )
        found = await letters_where(
            "l.agency_id = $1 AND l.run_id = $2 AND l.place > $3 ORDER BY l.place LIMIT $4",
            actor.organization_id,
            run_id,
            key[0] if key else 0,
            size + 1,
        )
    return page_of(found, first, lambda letter: cursors.of(letter.place), counted["total"] if counted else 0)


async def run_with_letters(
    actor: Actor, run_id: UUID, attempt_ids: Collection[UUID]
) -> tuple[PrintRun, list[RunLetter]]:
    """A run, with those of its letters that are named. Raises NotPermitted, PrintRunNotFound."""
    authorize(actor, side_of(actor), Permission.PRINT_RUN_READ)
    async with reading(actor):
        run = await run_by_id(actor.organization_id, run_id)
        letters = await letters_where(
            "l.agency_id = $1 AND l.run_id = $2 AND l.attempt_id = ANY ($3::uuid[]) ORDER BY l.place",
            actor.organization_id,
            run_id,
            list(attempt_ids),
        )
    return run, letters


async def printed_run(actor: Actor, run_id: UUID) -> tuple[PrintRun, list[RunLetter]]:
    """A run whose file was fetched for the printer, with all its letters: what its file and its cover are made of.

    Raises NotPermitted, PrintRunNotFound, PrintRunNotReady, PrintRunNotPrinted.
    """
    run, letters = await indexed_run(actor, run_id)
    if not run.printings:
        raise PrintRunNotPrinted(field="runId")
    return run, letters


async def indexed_run(actor: Actor, run_id: UUID) -> tuple[PrintRun, list[RunLetter]]:
    """A run that is ready, with all its letters: an index of them prints nothing.

    Raises NotPermitted, PrintRunNotFound, PrintRunNotReady.
    """
    authorize(actor, side_of(actor), Permission.PRINT_RUN_WRITE)
    async with reading(actor):
        run = await run_by_id(actor.organization_id, run_id)
        if run.state is not RunState.READY:
            raise PrintRunNotReady(field="runId")
        letters = await letters_where(
            "l.agency_id = $1 AND l.run_id = $2 ORDER BY l.place", actor.organization_id, run_id
        )
    return run, letters

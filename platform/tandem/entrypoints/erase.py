"""`tandem erase`: one person from the command line, with what it would do first, and again where it was interrupted."""

from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from tandem.entrypoints.erasures import acting_as_owner
from tandem.entrypoints.settings import Settings
from tandem.kit import database, texts
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.audit import CommandLine
from tandem.privacy import access
from tandem.privacy.access import Person
from tandem.privacy.commands.request_erasure import ask, chosen, require_reason_without_names, tell_request
from tandem.privacy.destroying import destroy_files
from tandem.privacy.erasing import carry_out
from tandem.privacy.models import Erasure, ErasureState, Ground
from tandem.privacy.obstacles import obstacles_to
from tandem.privacy.scope import scope_of
from tandem.privacy.stored import counts_of

_LOCALE = "en"


class ErasureNotDone(Exception):
    """The person was not erased; the message is for the operator."""


async def erase(
    settings: Settings, console: Console, whom: str, *, ground: Ground, reason: str, dry_run: bool, yes: bool
) -> None:
    """Erase a debtor named by a case file's reference or by an id; prints what there is, and what was destroyed.

    Run again after an interruption, it goes on. Raises ErasureNotDone.
    """
    async with acting_as_owner(settings):
        agency, debtor_id = await _found(whom)
        async with reading(agency):
            person = (await access.person_for(agency, debtor_id)).row
        begun = await _begun(agency, person)
        if begun is not None:
            console.print(f"Erasure {begun} was begun before and goes on.")
            await _finish(agency, begun, console)
            return
        if person.is_erased:
            console.print("This person was erased; nothing is left to do.")
            return
        await _show(agency, person, console)
        if dry_run:
            return
        if not yes and not typer.confirm(f"Erase the person of {person.case_files[0].reference} for good?"):
            raise ErasureNotDone("nothing was erased")
        async with transaction(agency):
            locked = (await access.person_for_update(agency, debtor_id)).row
            case_files = chosen(locked, None)
            await require_reason_without_names(locked, reason)
            if stops := await obstacles_to(agency.organization_id, debtor_id, case_files):
                raise ErasureNotDone(_sentences(stops))
            erasure = await ask(agency, case_files, ground, reason)
            await tell_request(CommandLine(agency.organization_id), erasure, case_files)
        await _finish(agency, erasure.id, console)


async def _found(whom: str) -> tuple[System, UUID]:
    """The debtor of a case file's reference, else of a case file's or debtor's id, and the agency to act for."""
    try:
        key = UUID(whom)
    except ValueError:
        key = None
    rows = await database.rows(
        "SELECT DISTINCT agency_id, debtor_id FROM case_files WHERE reference = $1 OR id = $2 OR debtor_id = $2",
        whom,
        key,
    )
    if not rows:
        raise ErasureNotDone(f"no case file and no debtor is called {whom}")
    if len(rows) > 1:
        choices = "\n".join(f"  {row['debtor_id']}" for row in rows)
        raise ErasureNotDone(f"{whom} is the reference of several agencies; name the debtor by id:\n{choices}")
    return System(rows[0]["agency_id"]), rows[0]["debtor_id"]


async def _begun(agency: System, person: Person) -> UUID | None:
    async with reading(agency):
        row = await database.row(
            "SELECT id FROM erasures WHERE (debtor_id = $1 OR case_file_ids && $2::uuid[]) AND finished_at IS NULL "
            "AND state <> 'stopped' ORDER BY requested_at DESC LIMIT 1",
            person.debtor.id,
            [each.id for each in person.case_files],
        )
    return row["id"] if row else None


async def _show(agency: System, person: Person, console: Console) -> None:
    async with reading(agency):
        counts = await counts_of(await scope_of(person.debtor.id, person.mandate_ids))
        stops = await obstacles_to(agency.organization_id, person.debtor.id, chosen(person, None))
    table = Table("Store", "Rows", box=None)
    for name, rows in counts.items():
        if rows:
            table.add_row(name, str(rows))
    console.print(table)
    if stops:
        console.print(f"[yellow]{_sentences(stops)}[/]")


async def _finish(agency: System, erasure_id: UUID, console: Console) -> None:
    erasure = await carry_out(agency, erasure_id)
    if erasure.state is ErasureState.STOPPED:
        raise ErasureNotDone(f"stopped: {erasure.obstacle}")
    if erasure.state is ErasureState.REQUESTED:
        raise ErasureNotDone("it waits for a publication or a bundle that is under way; the worker carries it out then")
    done: Erasure = await destroy_files(agency, erasure_id)
    console.print(
        f"Erased: {len(done.case_file_ids)} case files, {len(done.key_ids)} keys destroyed, "
        f"{done.files} files destroyed or rewritten. Erasure {done.id} is in the journal."
    )


def _sentences(stops: tuple[str, ...]) -> str:
    return " ".join(
        texts.render(f"privacy.obstacle.{stop}{part}", _LOCALE) for stop in stops for part in ("", ".remedy")
    )

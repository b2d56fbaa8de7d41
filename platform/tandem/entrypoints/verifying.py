"""`tandem verify`: chains, audit logs, balances, keys, copies and anchors; with progress, and a stopped run goes on."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from tandem.casefiles.documents.verify import document_faults
from tandem.contacts.verify import copy_faults
from tandem.entrypoints import embedded
from tandem.entrypoints.anchors import summary_of
from tandem.entrypoints.composition import configure
from tandem.entrypoints.orm import plain_url
from tandem.entrypoints.settings import Settings, SettingsRefused
from tandem.ledger.verify import faults as ledger_faults
from tandem.notes.verify import note_faults
from tandem.organizations.audit.verify import AuditTally, audit_faults
from tandem.privacy.verify import key_faults
from tandem.timeline import guard
from tandem.timeline.anchors import AnchorTally, verify_anchors
from tandem.timeline.verify import Fault, Run, Tally, deep_faults, new_run, stopped_run, verify, verify_case_files


class CaseFileUnknown(Exception):
    """No case file has this reference; the message is one line for the operator."""


@dataclass(slots=True)
class _Findings:
    """Prints each fault as it is found, and counts."""

    console: Console
    count: int = 0

    def tell(self, fault: object) -> None:
        self.console.print(f"[red]{fault}[/]")
        self.count += 1

    def sum_up(self, what: str, started: float) -> bool:
        """The last line; True when there was no fault."""
        found = "no fault." if self.count == 0 else f"{self.count} faults."
        self.console.print(f"{what} in {time.monotonic() - started:.1f} s: {found}")
        return self.count == 0


async def verify_everything(settings: Settings, console: Console, *, go_on: bool, deep: bool) -> bool:
    """Re-compute everything that can be; prints each fault. True when there is none.

    With `go_on` a run that was stopped within the last day continues; cancelled, it says how. With `deep` every seal is
    opened, and what pages show is held against it.
    """
    configure(settings)
    found, tally, anchored, started = _Findings(console), Tally(), AnchorTally(), time.monotonic()
    audited = AuditTally()
    async with _owner_of(settings) as owner:
        for weakness in await guard.weaknesses(owner):
            found.tell(f"what is written is not protected: {weakness}")
        if not await guard.is_installed(owner):
            console.print("The timeline's guard is not installed (`tandem migrate` says how).")
        run = await _run(settings, owner, console, go_on=go_on)
        before = len(run.done)
        try:
            async with _progress(owner, console, tally):
                async for fault in verify(owner, tally, run):
                    found.tell(await _named(owner, fault))
        except asyncio.CancelledError:
            console.print(f"Stopped after {tally.events} events. To go on: tandem verify --continue")
            raise
        run.path.unlink(missing_ok=True)
        async for audit_fault in audit_faults(owner, audited):
            found.tell(audit_fault)
        if deep:
            await _look_deeper(owner, found)
        async for problem in ledger_faults(owner):
            found.tell(problem)
        async for unexplained in key_faults(owner):
            found.tell(unexplained)
        for faults in (copy_faults, document_faults, note_faults):
            async for changed in faults(owner):
                found.tell(changed)
        async for anchor_fault in verify_anchors(owner, anchored):
            found.tell(anchor_fault)
    console.print(summary_of(anchored))
    console.print(f"{audited.events} events in {audited.chains} audit logs.")
    # What was changed in those since, without a new event, is found by a run of its own.
    kept = f" ({before} parts as they were read since {run.started_at:%Y-%m-%d %H:%M} UTC)" if before else ""
    return found.sum_up(f"{tally.events} events in {tally.chains} chains{kept}, balances and copies included,", started)


async def verify_case(settings: Settings, console: Console, reference: str, *, deep: bool) -> bool:
    """Re-compute the chains of one case file, of each agency that has this reference. Raises CaseFileUnknown."""
    configure(settings)
    found, tally, started = _Findings(console), Tally(), time.monotonic()
    async with _owner_of(settings) as owner:
        ids = [row["id"] for row in await owner.fetch("SELECT id FROM case_files WHERE reference = $1", reference)]
        if not ids:
            raise CaseFileUnknown(f"no case file has the reference {reference}")
        for fault in await verify_case_files(owner, ids, tally):
            found.tell(await _named(owner, fault))
        if deep:
            await _look_deeper(owner, found, ids)
    return found.sum_up(f"{reference}: {tally.events} events in {tally.chains} chains", started)


async def _run(settings: Settings, owner: asyncpg.Connection, console: Console, *, go_on: bool) -> Run:
    path: Path = (settings.data or embedded.choose_data_folder(None)) / "verify.json"
    stopped = await stopped_run(owner, path) if go_on else None
    if stopped:
        console.print(f"{len(stopped.done)} parts were verified since {stopped.started_at:%Y-%m-%d %H:%M} UTC.")
    elif go_on:
        console.print("No run of this database was stopped within the last day: this one begins anew.")
    return stopped or await new_run(owner, path)


async def _look_deeper(owner: asyncpg.Connection, found: _Findings, ids: list[UUID] | None = None) -> None:
    async for fault in deep_faults(owner, ids):
        found.tell(await _named(owner, fault))


async def _named(owner: asyncpg.Connection, fault: Fault) -> str:
    """A fault with the reference that people know the case file by."""
    reference = await _reference(owner, fault.case_file_id)
    return f"{reference}: {fault}" if reference else str(fault)


async def _reference(owner: asyncpg.Connection, case_file_id: UUID) -> str | None:
    found: str | None = await owner.fetchval("SELECT reference FROM case_files WHERE id = $1", case_file_id)
    return found


@contextlib.asynccontextmanager
async def _owner_of(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    settings.needs("database_url")
    if settings.database_url is None:
        raise SettingsRefused("set TANDEM_DATABASE_URL")
    owner = await asyncpg.connect(plain_url(settings.direct(settings.database_url)))
    try:
        yield owner
    finally:
        await owner.close()


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} events/s" if task.speed else "")


@contextlib.asynccontextmanager
async def _progress(owner: asyncpg.Connection, console: Console, tally: Tally) -> AsyncIterator[None]:
    """A bar with rate and time left while the block runs; nothing where nobody looks (not a terminal)."""
    total = await owner.fetchval("SELECT coalesce(sum(sequence), 0)::bigint FROM timeline_heads")
    columns = (TextColumn("Chains"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("chains", total=total)

        async def follow() -> None:
            while True:
                bar.update(task, completed=tally.events)
                await asyncio.sleep(0.2)

        following = asyncio.create_task(follow())
        try:
            yield
        finally:
            following.cancel()

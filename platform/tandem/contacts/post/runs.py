"""Print runs as the agency sees them: one file of letters, where it stands, and each letter of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.contacts.models import AttemptState, PostalService
from tandem.contacts.post.errors import PrintRunNotFound
from tandem.kit import clock, database
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

# What waits for a run: printed as a file, not posted, stopped by nothing since, and in no run. `a` is the attempt.
WAITING = (
    "a.channel = 'letter' AND a.state = 'accepted' AND a.posted_on IS NULL AND a.document_id IS NOT NULL "
    "AND a.provider_status IS NULL "  # with a postal provider
    "AND NOT EXISTS (SELECT FROM print_run_letters taken WHERE taken.agency_id = a.agency_id "
    "AND taken.attempt_id = a.id AND taken.taken_out_at IS NULL)"
)


class RunState(StrEnum):
    """Where a run's file stands. EXPIRED: deleted after its time; it can be made again from the same letters."""

    ASKED = "asked"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


UNDER_WAY = (RunState.ASKED, RunState.MAKING)


# How long whoever printed a run finds its file again without printing it again: until the paper is in the tray.
AT_HAND = timedelta(hours=1)


class LetterStand(StrEnum):
    """Where a letter of a run stands."""

    WAITING = "waiting"  # in the pile, not posted
    POSTED = "posted"
    STOPPED = "stopped"  # something forbids it since it was printed: it belongs out of the pile
    TAKEN_OUT = "taken_out"


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of a run's file; the first has no reason, each reprint has one."""

    number: int
    printed_at: datetime
    printed_by: str
    printed_by_id: UUID
    reason: str | None


@dataclass(frozen=True, slots=True)
class PrintRun:
    """`done` of `letters` are in the file while it is made. The four counts are of the letters as they stand now.

    `posted_on` is the day that was told for the whole run; `is_posting` while its letters are being told one by one.
    """

    id: UUID
    agency_id: UUID
    number: int
    duplex: bool
    state: RunState
    letters: int
    done: int
    pages: int | None
    storage_key: str | None
    size: int | None
    sha256: str | None
    made_at: datetime | None
    expires_at: datetime | None
    asked_at: datetime
    asked_by: str
    asked_by_id: UUID
    posted_on: date | None
    posting_asked_by: str | None
    is_posting: bool
    waiting: int
    posted: int
    stopped: int
    taken_out: int
    printings: tuple[Printing, ...]


@dataclass(frozen=True, slots=True)
class RunLetter:
    """A letter of a run; pages as in the file that was made last."""

    run_id: UUID
    attempt_id: UUID
    case_file_id: UUID
    place: int
    reference: str
    recipient: str
    address: str
    creditor: str
    service: PostalService
    tracking_number: str | None
    first_page: int | None
    pages: int | None
    posted_on: date | None
    stand: LetterStand
    taken_out_by: str | None
    taken_out_because: str | None


def require_whole_agency(actor: Actor, permission: Permission) -> None:
    """A run holds everybody's letters: only whoever reaches all of the agency's case files may. Raises NotPermitted."""
    authorize(actor, Relation.AGENCY, permission)
    if actor.case_scope is not CaseScope.ALL:
        raise NotPermitted(permission=permission)


def is_at_hand(actor: Actor, run: PrintRun) -> bool:
    """Whether the actor is who printed the run last, and just now."""
    last = run.printings[-1] if run.printings else None
    return last is not None and last.printed_by_id == actor.membership_id and clock.now() - last.printed_at < AT_HAND


async def run_by_id(agency_id: UUID, run_id: UUID) -> PrintRun:
    """One run of the agency, inside the open transaction. Raises PrintRunNotFound."""
    found = await runs_where("r.agency_id = $1 AND r.id = $2", agency_id, run_id)
    if not found:
        raise PrintRunNotFound(field="runId")
    return found[0]


async def run_for_update(agency_id: UUID, run_id: UUID) -> PrintRun:
    """The same, locked until the commit."""
    await database.rows("SELECT id FROM print_runs WHERE agency_id = $1 AND id = $2 FOR UPDATE", agency_id, run_id)
    return await run_by_id(agency_id, run_id)


async def runs_where(condition: str, *args: object) -> list[PrintRun]:
    """Runs `r`, with the letters counted as they stand now; `condition` may end in an order and a limit."""
    rows = await database.rows(f"{_RUNS} WHERE {condition}", *args)
    said = await database.rows(
        "SELECT run_id, number, printed_at, printed_by, printed_by_id, reason FROM print_run_printings "
        "WHERE run_id = ANY ($1::uuid[]) ORDER BY number",
        [row["id"] for row in rows],
    )
    return [_run(row, (one for one in said if one["run_id"] == row["id"])) for row in rows]


async def letters_where(condition: str, *args: object) -> list[RunLetter]:
    """Letters `l` of runs; `condition` may end in an order and a limit."""
    return [_letter(row) for row in await database.rows(f"{_LETTERS} WHERE {condition}", *args)]


def _run(row: Mapping[str, Any], printings: Iterable[Mapping[str, Any]]) -> PrintRun:
    names = PrintRun.__dataclass_fields__.keys() - {"state", "printings"}
    told = tuple(
        Printing(one["number"], one["printed_at"], one["printed_by"], one["printed_by_id"], one["reason"])
        for one in printings
    )
    return PrintRun(**{name: row[name] for name in names}, state=RunState(row["state"]), printings=told)


def _letter(row: Mapping[str, Any]) -> RunLetter:
    names = RunLetter.__dataclass_fields__.keys() - {"service", "stand"}
    return RunLetter(
        **{name: row[name] for name in names}, service=PostalService(row["postal_service"]), stand=stand_of(row)
    )


def stand_of(row: Mapping[str, Any]) -> LetterStand:
    """Of a row with `taken_out_at`, `posted_on` and the attempt's `state`."""
    if row["posted_on"] is not None:
        return LetterStand.POSTED
    if row["taken_out_at"] is not None:
        return LetterStand.TAKEN_OUT
    return LetterStand.WAITING if row["state"] == AttemptState.ACCEPTED else LetterStand.STOPPED


_RUNS = """
SELECT r.*, r.posting_asked_at IS NOT NULL AND r.posting_done_at IS NULL AS is_posting,
    counted.waiting, counted.posted, counted.stopped, counted.taken_out
FROM print_runs r CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE a.posted_on IS NOT NULL) AS posted,
        count(*) FILTER (WHERE a.posted_on IS NULL AND l.taken_out_at IS NOT NULL) AS taken_out,
        count(*) FILTER (WHERE a.posted_on IS NULL AND l.taken_out_at IS NULL AND a.state = 'accepted') AS waiting,
        count(*) FILTER (WHERE a.posted_on IS NULL AND l.taken_out_at IS NULL AND a.state <> 'accepted') AS stopped
    FROM print_run_letters l JOIN contact_attempts a ON a.id = l.attempt_id
    WHERE l.agency_id = r.agency_id AND l.run_id = r.id
) counted
"""
_LETTERS = """
SELECT l.run_id, l.attempt_id, l.case_file_id, l.place, l.first_page, l.pages, l.taken_out_at, l.taken_out_by,
    l.taken_out_because, coalesce(a.letter_reference, '') AS reference, p.name AS recipient, a.to_address AS address,
    o.name AS creditor, a.postal_service, a.tracking_number, a.posted_on, a.state
FROM print_run_letters l JOIN contact_attempts a ON a.id = l.attempt_id JOIN parties p ON p.id = a.party_id
JOIN organizations o ON o.id = l.creditor_id
"""
